import Kernel

/// Evaluates a decision, named by `stadtkern:decision`, and keeps the result in the variable `stadtkern:result`.
/// Without inputs the decision sees all process variables.
struct BusinessRuleTask: Element {
    static let tags = ["businessRuleTask"]
    private let decision: String?
    private let mapping: Mapping
    let pause = Pause.machine

    init(_ reader: inout ElementReader) {
        decision = reader.required("decision", why: "the name of the decision to evaluate")
        if reader.ownElements("output").isEmpty { _ = reader.required("result", why: "the variable that keeps the result") }
        mapping = Mapping(&reader, givesEverything: true)
        if let decision { reader.use(.decision, decision) }
    }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        guard let decision else { throw Failure("The business rule task \"\(visit.node.id)\" names no decision.") }
        run.emit(
            .evaluateDecision(
                token: visit.token, element: visit.node.id, decision: decision, inputs: try mapping.inputs(visit, run)))
        return .wait(.decision)
    }

    func absorb(_ answer: JSON, act: String?, _ visit: Visit, _ run: inout Execution) throws(Failure) {
        try mapping.absorb(answer, visit, &run)
    }
}
