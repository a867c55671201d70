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
}
