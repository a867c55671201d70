public import Kernel
public import Store

/// The record of service, the return receipt or the signed receipt has come back: a letter was served on a day (§§ 3 to 5 VwZG). The
/// day is noted once, because periods begin with it.
public struct MarkServed: Action {
    public static let name = "delivery.mark-served"
    public static let audience: Audience = .staff
    let item: ID<PostItem>
    let day: LocalDate

    public init(item: ID<PostItem>, day: LocalDate) {
        self.item = item
        self.day = day
    }

    public func perform(in transaction: Transaction) throws {
        try transaction.lock("delivery_items", id: item.text)
        let found = try transaction.postItem(item, visibleTo: transaction.caller)
        guard transaction.caller.may(MarkServed.name, in: found.unit) else { throw StoreFault.forbidden(MarkServed.name) }
        guard let service = found.service else { throw DeliveryFault.notServed }
        guard let posted = found.postedOn, day >= posted, day <= transaction.now.date() else {
            throw DeliveryFault.serviceDayImpossible
        }
        transaction.audit("item", item, unit: found.unit, detail: ["service": .string(service), "day": .string(day.description)])
        if found.servedOn == day { return }
        let changed = try transaction.run(
            """
            UPDATE delivery_items SET served_on = \(day), served_by = \(transaction.caller.label)
            WHERE id = \(item) AND served_on IS NULL
            """)
        guard changed == 1 else { throw DeliveryFault.alreadyServed }
        try transaction.emit(
            ItemServed(item: item.text, procedure: found.procedure, document: found.document, service: service, day: day),
            subject: found.procedure)
    }
}

/// A letter was served.
public struct ItemServed: Event {
    public static let name = "delivery.served"
    public let item: String
    public let procedure: String
    public let document: String?
    /// `record`, `registered` or `receipt`.
    public let service: String
    public let day: LocalDate
}
