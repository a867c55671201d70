public import DMN
public import FEEL

extension ServiceFolder {
    /// Evaluates a decision of the service over the names of a case.
    public func decide(_ decision: String, in scope: Scope) -> DecisionResult {
        guard let model = model(of: decision) else {
            return DecisionResult(
                value: .null,
                diagnostics: [
                    ModelDiagnostic(
                        place: "service", line: 0, diagnostic: Diagnostic(.unknownName, "no decision is called “\(decision)”"))
                ], trace: [])
        }
        var inputs: [String: Value] = [:]
        for name in model.requiredInputs(of: decision) { inputs[name] = scope[name] ?? .null }
        return model.evaluate(decision: decision, inputs: inputs, at: scope.now, zone: scope.zone)
    }
}

extension DecisionResult {
    /// Why the result cannot be used; empty where it can. That something optional is not there yet, such as the act of a task that
    /// nobody has done, is no problem.
    public var problems: [String] {
        let serious = diagnostics.filter { $0.diagnostic.reason != .unknownMember }.map(\.description)
        return serious.isEmpty && value.isNull ? ["the decision gave no value"] : serious
    }
}
