public import Kernel
public import Store

/// A message in the mailbox of an account, or, for an applicant without one, on the page that the access code opens.
public struct Message: Codable, Sendable {
    public let id: ID<Message>
    public let procedure: String
    public let title: String
    /// Markdown.
    public let body: String
    public let language: Language
    /// The notice that it brings, if any.
    public let document: String?
    public let owner: String?
    public let sentAt: Instant
    public let readAt: Instant?
}

extension Reader {
    private static let columns: SQL =
        "m.id, m.procedure, m.title, m.body, m.language, m.document, m.owner, m.sent_at, m.read_at"

    private static func visible(to caller: Caller) -> SQL {
        var ways: [SQL] = [Visibility.of(caller, columns: "m")]
        if !caller.grants.isEmpty { ways.append("m.procedure IN \(list: caller.grants)") }
        return SQL.any(ways)
    }

    /// The message, if the caller may see it; otherwise it does not exist for them.
    public func message(_ id: ID<Message>, visibleTo caller: Caller) throws -> Message {
        let found: Message? = try first(
            "SELECT " + Reader.columns + " FROM delivery_messages m WHERE m.id = \(id) AND " + Reader.visible(to: caller))
        guard let found else { throw DeliveryFault.notFound }
        return found
    }

    /// The message, if it was written to the caller: by account, or by the code of its procedure. The office that can see the
    /// procedure does not read the person's mailbox.
    public func ownMessage(_ id: ID<Message>, of caller: Caller) throws -> Message {
        let found = try message(id, visibleTo: caller)
        let isOwner = caller.account.map { $0 == found.owner } ?? false
        guard isOwner || caller.grants.contains(found.procedure) || caller.grants.contains(id.text) else {
            throw DeliveryFault.notFound
        }
        return found
    }

    /// A page of an account's mailbox, newest first, after the key `before`. Nobody but the account has a mailbox.
    public func mailbox(of caller: Caller, before: String? = nil, limit: Int = 50) throws -> [Message] {
        guard let account = caller.account else { return [] }
        let key: SQL = before.map { "m.id < \($0)" } ?? "1 = 1"
        return try all(
            "SELECT " + Reader.columns + " FROM delivery_messages m WHERE m.owner = \(account) AND " + key
                + " ORDER BY m.id DESC LIMIT \(limit)")
    }

    /// How many messages wait unread for an account, for the navigation; counted to a hundred only.
    public func unreadMessages(of caller: Caller) throws -> Int {
        guard let account = caller.account else { return 0 }
        return try values(
            String.self, "SELECT id FROM delivery_messages WHERE owner = \(account) AND read_at IS NULL LIMIT 100"
        ).count
    }

    /// The messages of a procedure that the caller may see, oldest first.
    public func messages(of procedure: some CustomStringConvertible, visibleTo caller: Caller) throws -> [Message] {
        try all(
            "SELECT " + Reader.columns + " FROM delivery_messages m WHERE m.procedure = \(procedure.description) AND "
                + Reader.visible(to: caller) + " ORDER BY m.id")
    }
}

extension Reader {
    /// The procedures that messages belong to, by message; for those who look after what was sent and need not read it.
    public func procedures(ofMessages messages: [String]) throws -> [String: String] {
        struct Row: Codable { let id, procedure: String }
        guard !messages.isEmpty else { return [:] }
        let rows: [Row] = try all("SELECT id, procedure FROM delivery_messages WHERE id IN \(list: messages)")
        return Dictionary(rows.map { ($0.id, $0.procedure) }, uniquingKeysWith: { first, _ in first })
    }
}
