public import Kernel

/// The language of conditions, mappings, scripts and timers in a model.
public protocol ExpressionLanguage: Sendable {
    /// Compiles a text once. Throws a sentence that says what is wrong with it.
    func compile(_ text: String) throws(ExpressionProblem) -> any CompiledExpression
    /// The same language in a model that has more variables of its own.
    func adding(_ names: Set<String>) -> any ExpressionLanguage
}

extension ExpressionLanguage {
    public func adding(_ names: Set<String>) -> any ExpressionLanguage { self }
}

/// An expression ready to be evaluated many times.
public protocol CompiledExpression: Sendable {
    /// The value over process variables at a moment (for `now()` and `today()`).
    /// Throws a sentence that says why there is none.
    func evaluate(_ variables: [String: JSON], at moment: Instant) throws(ExpressionProblem) -> JSON
}

/// What is wrong with an expression, in one sentence.
public struct ExpressionProblem: Error, Hashable, Sendable {
    public let sentence: String

    public init(_ sentence: String) { self.sentence = sentence }
}

/// A compiled expression with its text, for messages.
struct Formula: Sendable {
    let text: String
    let compiled: any CompiledExpression

    func evaluate(_ variables: [String: JSON], at moment: Instant) throws(Failure) -> JSON {
        do {
            return try compiled.evaluate(variables, at: moment)
        } catch {
            throw Failure("The expression \"\(text)\" failed: \(error.sentence)")
        }
    }

    /// True or false; anything else, null above all, is a failure, because nobody knows what was meant.
    func decide(_ variables: [String: JSON], at moment: Instant) throws(Failure) -> Bool {
        let value = try evaluate(variables, at: moment)
        guard let answer = value.bool else {
            throw Failure("The condition \"\(text)\" gave \(value) instead of true or false.")
        }
        return answer
    }
}

/// A text that is taken literally, or an expression if it begins with "=".
enum LiteralOrFormula: Sendable {
    case literal(String)
    case formula(Formula)

    func evaluate(_ variables: [String: JSON], at moment: Instant) throws(Failure) -> JSON {
        switch self {
        case .literal(let text): .string(text)
        case .formula(let formula): try formula.evaluate(variables, at: moment)
        }
    }

    /// Languages that keep types write times as FEEL's at-literals, `@2026-12-24`.
    static func plainTime(_ text: String) -> String { text.hasPrefix("@") ? String(text.dropFirst()) : text }
}
