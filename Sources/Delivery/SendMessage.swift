import Folders
import Kernel
public import Store

/// Sends a short message about a procedure: into the mailbox of the account, or, without one, to the status page with a
/// hint by e-mail, or, without either, as a letter. With a key, doing it again changes nothing.
public struct SendMessage: Action {
    public static let name = "delivery.send"
    public static let audience: Audience = [.staff, .system]
    let procedure: String
    let reference: String
    let key: String?
    let title: String
    let body: String
    let to: Addressee
    let unit: String
    let confidential: Bool

    /// - Parameters:
    ///   - key: names the sending; the same key is sent once.
    ///   - title: the subject, one line. - body: Markdown.
    public init(
        procedure: some CustomStringConvertible, reference: String, key: String? = nil, title: String, body: String,
        to: Addressee,
        unit: String, confidential: Bool = false
    ) {
        self.procedure = procedure.description
        self.reference = reference
        self.key = key
        self.title = title
        self.body = body
        self.to = to
        self.unit = unit
        self.confidential = confidential
    }

    /// Inputs: `subject` and `body`, rendered; `key`, where a step may send only once.
    static let service: @Sendable (ServiceCall, Transaction) throws -> JSON = { call, transaction in
        let facts = try call.facts(as: CaseFacts.self)
        let channel = try transaction.perform(
            SendMessage(
                procedure: call.subject, reference: facts.reference, key: call.inputs["key"]?.string,
                title: call.inputs["subject"]?.string ?? "",
                body: call.inputs["body"]?.string ?? "", to: Addressee(facts), unit: facts.unit, confidential: facts.confidential)
        )
        return ["channel": .string(channel.rawValue)]
    }

    public func perform(in transaction: Transaction) throws -> DeliveryWay {
        let title = Lines.single(title)
        guard !title.isEmpty, !body.allSatisfy(\.isWhitespace) else { throw DeliveryFault.textMissing }
        let key = "send:\(procedure):" + (key ?? Crypto.token(bytes: 12))
        let parcel = Parcel(
            key: key, procedure: procedure, reference: reference, title: title, body: body, document: nil, to: to, unit: unit,
            confidential: confidential)
        let (channel, id, _) = try parcel.send(mailWithoutAccount: true, in: transaction)
        transaction.audit(channel == .post ? "item" : "message", id, unit: unit, detail: ["procedure": .string(procedure)])
        return channel
    }
}

/// A message lies where its reader finds it.
public struct MessageSent: Event {
    public static let name = "delivery.message-sent"
    public let message: String
    public let procedure: String
}

extension Addressee {
    init(_ facts: CaseFacts) {
        self.init(account: facts.owner, email: facts.email, lines: [facts.applicant] + facts.address, language: facts.language)
    }
}
