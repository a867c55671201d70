public import BPMN
public import Calendar
public import DMN
public import FEEL
public import Kernel

/// A public service as its folder describes it (docs/reference/service-folder.md): everything compiled and checked once, and
/// pinned by the hash of its files. A value; nothing here reads a database, a clock or the network.
public struct ServiceFolder: Sendable {
    /// The files it was read from, for keeping and for the identity of this version.
    public let files: FolderFiles
    public let about: About
    public let form: Form
    public let process: ProcessModel
    /// The decision models of the folder by file name.
    public let decisions: [String: Model]
    /// Templates by name and language.
    public let templates: [String: [Language: Template]]
    public let filing: FilingRule
    public let texts: ServiceTexts
    public let examples: [Example]
    /// User tasks of the process by element id.
    public let tasks: [String: TaskShape]

    public var hash: Digest { files.hash }
    public var slug: String { about.slug }

    /// The model that holds a decision.
    public func model(of decision: String) -> Model? { decisions.values.first { $0.decisions.contains(decision) } }

    /// The template in a language; German, which is binding, where there is no other.
    public func template(_ name: String, _ language: Language) -> Template? {
        templates[name]?[language == .en ? .en : .de] ?? templates[name]?[.de]
    }

    /// A user task as process and acts describe it.
    public struct TaskShape: Hashable, Sendable {
        public let element: String
        public let acts: [String]
        /// `unit`, `applicant`, `role:<unit role>` or `consultation:<id>`.
        public let candidates: String
        /// The deadline by which it is to be done.
        public let due: String?

        /// Whether somebody of the authority does it.
        public var isForStaff: Bool { candidates == "unit" || candidates.hasPrefix("role:") }
    }

    /// What service.json says.
    public struct About: Sendable {
        public let slug: String
        public let version: String
        public let validFrom: LocalDate
        public let validUntil: LocalDate?
        /// Unit role; the city maps it to a unit.
        public let unit: String
        public let keywords: [Language: [String]]
        public let languages: [Language]
        public let law: Law
        public let legalBasis: [LegalReference]
        public let automaticDecision: AutomaticDecision
        public let channels: [Channel]
        public let account: AccountRule
        public let applicant: Applicant
        /// By file field.
        public let evidence: [String: Evidence]
        /// Names of amounts by fee list.
        public let fees: [String: [String]]
        /// Columns by the name of the city's list.
        public let lists: [String: [String]]
        public let amounts: [String: Amount]
        public let deadlines: [String: ServiceDeadline]
        public let notices: [String: NoticeRule]
        public let messages: [String]
        public let acts: [String: Act]
        /// The application's state by the user task in which it waits.
        public let states: [String: String]
        /// Minutes that a task of the authority takes, by user task, where the service says so.
        public let effort: [String: Int]
        /// Elements of the process by the names that they had in earlier versions, so that a running case finds its place.
        public let renamed: [String: String]
        public let consultations: [String: Consultation]
        public let clauses: [String: ClauseKind]
        public let renewal: Renewal?
        /// What the holder may have changed while it holds.
        public let change: FollowUp?
        public let validity: Validity?
        public let retention: [String: RetentionClass]
        public let withdrawal: Withdrawal
        /// Whether everybody may look at the process.
        public let isProcessPublic: Bool
    }
}

/// The law of a service.
public struct Law: Sendable {
    public let procedure: ProceduralLaw
    public let through: LegalReference?
    public let remedy: LegalReference?
}

/// Whether a machine may decide alone, and which norm says so.
public struct AutomaticDecision: Hashable, Sendable {
    public let allowed: Bool
    public let norm: LegalReference?
}

public enum Channel: String, CaseIterable, Codable, Sendable { case online, paper, phone }

/// Whether an application needs an account.
public enum AccountRule: String, CaseIterable, Codable, Sendable { case optional, required, none }

public enum Withdrawal: String, CaseIterable, Codable, Sendable {
    case untilDecided = "decided"
    case never
}

/// Who applies, as expressions over the answers.
public struct Applicant: Sendable {
    public let name: Expression
    public let address: Expression
    public let email: Expression?
    /// Name of the person or company for whom is filed.
    public let represents: Expression?
    /// `"person"` or `"company"`.
    public let kind: Expression?
}

/// A document that the law asks for; without it an application is accepted and asked for it.
public struct Evidence: Sendable {
    public let required: Condition
    public let norm: LegalReference?
}

