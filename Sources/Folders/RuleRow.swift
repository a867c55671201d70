public import DMN
import FEEL
public import Kernel

/// A row of a decision table that made a result, with its sentence.
public struct RuleRow: Codable, Hashable, Sendable {
    /// The decision that the table belongs to.
    public let table: String
    /// From 1.
    public let row: Int
    public let rule: String?
    /// What the row says, in plain words.
    public let text: LocalText
    /// Paths that its inputs read.
    public let reads: [String]
    /// Values of the row's outputs by name, typed JSON.
    public let outputs: JSON
    /// Where the row comes from, mostly a norm.
    public let source: String?

    /// How origins name the row.
    public var mark: String { TableTrace.mark(table: table, rule: rule, number: row) }

    public init(_ trace: TableTrace, _ row: TableTrace.Row) {
        table = trace.table
        self.row = row.number
        rule = row.id
        func note(_ name: String) -> String? { row.annotations.first { $0.name == name }?.text }
        text = LocalText(de: note("de") ?? row.annotations.first?.text ?? "", en: note("en"))
        reads = trace.inputs.flatMap { $0.reads.map { $0.joined(separator: ".") } }
        source = row.description
        outputs = .object(row.outputs.mapValues(\.typedJSON))
    }
}
