public import FEEL
public import Kernel

/// A decision model with what it imports, compiled.
public struct Model: Sendable {
    public let name: String
    public let namespace: String
    let elements: [Element]
    /// Elements of this model itself, not of imported ones, by name.
    let own: [String: Int]
    /// Elements of imported models by `{namespace}name`.
    let qualified: [String: Int]

    /// Names of the decisions in document order.
    public var decisions: [String] { names { if case .decision = $0 { true } else { false } } }
    /// Names of the input data in document order.
    public var inputs: [String] { names { if case .input = $0 { true } else { false } } }
    public var services: [String] { names { if case .service = $0 { true } else { false } } }
    public var knowledge: [String] { names { if case .knowledge = $0 { true } else { false } } }

    private func names(_ wanted: (Element.Body) -> Bool) -> [String] {
        own.values.sorted().filter { wanted(elements[$0].body) }.map { elements[$0].name }
    }

    /// The declared type of an input, a decision or a function's result.
    public func type(of name: String) -> ValueType? { own[name].map { elements[$0].type } }

    /// Names of the input data that a decision needs, directly or through other decisions.
    public func requiredInputs(of decision: String) -> [String] {
        guard let start = own[decision] else { return [] }
        var seen: Set<Int> = []
        var found: [String] = []
        var queue = [start]
        while let next = queue.popLast() {
            guard seen.insert(next).inserted else { continue }
            if case .input = elements[next].body { found.append(elements[next].name) }
            queue += elements[next].requirements.map(\.element)
        }
        return found.sorted()
    }

    /// Evaluates a decision. Inputs have the names of input data; `{namespace}name` for those of imported models.
    /// A decision's name among the inputs stands for its result. With `traced` the result says where each of its parts comes from.
    public func evaluate(
        decision: String, inputs: [String: Value], at now: Instant, zone: Zone = Scope.cityZone, traced: Bool = false
    ) -> DecisionResult {
        start(inputs, now, zone, traced) { run in
            guard let index = own[decision], case .decision = elements[index].body else {
                return run.fail(.unknownName, "there is no decision “\(decision)”")
            }
            return run.value(of: index)
        }
    }

    /// Evaluates a decision service: its output decision, or a context of all of them.
    public func evaluate(
        service: String, inputs: [String: Value], at now: Instant, zone: Zone = Scope.cityZone
    ) -> DecisionResult {
        start(inputs, now, zone) { run in
            guard let index = own[service], case .service(let definition) = elements[index].body else {
                return run.fail(.unknownName, "there is no decision service “\(service)”")
            }
            for element in definition.parameters where inputs[elements[element].name] == nil {
                return run.fail(.arguments, "the decision service “\(service)” needs “\(elements[element].name)”")
            }
            let value = run.outcome(of: definition)
            return elements[index].type.coerce(value, run.evaluation)
                ?? run.fail(.conformance, "the result of “\(service)” is a \(value.typeName), not what the service declares")
        }
    }

    /// Calls a business knowledge model with arguments by name.
    public func evaluate(
        knowledge name: String, inputs: [String: Value], at now: Instant, zone: Zone = Scope.cityZone
    ) -> DecisionResult {
        start([:], now, zone) { run in
            guard let index = own[name], case .knowledge = elements[index].body,
                case .function(let function) = run.value(of: index)
            else { return run.fail(.unknownName, "there is no business knowledge model “\(name)”") }
            return run.evaluation.call(function, named: inputs.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) })
        }
    }

    private func start(
        _ inputs: [String: Value], _ now: Instant, _ zone: Zone, _ traced: Bool = false, _ body: (Run) -> Value
    ) -> DecisionResult {
        let evaluation = Evaluation(scope: Scope([:], now: now, zone: zone))
        let tracer = traced ? Tracer() : nil
        evaluation.tracer = tracer
        let run = Run(model: self, evaluation: evaluation, inputs: inputs)
        evaluation.companion = run
        let (value, lineage) = evaluation.trace(isTraced: true) { body(run) }
        run.collect(place: "", line: 0)
        return DecisionResult(
            value: value, diagnostics: run.diagnostics, trace: run.trace, origins: tracer?.origins(of: lineage))
    }
}

/// Input data, decision, business knowledge model or decision service.
struct Element: Sendable {
    let name: String
    let namespace: String
    let document: String
    let line: Int
    /// `decision “Annual tax”`
    let title: String
    /// Of the variable; for functions of the result.
    let type: ValueType
    var requirements: [Requirement]
    var body: Body

    enum Body: Sendable {
        case input
        /// Nil for a decision without logic.
        case decision((any Logic)?)
        case knowledge([Function.Parameter], (any Logic)?)
        case service(Service)
    }

    struct Service: Sendable {
        let outputs: [Int]
        /// Input data, then input decisions.
        let parameters: [Int]
    }
}

/// Another element that an element reads, and the name (or the import's name and the name) under which it does.
struct Requirement: Sendable {
    let path: [String]
    let element: Int
}
