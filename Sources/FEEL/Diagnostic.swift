/// Why an expression gave null, or why a text is no expression: a place, a reason and a sentence.
public struct Diagnostic: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of mistake; stable, used by tests and to count what is unsupported apart.
    public enum Reason: String, Sendable, CaseIterable {
        /// The text is not FEEL.
        case syntax
        /// A name that nothing in scope has.
        case unknownName = "unknown-name"
        /// A member that the value does not have.
        case unknownMember = "unknown-member"
        /// A call of something that is no function.
        case notAFunction = "not-a-function"
        /// Number or names of arguments fit no signature.
        case arguments
        /// A value of another type was needed.
        case type
        /// The type is right, the value is not (a malformed date, a negative position).
        case value
        /// Operands that this operator is not defined for.
        case operands
        /// A number that does not fit decimal128, or a division by zero.
        case arithmetic
        /// An index outside a list.
        case index
        /// A value that does not conform to its declared type or constraint.
        case conformance
        /// A rule of DMN is broken (hit policy, missing requirement).
        case decision
        /// Time, depth or size limits of an evaluation.
        case limit
        /// A function kept outside FEEL that the table of external functions does not have.
        case external
        /// Right, but not available here.
        case unsupported
    }

    public let reason: Reason
    /// Position in the text, in Unicode scalars from its beginning.
    public let offset: Int
    /// An English sentence without a full stop.
    public let sentence: String

    public init(_ reason: Reason, at offset: Int = 0, _ sentence: String) {
        self.reason = reason
        self.offset = offset
        self.sentence = sentence
    }

    public var description: String { "\(sentence) (\(reason.rawValue), at \(offset + 1))" }
}

/// Bounds for text and evaluation that nobody has looked at.
public enum Limits {
    /// Unicode scalars of an expression.
    static let text = 200_000
    /// Nesting of an expression's text.
    static let nesting = 120
    /// Nested calls of functions.
    static let calls = 120
    /// Steps that a call of a function costs, beside those of its body.
    static let call = 100
    /// Nodes evaluated in one run.
    static let steps = 20_000_000
    /// Elements of a list that a built-in or loop makes.
    static let elements = 1_000_000
    /// Values in a value, however many of them are shared.
    static let weight = 2_000_000
    /// UTF-8 bytes of a string that a built-in makes.
    static let bytes = 4_000_000
    /// Diagnostics kept of one run.
    static let diagnostics = 40
}
