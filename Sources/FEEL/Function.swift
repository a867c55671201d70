/// A FEEL function: built in, written in FEEL, or given from outside (BKMs, decision services, named external functions).
public final class Function: Sendable {
    public struct Parameter: Hashable, Sendable {
        public let name: String
        public let type: ValueType
        public init(name: String, type: ValueType = .any) {
            self.name = name
            self.type = type
        }
    }

    enum Body: Sendable {
        case builtin(Builtin)
        case closure(any Node, slot: Int, captured: [Value], scope: Scope, lineages: Captured?)
        case native(@Sendable ([Value], Evaluation) -> Value)
    }

    /// What captured values depend on, where a tracer asked.
    struct Captured: Sendable {
        let slots: [Lineage]
        let variables: [String: Lineage]
    }

    public let name: String
    public let parameters: [Parameter]
    public let result: ValueType
    let body: Body

    init(name: String, parameters: [Parameter], result: ValueType = .any, body: Body) {
        self.name = name
        self.parameters = parameters
        self.result = result
        self.body = body
    }

    /// A function written in Swift. It gets as many arguments as parameters, already of their types; its result is coerced.
    public convenience init(
        name: String, parameters: [Parameter], result: ValueType = .any,
        _ body: @escaping @Sendable ([Value], Evaluation) -> Value
    ) {
        self.init(name: name, parameters: parameters, result: result, body: .native(body))
    }

    func conforms(parameters wanted: [ValueType], result wantedResult: ValueType) -> Bool {
        if case .builtin(let builtin) = body { return builtin.conforms(parameters: wanted, result: wantedResult) }
        return ValueType.function(parameters: parameters.map(\.type), result: result)
            .conforms(to: .function(parameters: wanted, result: wantedResult))
    }
}

extension Function: Hashable {
    public static func == (left: Function, right: Function) -> Bool {
        if case .builtin = left.body, case .builtin = right.body { return left.name == right.name }
        return left === right
    }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// Arguments of a call: by position, or all by name.
enum Arguments: Sendable {
    case positional([Value])
    case named([(name: String, value: Value)])

    /// What the arguments depend on, in the order of the parameters that they fit.
    func ordered(_ lineages: [Lineage], by parameters: [Function.Parameter]) -> [Lineage] {
        guard case .named(let given) = self else { return lineages }
        return parameters.compactMap { parameter in
            given.firstIndex { $0.name == parameter.name }.flatMap { lineages.indices.contains($0) ? lineages[$0] : nil }
        }
    }
}

extension Evaluation {
    /// The tracer holds what the arguments depend on, in the order given; a built-in function that calls another one says
    /// nothing of them, and has all its own arguments behind its result.
    func call(_ function: Function, _ arguments: Arguments, at place: Int) -> Value {
        let lineages = tracer?.arguments
        tracer?.arguments = nil
        guard depth < Limits.calls else { return fail(.limit, place, "more than \(Limits.calls) nested function calls") }
        depth += 1
        defer { depth -= 1 }
        if case .builtin(let builtin) = function.body { return call(builtin, arguments, lineages, place) }
        // A call sets up scopes and slots: it costs as much as many nodes, and recursion branches quickly.
        guard spend(Limits.call, at: place) else { return .null }
        guard let values = match(arguments, function, place) else {
            give { Lineage().adding(lineages ?? [], $0) }
            return .null
        }
        let ordered = lineages.map { arguments.ordered($0, by: function.parameters) }
        let value: Value
        switch function.body {
        case .builtin: value = .null
        case .native(let body): value = call(body, values, ordered)
        case .closure(let node, let slot, let captured, let closureScope, let capturedLineages):
            let outer = (slots, scope)
            let outerLineages = tracer.map { ($0.slots, $0.variables) }
            slots = captured
            scope = closureScope
            if let tracer {
                tracer.slots = capturedLineages?.slots ?? Array(repeating: Lineage(), count: slots.count)
                tracer.variables = capturedLineages?.variables ?? [:]
            }
            for (index, value) in values.enumerated() { bind(slot + index, value, ordered?[index]) }
            let (result, lineage) = trace(node)
            value = result
            (slots, scope) = outer
            if let tracer, let outerLineages { (tracer.slots, tracer.variables) = outerLineages }
            give(lineage)
        }
        guard function.result != .any else { return value }
        return function.result.coerce(value, self)
            ?? fail(.conformance, place, "the result of \(function.name) is a \(value.typeName), not what the function declares")
    }

    private func call(_ builtin: Builtin, _ arguments: Arguments, _ lineages: [Lineage]?, _ place: Int) -> Value {
        guard let tracer else { return builtin.call(arguments, self, place) }
        let (value, _, flow) = tracer.open { builtin.call(arguments, self, place) }
        var outcome = Lineage().adding(lineages ?? [], tracer)
        if case .positional(let values) = arguments, let lineages { outcome = tracer.outcome(of: builtin.name, values, lineages) }
        tracer.give(outcome.adding(flow))
        return value
    }

    private func call(_ body: ([Value], Evaluation) -> Value, _ values: [Value], _ lineages: [Lineage]?) -> Value {
        guard let tracer else { return body(values, self) }
        tracer.arguments = lineages
        let (value, given, flow) = tracer.open { body(values, self) }
        tracer.arguments = nil
        tracer.give(given ?? Lineage(own: flow).adding(lineages ?? [], tracer))
        return value
    }

    /// The arguments in the order of the parameters; nil (with a diagnostic) where they do not fit.
    private func match(_ arguments: Arguments, _ function: Function, _ place: Int) -> [Value]? {
        let parameters = function.parameters
        var values: [Value]
        switch arguments {
        case .positional(let given): values = given
        case .named(let given):
            values = []
            for parameter in parameters {
                guard let entry = given.first(where: { $0.name == parameter.name }) else { continue }
                values.append(entry.value)
            }
            if given.contains(where: { entry in !parameters.contains { $0.name == entry.name } }) { values = [] }
        }
        guard values.count == parameters.count else {
            let names = parameters.map(\.name).joined(separator: ", ")
            _ = fail(.arguments, place, "\(function.name) needs \(parameters.count) arguments (\(names))")
            return nil
        }
        for (index, parameter) in parameters.enumerated() where parameter.type != .any {
            guard let value = parameter.type.coerce(values[index], self) else {
                _ = fail(
                    .conformance, place, "argument \(parameter.name) of \(function.name) cannot be a \(values[index].typeName)")
                return nil
            }
            values[index] = value
        }
        return values
    }
}
