import Kernel
public import Store

/// The documents of a record go to another unit with it, because another office deals with it from now on.
public struct MoveDocuments: Action {
    public static let name = "documents.move"
    public static let audience: Audience = .system
    let subject: String
    let unit: String

    public init(subject: some CustomStringConvertible, to unit: String) {
        self.subject = subject.description
        self.unit = unit
    }

    public func perform(in transaction: Transaction) throws {
        let count = try transaction.run("UPDATE documents SET unit = \(unit) WHERE subject = \(subject) AND unit <> \(unit)")
        transaction.audit("procedure", subject, unit: unit, detail: ["documents": .number(Decimal128(count))])
    }
}
