public import Kernel
public import Store

/// The reader has opened a message. Noted once, with the moment of the first opening.
public struct MarkRead: Action {
    public static let name = "delivery.mark-read"
    public static let audience: Audience = [.account, .anonymous]
    let message: ID<Message>

    public init(message: ID<Message>) { self.message = message }

    public func perform(in transaction: Transaction) throws {
        let found = try transaction.ownMessage(message, of: transaction.caller)
        transaction.audit("message", message, detail: ["procedure": .string(found.procedure)])
        let changed = try transaction.run(
            "UPDATE delivery_messages SET read_at = \(transaction.now) WHERE id = \(message) AND read_at IS NULL")
        if changed == 1 {
            try transaction.emit(MessageRead(message: message.text, procedure: found.procedure), subject: found.procedure)
        }
    }
}

/// A message was opened for the first time.
public struct MessageRead: Event {
    public static let name = "delivery.message-read"
    public let message: String
    public let procedure: String
}
