public import Calendar
public import FEEL
public import Kernel

/// What a case begins with: what has happened, and the names that expressions see from the submission on (service-folder.md, § 1.1).
/// The case of the database and the case of a rehearsal begin with the same.
public struct CaseStart: Sendable {
    /// Name of who applies.
    public let name: String
    public let address: Value
    public let email: String?
    /// What deadlines may start from.
    public let happened: [DatedEvent]
    /// By name; `dates` included.
    public let variables: [String: JSON]

    /// How somebody applies.
    public struct Submission: Sendable {
        /// Answers as typed JSON, every field of the form.
        public let answers: JSON
        public let reference: String
        public let language: Language
        public let channel: String
        /// Whether the applicant has an account.
        public let account: Bool
        public let former: Former?
        public let moment: Instant

        public init(
            answers: JSON, reference: String, language: Language, channel: String, account: Bool, former: Former?, moment: Instant
        ) {
            self.answers = answers
            self.reference = reference
            self.language = language
            self.channel = channel
            self.account = account
            self.former = former
            self.moment = moment
        }
    }

    /// - Parameters:
    ///   - fees: the city's, of the day of receipt.
    ///   - city: `city` as expressions see it.
    public init(_ sent: Submission, of folder: ServiceFolder, fees: JSON, city: JSON, dates: CaseDates) {
        let rule = folder.about.applicant
        let day = sent.moment.date()
        let before = Scope(typed: .object(["answers": sent.answers, "fees": fees, "city": city]), now: sent.moment)
        name = rule.name.evaluate(in: before).string ?? ""
        address = rule.address.evaluate(in: before)
        email = rule.email?.evaluate(in: before).string
        let applicant: JSON = [
            "name": .string(name), "address": address.typedJSON, "email": email.map { .string($0) } ?? .null,
            "language": .string(sent.language.rawValue), "channel": .string(sent.channel), "account": .bool(sent.account),
            "represents": rule.represents?.evaluate(in: before).typedJSON ?? .null,
            "kind": rule.kind?.evaluate(in: before).typedJSON ?? .string("person"),
        ]
        let received = Value.dateTime(DateTime(sent.moment, zone: Scope.cityZone))
        let procedure: JSON = [
            "reference": .string(sent.reference), "received": .string("@\(day)"), "receivedAt": received.typedJSON,
            "state": "received", "outcome": .null, "decided": .null, "automatic": true,
        ]
        var happened = [DatedEvent("received", on: day)]
        if folder.missingEvidence(in: before).isEmpty { happened.append(DatedEvent("complete", on: day)) }
        self.happened = happened
        var variables: [String: JSON] = [
            "answers": sent.answers, "applicant": applicant, "procedure": procedure, "tasks": [:], "dates": [:], "fees": fees,
            "city": city, "former": sent.former?.context ?? .null,
        ]
        variables["dates"] = CaseDates.typed(dates.dates(happened, variables, at: sent.moment))
        self.variables = variables
    }
}

extension ServiceFolder {
    /// Which evidence the law asks for that is not there. Where none is missing, the event `complete` happens.
    public func missingEvidence(in scope: Scope) -> [String] {
        about.evidence.filter { field, evidence in
            evidence.required.holds(in: scope) && (scope["answers"]?.context?[field]?.isNull ?? true)
        }.keys.sorted()
    }
}

extension Act {
    /// What expressions find under `tasks.<element>` once it is done.
    ///
    /// - Parameters:
    ///   - values: the fields of the act as typed JSON.
    ///   - performer: name of who did it.
    public func result(_ values: [String: JSON], by performer: String, at moment: Instant) -> [String: JSON] {
        var result = values
        result["act"] = .string(id)
        result["by"] = .string(performer)
        result["at"] = Value.dateTime(DateTime(moment, zone: Scope.cityZone)).typedJSON
        result["outcome"] = outcome.map { .string($0) } ?? .null
        return result
    }
}

/// The state of a case that is not decided follows from where it waits (service-folder.md, § 2.1).
public enum CaseStates {
    /// With several open tasks the first of these counts.
    public static let order = ["documents-requested", "hearing", "consulting", "in-review"]

    public static func first(of states: Set<String>) -> String? { order.first { states.contains($0) } }
}
