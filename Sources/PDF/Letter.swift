public import Kernel

/// A business letter on A4 after DIN 5008:2020, form B. Values in, bytes out: equal letters give equal bytes.
public struct Letter: Hashable, Sendable {
    public var language: Language
    public var letterhead: Letterhead
    /// One line above the address, small, for the post to send it back: name, street, place.
    public var returnAddress: String
    /// Lines above the recipient such as `Gegen Zustellungsurkunde`; at most three fit.
    public var deliveryNotes: [String]
    /// Recipient's lines, from the name down to the place or the country; six fit at full size.
    public var address: [String]
    /// Reference, date, who answers questions: label and value, in this order.
    public var information: [KeyValue]
    /// The file reference, shown in the head of every following page.
    public var reference: String
    public var subject: String
    public var body: [Block]
    /// Set after the body and never alone on a page.
    public var closing: [Block]
    /// Columns at the foot of the first page: bank account, opening hours.
    public var foot: [[String]]
    public var details: DocumentDetails

    public init(
        language: Language, letterhead: Letterhead, returnAddress: String, deliveryNotes: [String] = [], address: [String],
        information: [KeyValue], reference: String, subject: String, body: [Block], closing: [Block] = [],
        foot: [[String]] = [], details: DocumentDetails
    ) {
        self.language = language
        self.letterhead = letterhead
        self.returnAddress = returnAddress
        self.deliveryNotes = deliveryNotes
        self.address = address
        self.information = information
        self.reference = reference
        self.subject = subject
        self.body = body
        self.closing = closing
        self.foot = foot
        self.details = details
    }
}

/// Who writes: the upper 45 mm of the first page.
public struct Letterhead: Hashable, Sendable {
    public var authority: String
    /// The office inside the authority.
    public var unit: String
    public var lines: [String]
    public var logo: Figure?

    public init(authority: String, unit: String = "", lines: [String] = [], logo: Figure? = nil) {
        self.authority = authority
        self.unit = unit
        self.lines = lines
        self.logo = logo
    }
}

/// What a document says about itself, and what it carries.
public struct DocumentDetails: Hashable, Sendable {
    /// Shown by viewers instead of the file name (PDF/UA-1, 7.1).
    public var title: String
    public var author: String
    public var subject: String
    /// Creation date in Info and XMP; there is no clock in here.
    public var created: Instant
    public var attachments: [Attachment]

    public init(
        title: String, author: String = "", subject: String = "", created: Instant, attachments: [Attachment] = []
    ) {
        self.title = title
        self.author = author
        self.subject = subject
        self.created = created
        self.attachments = attachments
    }
}

/// A file inside the PDF (ISO 19005-3, 6.8).
public struct Attachment: Hashable, Sendable {
    /// What the file is to the document (AFRelationship).
    public enum Relationship: String, Hashable, Sendable {
        case source = "Source"
        case data = "Data"
        case alternative = "Alternative"
        case supplement = "Supplement"
        case unspecified = "Unspecified"
    }

    public var name: String
    public var mediaType: String
    public var description: String
    public var relationship: Relationship
    public var content: [UInt8]

    public init(
        name: String, mediaType: String, description: String, relationship: Relationship = .data, content: [UInt8]
    ) {
        self.name = name
        self.mediaType = mediaType
        self.description = description
        self.relationship = relationship
        self.content = content
    }
}
