/// What can go wrong, with a stable code. Components declare theirs as enums in `<Noun>Fault.swift`;
/// the sentence for the reader stands under `faults.<code>` in the component's texts.
public protocol Fault: Error, Sendable {
    /// Stable, kebab-case, begins with the component: `procedures.already-decided`.
    var code: String { get }
    /// What the reader's client should conclude.
    var kind: FaultKind { get }
    /// Values for the placeholders of the text; never personal data that the reader may not see.
    var details: [String: String] { get }
}

extension Fault {
    public var details: [String: String] { [:] }
}

/// The families of faults; `Web` gives each its HTTP status.
public enum FaultKind: String, Sendable {
    /// What came cannot be read at all; `invalid` is what was read and does not fit.
    case malformed
    case invalid, unauthenticated, forbidden, notFound, conflict, gone, tooLarge, unsupportedMedia, tooMany, unavailable,
        internalError
}

/// One problem at one field of an input; all of them are reported at once.
public struct FieldProblem: Hashable, Codable, Sendable {
    /// JSON pointer (RFC 6901) into the input, `/answers/dogs/0/name`.
    public let pointer: String
    /// Stable code, `required`, `too-long`, `not-a-date`.
    public let code: String
    /// A sentence in the reader's language.
    public let detail: String

    public init(pointer: String, code: String, detail: String) {
        self.pointer = pointer
        self.code = code
        self.detail = detail
    }
}

/// Input that cannot be taken, with every problem in it.
public struct InvalidInput: Fault {
    public let problems: [FieldProblem]
    public init(_ problems: [FieldProblem]) { self.problems = problems }
    public var code: String { "kernel.invalid-input" }
    public var kind: FaultKind { .invalid }
}
