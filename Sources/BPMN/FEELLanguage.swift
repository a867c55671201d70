public import FEEL
import Kernel

/// FEEL as the expression language of models, over typed JSON: a date stays a date from one step to the next.
public struct FEELLanguage: ExpressionLanguage {
    private let names: Names

    /// - Parameter names: what expressions may read, others are problems; `Names.open` where the variables are not known.
    public init(names: Names = .open) { self.names = names }

    public func adding(_ names: Set<String>) -> any ExpressionLanguage {
        FEELLanguage(names: self.names.adding(Dictionary(names.map { ($0, .any) }, uniquingKeysWith: { first, _ in first })))
    }

    public func compile(_ text: String) throws(ExpressionProblem) -> any CompiledExpression {
        let (expression, problems) = Expression.compile(text, names: names)
        if let problem = problems.first { throw ExpressionProblem(problem.sentence + ".") }
        guard let expression else { throw ExpressionProblem("It is no expression.") }
        return FEELExpression(expression: expression, read: Set(expression.reads.compactMap(\.first)))
    }
}

struct FEELExpression: CompiledExpression {
    let expression: Expression
    /// Names of the variables that the expression reads; only these are turned into FEEL values.
    let read: Set<String>

    func evaluate(_ variables: [String: JSON], at moment: Instant) throws(ExpressionProblem) -> JSON {
        var values: [String: Value] = [:]
        for name in read { values[name] = variables[name].map { Value(typed: $0) } }
        let outcome = expression.run(in: Scope(values, now: moment))
        // FEEL goes on with null after a mistake; a process must not, or it takes a wrong way in silence. That a member
        // is missing is no mistake: not every case has every answer.
        if outcome.value == .null, let reason = outcome.diagnostics.first(where: { $0.reason != .unknownMember }) {
            throw ExpressionProblem(reason.sentence + ".")
        }
        return outcome.value.typedJSON
    }
}