/// A named amount of the outcome.
public struct Amount: Sendable {
    public let value: Expression
    /// The deadline by which it is due.
    public let due: String?
}

/// A deadline of the service: Calendar's rule, and what the service adds.
public struct ServiceDeadline: Sendable {
    public let named: NamedDeadline
    /// Gives the day that the rule is handed instead of the day of its start.
    public let day: Expression?
    /// It starts only if this is true.
    public let when: Expression?
    public let audience: Audience?
    public let norm: LegalReference

    /// Who sees it; nil is everybody.
    public enum Audience: String, CaseIterable, Codable, Sendable { case applicant, staff }
}

/// What a template is in law.
public struct NoticeRule: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Codable, Sendable {
        case assessment, grant, refusal, request, certificate, information

        /// Whether the recipient may object, so that the notice has to say how.
        public var needsRemedy: Bool { self == .assessment || self == .grant || self == .refusal }
    }

    public let kind: Kind
    /// The deadline in which the remedy is open.
    public let remedy: String?
    public let retention: String?
}

/// Something a person may do at a user task.
public struct Act: Sendable {
    public enum Actor: String, CaseIterable, Codable, Sendable { case staff, applicant, office }

    public let id: String
    public let by: Actor
    public let permission: String?
    public let outcome: String?
    public let fields: [Field]
    /// Fields of the form that the act may fill or replace.
    public let supplements: [String]
    /// 2 where a second person confirms.
    public let eyes: Int
}

/// Another office or agency that is asked.
public struct Consultation: Sendable {
    public enum Silence: String, CaseIterable, Codable, Sendable { case none, consent, proceed }

    public let unit: String
    public let due: String
    public let silence: Silence
    public let shares: [String]
    public let purpose: LegalReference
    public let isExternal: Bool
}

/// § 36 VwVfG.
public enum ClauseKind: String, CaseIterable, Codable, Sendable {
    case condition, requirement, revocation, reservation
    case timeLimit = "time-limit"
}

/// How long data are kept, from when, and why.
public struct RetentionClass: Hashable, Sendable {
    public enum Start: String, CaseIterable, Codable, Sendable { case closed, decided, received }

    public let period: LegalPeriod
    public let from: Start
    public let norm: LegalReference

    /// `10 Jahre nach dem Abschluss (§ 147 Abs. 3 AO)`.
    public var words: LocalText {
        let start: LocalText =
            switch from {
            case .closed: LocalText(de: "nach dem Abschluss", en: "after closing")
            case .decided: LocalText(de: "nach der Entscheidung", en: "after the decision")
            case .received: LocalText(de: "nach dem Eingang", en: "after receipt")
            }
        return LocalText(
            de: "\(period.words(.de)) \(start.de) (\(norm.norm))", en: "\(period.words(.en)) \(start[.en]) (\(norm.norm))")
    }
}

/// Where the file goes (filing.json).
public struct FilingRule: Sendable {
    public enum Dossier: String, CaseIterable, Codable, Sendable { case procedure, applicant }
    public enum Access: String, CaseIterable, Codable, Sendable { case unit, sensitive }
    /// Where the file goes when the case is handed to another office: along with it, or it stays where it is kept.
    public enum Forwarded: String, CaseIterable, Codable, Sendable { case moves, stays }

    /// Keys of the filing plan, the first whose condition holds.
    public let positions: [(when: Expression?, position: String)]
    public let dossier: Dossier
    /// With insertions.
    public let title: String
    public let retention: String
    public let access: Access
    public let forwarded: Forwarded
    /// Titles of documents by kind, with insertions.
    public let documents: [String: String]

    public func position(in scope: Scope) -> String? {
        positions.first { $0.when?.isTrue(in: scope) ?? true }?.position
    }
}

/// Every word of a service that a person reads, by key.
public struct ServiceTexts: Sendable {
    public let byLanguage: [Language: [String: String]]

    /// The text in a language, or in German.
    public func text(_ key: String, _ language: Language) -> String? { byLanguage[language]?[key] ?? byLanguage[.de]?[key] }

    /// A lookup for `Template` and `FormProblem`.
    public func look(_ language: Language) -> @Sendable (String) -> String? {
        { key in text(key, language) }
    }

    /// A text with its insertions filled.
    public func filled(_ key: String, _ language: Language, in scope: Scope) throws(TemplateFailure) -> String? {
        guard let text = text(key, language) else { return nil }
        return try Template.fill(text, in: scope, language: language, look: look(language))
    }
}
