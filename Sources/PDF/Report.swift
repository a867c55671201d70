public import Kernel

/// A document without an address field: a receipt, a cover sheet, a list for the file.
public struct Report: Hashable, Sendable {
    public var language: Language
    /// Who issues it, shown small above the title.
    public var issuer: String
    public var title: String
    /// Shown in the head of every following page.
    public var reference: String
    public var body: [Block]
    public var details: DocumentDetails

    public init(
        language: Language, issuer: String, title: String, reference: String, body: [Block], details: DocumentDetails
    ) {
        self.language = language
        self.issuer = issuer
        self.title = title
        self.reference = reference
        self.body = body
        self.details = details
    }
}
