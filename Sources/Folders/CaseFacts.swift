public import FEEL
public import Kernel

/// What every component needs to know of a case; handed along as `ServiceCall.facts`.
public struct CaseFacts: Codable, Sendable {
    public var procedure: String
    public var reference: String
    public var slug: String
    public var serviceHash: String
    public var unit: String
    public var owner: String?
    public var confidential: Bool
    public var applicant: String
    /// Lines of the address below the name.
    public var address: [String]
    public var email: String?
    public var language: Language
    public var channel: String
    public var receivedOn: LocalDate
    /// Where the file goes, evaluated when it is needed.
    public var filing: Filing?
    /// Why results are what they are: rows by result name.
    public var rows: [String: [RuleRow]]?
    /// What each part of a result depends on, by result name: answers, rows, dates, acts; other results only by what is behind them.
    public var origins: [String: Origins]?
    /// The same for dates, by deadline.
    public var dateOrigins: [String: [String]]?
    /// Why dates are what they are: sentences by deadline.
    public var reasons: [String: LocalText]?

    public init(
        procedure: String, reference: String, slug: String, serviceHash: String, unit: String, owner: String?, confidential: Bool,
        applicant: String, address: [String], email: String?, language: Language, channel: String, receivedOn: LocalDate
    ) {
        self.procedure = procedure
        self.reference = reference
        self.slug = slug
        self.serviceHash = serviceHash
        self.unit = unit
        self.owner = owner
        self.confidential = confidential
        self.applicant = applicant
        self.address = address
        self.email = email
        self.language = language
        self.channel = channel
        self.receivedOn = receivedOn
    }

    /// The place of a case's folder, and the titles of its documents.
    public struct Filing: Codable, Sendable {
        /// Key in the filing plan.
        public var position: String
        public var title: String
        /// `procedure` or `applicant`: what has a dossier of its own.
        public var dossier: String
        public var dossierTitle: String
        /// Retention class of the service.
        public var retention: String
        /// How long that is, from when and why.
        public var retentionWords: LocalText?
        /// `unit` or `sensitive`.
        public var access: String
        public var documentTitles: [String: String]

        public init(
            position: String, title: String, dossier: String, dossierTitle: String, retention: String, access: String,
            documentTitles: [String: String]
        ) {
            self.position = position
            self.title = title
            self.dossier = dossier
            self.dossierTitle = dossierTitle
            self.retention = retention
            self.access = access
            self.documentTitles = documentTitles
        }
    }
}
