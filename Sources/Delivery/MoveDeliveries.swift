import Kernel
public import Store

/// Messages and letters of a case go to another unit with it.
public struct MoveDeliveries: Action {
    public static let name = "delivery.move"
    public static let audience: Audience = .system
    let procedure: String
    let unit: String

    public init(procedure: some CustomStringConvertible, to unit: String) {
        self.procedure = procedure.description
        self.unit = unit
    }

    public func perform(in transaction: Transaction) throws {
        try transaction.run("UPDATE delivery_messages SET unit = \(unit) WHERE procedure = \(procedure)")
        let letters = try transaction.run("UPDATE delivery_items SET unit = \(unit) WHERE procedure = \(procedure)")
        transaction.audit("procedure", procedure, unit: unit, detail: ["letters": .number(Decimal128(letters))])
    }
}
