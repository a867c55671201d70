public import Documents
import Folders
public import Kernel
public import Store

/// Delivers a document, such as a notice: into the mailbox of the account, or as a letter on the print-and-post list.
/// A document is delivered once; doing it again tells how.
public struct DeliverDocument: Action {
    public static let name = "delivery.deliver"
    public static let audience: Audience = [.staff, .system]
    let procedure: String
    let document: ID<Document>
    let title: String
    let reference: String
    let to: Addressee
    let unit: String
    let confidential: Bool
    let service: String?
    let way: DeliveryWay?

    /// - Parameters:
    ///   - service: how it is served, where notifying is not enough (`record`, `registered`, `receipt`): by letter then.
    ///   - way: the way that was said when dates were counted by it. A letter stays one, whatever was chosen since; nothing goes into a
    ///     mailbox whose owner has refused it or closed the account since.
    public init(
        procedure: some CustomStringConvertible, document: ID<Document>, title: String, reference: String, to: Addressee,
        unit: String,
        confidential: Bool = false, service: String? = nil, way: DeliveryWay? = nil
    ) {
        self.procedure = procedure.description
        self.document = document
        self.title = title
        self.reference = reference
        self.to = to
        self.unit = unit
        self.confidential = confidential
        self.service = service
        self.way = way
    }

    /// - Parameter recipient: lines of the address field, the name first.
    public init(
        procedure: some CustomStringConvertible, document: ID<Document>, title: String, reference: String, account: String?,
        recipient: [String], unit: String, language: Language, email: String? = nil, confidential: Bool = false,
        service: String? = nil, way: DeliveryWay? = nil
    ) {
        self.init(
            procedure: procedure, document: document, title: title, reference: reference,
            to: Addressee(account: account, email: email, lines: recipient, language: language), unit: unit,
            confidential: confidential, service: service, way: way)
    }

    /// Inputs: `document`, `title`.
    static let service: @Sendable (ServiceCall, Transaction) throws -> JSON = { call, transaction in
        let facts = try call.facts(as: CaseFacts.self)
        guard let document = call.inputs["document"]?.string.flatMap({ ID<Document>(checking: $0) }) else {
            throw DocumentFault.notFound
        }
        let channel = try transaction.perform(
            DeliverDocument(
                procedure: call.subject, document: document, title: call.inputs["title"]?.string ?? "",
                reference: facts.reference,
                to: Addressee(facts), unit: facts.unit, confidential: facts.confidential))
        return ["channel": .string(channel.rawValue)]
    }

    public func perform(in transaction: Transaction) throws -> DeliveryWay {
        let title = Lines.single(title)
        guard !title.isEmpty else { throw DeliveryFault.textMissing }
        guard try transaction.document(document, visibleTo: .system("delivery")).subject == procedure else {
            throw DocumentFault.notFound
        }
        let parcel = Parcel(
            key: "deliver:\(document)", procedure: procedure, reference: reference, title: title,
            body: Texts.shared("delivery.document.body", to.language, ["title": title, "reference": reference]),
            document: document.text, to: to,
            unit: unit, confidential: confidential, service: service, way: way)
        let (channel, id, isFirst) = try parcel.send(mailWithoutAccount: false, in: transaction)
        transaction.audit(
            channel == .post ? "item" : "message", id, unit: unit,
            detail: ["procedure": .string(procedure), "document": .string(document.text), "channel": .string(channel.rawValue)])
        if isFirst {
            try transaction.emit(
                Delivered(procedure: procedure, document: document.text, channel: channel.rawValue), subject: procedure)
        }
        return channel
    }
}

/// How a delivery goes, by the names that deadlines are counted with.
public enum DeliveryWay: String, Codable, Sendable {
    /// In the mailbox of the account (§ 9 OZG, § 122a AO).
    case portalMailbox = "portal-mailbox"
    /// As a letter, from the day on which it is posted.
    case post
}

/// A document is in the mailbox, or on the list of letters.
public struct Delivered: Event {
    public static let name = "delivery.delivered"
    public let procedure: String
    public let document: String
    /// `portal-mailbox` or `post`.
    public let channel: String
}
