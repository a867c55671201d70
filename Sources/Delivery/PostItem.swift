public import Kernel
public import Store

/// A letter that staff print and post.
public struct PostItem: Codable, Sendable {
    public let id: ID<PostItem>
    public let procedure: String
    public let reference: String
    public let title: String
    /// Markdown of a letter that is not a document of its own.
    public let body: String?
    public let language: Language
    public let document: String?
    /// Lines of the address field, the name first.
    public let recipient: [String]
    public let unit: String?
    public let createdAt: Instant
    public let printedAt: Instant?
    /// The day on which it was given to the post; the period of an objection counts from it.
    public let postedOn: LocalDate?
    /// How it is served, where that is asked for: `record` (§ 3 VwZG), `registered` (§ 4), `receipt` (§ 5).
    public let service: String?
    /// The day of service, as the record, the return receipt or the addressee says.
    public let servedOn: LocalDate?
}

/// Which items a list shows.
public enum PostState: String, Sendable, CaseIterable {
    case open, printed, posted
}

extension Reader {
    private static let columns: SQL = """
        i.id, i.procedure, i.reference, i.title, i.body, i.language, i.document, i.recipient, i.unit, i.created_at, i.printed_at, i.posted_on, i.service, i.served_on
        """

    /// The item, if the caller may see it; otherwise it does not exist for them.
    public func postItem(_ id: ID<PostItem>, visibleTo caller: Caller) throws -> PostItem {
        let found: PostItem? = try first(
            "SELECT " + Reader.columns + " FROM delivery_items i WHERE i.id = \(id) AND " + Visibility.of(caller, columns: "i"))
        guard let found else { throw DeliveryFault.notFound }
        return found
    }

    /// A page of the list; what waits comes oldest first, what was posted newest first.
    public func postItems(visibleTo caller: Caller, _ state: PostState = .open, key: String? = nil, limit: Int = 50) throws
        -> [PostItem]
    {
        var conditions: [SQL] = [Visibility.of(caller, columns: "i")]
        switch state {
        case .open: conditions.append("i.posted_on IS NULL AND i.printed_at IS NULL")
        case .printed: conditions.append("i.posted_on IS NULL AND i.printed_at IS NOT NULL")
        case .posted: conditions.append("i.posted_on IS NOT NULL")
        }
        if let key { conditions.append(state == .posted ? "i.id < \(key)" : "i.id > \(key)") }
        let order: SQL = state == .posted ? " ORDER BY i.id DESC" : " ORDER BY i.id"
        return try all(
            "SELECT " + Reader.columns + " FROM delivery_items i WHERE " + SQL.all(conditions) + order + " LIMIT \(limit)")
    }

    /// The letters of a procedure that the caller may see, oldest first.
    public func postItems(of procedure: some CustomStringConvertible, visibleTo caller: Caller) throws -> [PostItem] {
        try all(
            "SELECT " + Reader.columns + " FROM delivery_items i WHERE i.procedure = \(procedure.description) AND "
                + Visibility.of(caller, columns: "i") + " ORDER BY i.id")
    }
}
