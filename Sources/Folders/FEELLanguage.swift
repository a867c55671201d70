public import BPMN
import FEEL
public import Kernel

/// FEEL over typed JSON as the expression language of processes: dates stay dates between one step and the next.
public struct FEELLanguage: ExpressionLanguage {
    private let names: Names

    /// `names`: what the service's expressions may read; unknown names are problems of the model.
    public init(names: Names = .open) { self.names = names }

    public func compile(_ text: String) throws(ExpressionProblem) -> any CompiledExpression {
        let compiled = Expression.compile(text, names: names)
        if let problem = compiled.problems.first { throw ExpressionProblem(problem.sentence) }
        guard let expression = compiled.expression else { throw ExpressionProblem("\"\(text)\" is no expression") }
        return Compiled(expression: expression)
    }

    private struct Compiled: CompiledExpression {
        let expression: Expression

        func evaluate(_ variables: [String: JSON], at moment: Instant) throws(ExpressionProblem) -> JSON {
            let scope = Scope(variables.mapValues { Value(typed: $0) }, now: moment)
            let outcome = expression.run(in: scope)
            if outcome.value.isNull, let problem = outcome.diagnostics.first(where: { $0.reason != .unknownMember }) {
                throw ExpressionProblem(problem.sentence)
            }
            return outcome.value.typedJSON
        }
    }
}
