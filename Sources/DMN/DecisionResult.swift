public import FEEL

/// What a decision gave, and why.
public struct DecisionResult: Sendable {
    public let value: Value
    /// In the order in which they arose; also of parts that the result does not depend on in the end.
    public let diagnostics: [ModelDiagnostic]
    /// The decision tables that were read, in the order in which they were finished.
    public let trace: [TableTrace]
    /// What each part of the value depends on: paths of inputs, and rows (`TableTrace.mark`). Nil where nobody asked.
    public let origins: Origins?

    public init(value: Value, diagnostics: [ModelDiagnostic], trace: [TableTrace], origins: Origins? = nil) {
        self.value = value
        self.diagnostics = diagnostics
        self.trace = trace
        self.origins = origins
    }
}

/// One reading of a decision table.
public struct TableTrace: Hashable, Sendable {
    /// Name of the decision or business knowledge model that the table belongs to.
    public let table: String
    public struct Input: Hashable, Sendable {
        /// The text of the column's expression.
        public let expression: String
        /// What the expression reads: `["dog", "weight"]`.
        public let reads: [[String]]
        public let value: Value
    }
    public let inputs: [Input]
    /// The matched rows that the hit policy let count, in its order.
    public let rows: [Row]
    public struct Row: Hashable, Sendable {
        /// From 1, in the order of the document.
        public let number: Int
        /// The rule's id; nil where the document gives none.
        public let id: String?
        /// Outputs by name; the table's name where it has one output without a name.
        public let outputs: [String: Value]
        /// Texts of the annotation columns.
        public let annotations: [Annotation]
        /// The rule's description: where it comes from.
        public let description: String?
    }

    /// How origins name a row: by the rule's id, or its number where it has none.
    public static func mark(table: String, rule: String?, number: Int) -> String { "rule:\(table)/\(rule ?? String(number))" }
    public struct Annotation: Hashable, Sendable {
        /// The column's name, empty where it has none.
        public let name: String
        public let text: String
        public init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }
}
