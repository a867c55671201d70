public import Kernel
public import Store

/// Letters were printed. Printing again keeps the first moment.
public struct MarkPrinted: Action {
    public static let name = "delivery.mark-printed"
    public static let audience: Audience = .staff
    let items: [ID<PostItem>]

    public init(items: [ID<PostItem>]) { self.items = items }

    public func perform(in transaction: Transaction) throws {
        let found = try PostItem.chosen(items, for: MarkPrinted.name, in: transaction)
        for item in found where item.printedAt == nil {
            try transaction.run(
                "UPDATE delivery_items SET printed_at = \(transaction.now) WHERE id = \(item.id) AND printed_at IS NULL")
        }
        transaction.audit("items", found[0].id, unit: found[0].unit, detail: ["items": .array(found.map { .string($0.id.text) })])
    }
}

/// Letters were given to the post on a day. The day of a letter is noted once, because periods count from it; all letters
/// of one call are marked, or none.
public struct MarkPosted: Action {
    public static let name = "delivery.mark-posted"
    public static let audience: Audience = .staff
    let items: [ID<PostItem>]
    let day: LocalDate

    public init(items: [ID<PostItem>], day: LocalDate) {
        self.items = items
        self.day = day
    }

    public func perform(in transaction: Transaction) throws {
        let found = try PostItem.chosen(items, for: MarkPosted.name, in: transaction)
        guard day <= transaction.now.date(), found.allSatisfy({ day >= $0.createdAt.date() }) else {
            throw DeliveryFault.dayImpossible
        }
        guard found.allSatisfy({ $0.postedOn == nil || $0.postedOn == day }) else { throw DeliveryFault.alreadyPosted }
        for item in found where item.postedOn == nil {
            let changed = try transaction.run(
                """
                UPDATE delivery_items SET posted_on = \(day), posted_by = \(transaction.caller.label),
                    printed_at = COALESCE(printed_at, \(transaction.now)) WHERE id = \(item.id) AND posted_on IS NULL
                """)
            guard changed == 1 else { throw DeliveryFault.alreadyPosted }
            try transaction.emit(
                ItemPosted(item: item.id.text, procedure: item.procedure, document: item.document, day: day),
                subject: item.procedure)
        }
        transaction.audit(
            "items", found[0].id, unit: found[0].unit,
            detail: ["items": .array(found.map { .string($0.id.text) }), "day": .string(day.description)])
    }
}

/// A letter is with the post.
public struct ItemPosted: Event {
    public static let name = "delivery.posted"
    public let item: String
    public let procedure: String
    /// Nil for a letter that is no document of its own.
    public let document: String?
    /// From this day on the period counts.
    public let day: LocalDate
}

extension PostItem {
    /// The chosen items, every one of which the caller must see, with the right for `action` where it lies.
    fileprivate static func chosen(_ items: [ID<PostItem>], for action: String, in transaction: Transaction) throws -> [PostItem]
    {
        guard !items.isEmpty else { throw DeliveryFault.nothingChosen }
        return try Set(items).sorted().map { id in
            try transaction.lock("delivery_items", id: id.text)
            let found = try transaction.postItem(id, visibleTo: transaction.caller)
            guard transaction.caller.may(action, in: found.unit) else { throw StoreFault.forbidden(action) }
            return found
        }
    }
}
