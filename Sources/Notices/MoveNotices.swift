import Kernel
public import Store

/// The notices of a case, and the codes on them, go to another unit with it.
public struct MoveNotices: Action {
    public static let name = "notices.move"
    public static let audience: Audience = .system
    let procedure: String
    let unit: String

    public init(procedure: some CustomStringConvertible, to unit: String) {
        self.procedure = procedure.description
        self.unit = unit
    }

    public func perform(in transaction: Transaction) throws {
        let count = try transaction.run("UPDATE notices SET unit = \(unit) WHERE procedure = \(procedure)")
        try transaction.run("UPDATE notices_verifications SET unit = \(unit) WHERE procedure = \(procedure)")
        transaction.audit("procedure", procedure, unit: unit, detail: ["notices": .number(Decimal128(count))])
    }
}
