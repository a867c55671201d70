import FEEL

/// One evaluation of a model: results so far, trace, diagnostics.
final class Run {
    let model: Model
    let evaluation: Evaluation
    private let inputs: [String: Value]
    private var results: [Int: Value] = [:]
    /// What results depend on, where that is followed.
    private var lineages: [Int: Lineage] = [:]
    private var active: [Int] = []
    private(set) var diagnostics: [ModelDiagnostic] = []
    private(set) var trace: [TableTrace] = []
    /// Name of the element whose logic is running.
    private(set) var current = ""
    private let outer: Run?

    init(
        model: Model, evaluation: Evaluation, inputs: [String: Value], results: [Int: Value] = [:],
        lineages: [Int: Lineage] = [:], outer: Run? = nil
    ) {
        self.model = model
        self.evaluation = evaluation
        self.inputs = inputs
        self.results = results
        self.lineages = lineages
        self.outer = outer
    }

    func fail(_ reason: Diagnostic.Reason, _ sentence: String, place: String = "", line: Int = 0) -> Value {
        note(ModelDiagnostic(place: place.isEmpty ? current : place, line: line, diagnostic: Diagnostic(reason, sentence)))
        return .null
    }

    func note(_ diagnostic: ModelDiagnostic) {
        if let outer { outer.note(diagnostic) } else if diagnostics.count < 200 { diagnostics.append(diagnostic) }
    }

    func note(_ table: TableTrace) {
        if let outer { outer.note(table) } else if trace.count < 10_000 { trace.append(table) }
    }

    /// Gives the diagnostics of FEEL a place in the model.
    func collect(place: String, line: Int) {
        for diagnostic in evaluation.takeDiagnostics() {
            note(ModelDiagnostic(place: place.isEmpty ? current : place, line: line, diagnostic: diagnostic))
        }
    }

    /// The value of an input or decision, the function of a knowledge model or service.
    func value(of index: Int) -> Value {
        if let known = results[index] {
            evaluation.give(lineages[index] ?? Lineage())
            return known
        }
        let element = model.elements[index]
        let (value, lineage) = evaluation.trace(isTraced: true) { result(index, element) }
        results[index] = value
        if evaluation.tracer != nil { lineages[index] = lineage }
        evaluation.give(lineage)
        return value
    }

    private func result(_ index: Int, _ element: Element) -> Value {
        func source() { evaluation.give(evaluation.tracer?.source(element.name) ?? Lineage()) }
        switch element.body {
        case .input:
            source()
            return input(element)
        case .decision(let logic):
            if element.namespace == model.namespace, let given = inputs[element.name] {
                source()
                return coerced(given, element)
            }
            return decide(index, element, logic)
        case .knowledge(let parameters, let logic): return .function(function(index, element, parameters, logic))
        case .service(let service): return .function(function(element, service))
        }
    }

    private func input(_ element: Element) -> Value {
        guard let given = inputs["{\(element.namespace)}\(element.name)"] ?? inputs[element.name] else {
            return fail(.unknownName, "the input “\(element.name)” is missing", place: element.title, line: element.line)
        }
        return coerced(given, element)
    }

    private func coerced(_ value: Value, _ element: Element) -> Value {
        guard element.type != .any else { return value }
        defer { collect(place: element.title, line: element.line) }
        return element.type.coerce(value, evaluation)
            ?? fail(
                .conformance, "the value (a \(value.typeName)) does not conform to the declared type", place: element.title,
                line: element.line)
    }

    private func decide(_ index: Int, _ element: Element, _ logic: (any Logic)?) -> Value {
        guard let logic else { return fail(.decision, "the decision has no logic", place: element.title, line: element.line) }
        guard !active.contains(index), active.count < 100 else {
            return fail(.decision, "the decision needs its own result", place: element.title, line: element.line)
        }
        active.append(index)
        let (scope, names) = scope(for: element)
        let before = current
        current = element.title
        let (value, lineage) = evaluation.with(scope: scope, lineages: names) { follow(logic) }
        evaluation.give(lineage)
        collect(place: element.title, line: element.line)
        current = before
        active.removeLast()
        return coerced(value, element)
    }

