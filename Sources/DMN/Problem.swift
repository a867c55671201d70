public import FEEL

/// A document of a model, with the name that problems show.
public struct Document: Sendable {
    public let name: String
    public let bytes: [UInt8]
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// Something in a document that is not right.
public struct Problem: Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        /// The document is no XML, or no DMN.
        case unreadable
        /// A reference to something that is not there.
        case reference
        /// A missing or wrong element, attribute or value.
        case structure
        /// An expression that is no FEEL.
        case syntax
        /// An expression that names something unknown.
        case name = "unknown-name"
        /// Decisions that need each other.
        case cycle
        /// Valid, but not executed here.
        case unsupported
        /// Two rules of a UNIQUE table that can match together.
        case overlap
        /// Inputs that no rule takes.
        case gap
        /// A rule that can never match.
        case deadRule = "dead-rule"
    }

    public let document: String
    /// From 1; 0 where there is none.
    public let line: Int
    /// Name and kind of the element, `decision “Annual tax”`.
    public let element: String
    public let code: Code
    /// An English sentence without a full stop.
    public let sentence: String

    public var description: String { "\(document):\(line): \(code.rawValue) \(element): \(sentence)" }
}

/// What reading a document gave.
public struct Reading: Sendable {
    /// Nil where the document is no DMN at all. Parts with problems give null when they are evaluated.
    public let model: Model?
    public let problems: [Problem]
}

/// A diagnostic and the part of the model where it arose.
public struct ModelDiagnostic: Hashable, Sendable, CustomStringConvertible {
    /// `decision “Annual tax”, rule 3, output 1`
    public let place: String
    public let line: Int
    public let diagnostic: Diagnostic

    public init(place: String, line: Int, diagnostic: Diagnostic) {
        self.place = place
        self.line = line
        self.diagnostic = diagnostic
    }

    public var description: String { "\(place): \(diagnostic)" }
}