    /// The values that an element's logic may read: exactly what it requires.
    func scope(for element: Element) -> (scope: Scope, lineages: [String: Lineage]) {
        var values: [String: Value] = [:]
        var names: [String: Lineage] = [:]
        var members: [String: [String: Lineage]] = [:]
        for requirement in element.requirements {
            // What is required is no part of this value until the logic reads it.
            let (value, lineage) = evaluation.trace(isTraced: true) { self.value(of: requirement.element) }
            guard requirement.path.count > 1 else {
                values[requirement.path[0]] = value
                names[requirement.path[0]] = lineage
                continue
            }
            var context = values[requirement.path[0]]?.context ?? Context()
            context[requirement.path[1]] = value
            values[requirement.path[0]] = .context(context)
            members[requirement.path[0], default: [:]][requirement.path[1]] = lineage
            names[requirement.path[0]] = .members(members[requirement.path[0]] ?? [:])
        }
        return (Scope(values, now: evaluation.scope.now, zone: evaluation.scope.zone), names)
    }

    /// What a logic gives, with what it depends on.
    func follow(_ logic: any Logic) -> (value: Value, lineage: Lineage) {
        evaluation.trace(isTraced: logic.isTraced) { logic.evaluate(self) }
    }

    private func function(_ index: Int, _ element: Element, _ parameters: [Function.Parameter], _ logic: (any Logic)?) -> Function
    {
        Function(name: element.name, parameters: parameters, result: element.type) { [model] values, evaluation in
            guard let run = evaluation.companion as? Run, let logic else {
                return evaluation.fail(.decision, 0, "\(element.title) has no logic")
            }
            var named: [String: Value] = [:]
            for (parameter, value) in zip(parameters, values) { named[parameter.name] = value }
            let given = zip(parameters, evaluation.argumentLineages).map { ($0.name, $1) }
            // Knowledge does not depend on the inputs of whoever calls it.
            let inner = Run(model: model, evaluation: evaluation, inputs: [:], outer: run)
            inner.current = element.title
            run.collect(place: "", line: 0)
            evaluation.companion = inner
            defer { evaluation.companion = run }
            let (scope, names) = inner.scope(for: element)
            let lineages = names.merging(given) { $1 }
            let (value, lineage) = evaluation.with(scope: scope.adding(named), lineages: lineages) { inner.follow(logic) }
            evaluation.give(lineage)
            inner.collect(place: element.title, line: element.line)
            return value
        }
    }

    private func function(_ element: Element, _ service: Element.Service) -> Function {
        let parameters = service.parameters.map {
            Function.Parameter(name: model.elements[$0].name, type: model.elements[$0].type)
        }
        return Function(name: element.name, parameters: parameters, result: element.type) { [model] values, evaluation in
            guard let run = evaluation.companion as? Run else { return .null }
            run.collect(place: "", line: 0)
            let given = Dictionary(zip(service.parameters, values), uniquingKeysWith: { first, _ in first })
            let lineages = Dictionary(
                zip(service.parameters, evaluation.argumentLineages), uniquingKeysWith: { first, _ in first })
            let inner = Run(model: model, evaluation: evaluation, inputs: [:], results: given, lineages: lineages, outer: run)
            evaluation.companion = inner
            defer { evaluation.companion = run }
            return inner.outcome(of: service)
        }
    }

    /// One output's value, or all of them by name.
    func outcome(of service: Element.Service) -> Value {
        guard service.outputs.count != 1 else { return value(of: service.outputs[0]) }
        let values = service.outputs.map { index in
            (name: model.elements[index].name, of: evaluation.trace(isTraced: true) { value(of: index) })
        }
        evaluation.give(.members(Dictionary(values.map { ($0.name, $0.of.lineage) }, uniquingKeysWith: { $1 })))
        return .context(Context(values.map { ($0.name, $0.of.value) }))
    }
}
