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
        case closure(any Node, slot: Int, captured: [Value], scope: Scope)
        case native(@Sendable ([Value], Evaluation) -> Value)
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
}

extension Evaluation {
    func call(_ function: Function, _ arguments: Arguments, at place: Int) -> Value {
        guard depth < Limits.calls else { return fail(.limit, place, "more than \(Limits.calls) nested function calls") }
        depth += 1
        defer { depth -= 1 }
        if case .builtin(let builtin) = function.body { return builtin.call(arguments, self, place) }
        guard let values = match(arguments, function, place) else { return .null }
        let value: Value
        switch function.body {
        case .builtin: value = .null
        case .native(let body): value = body(values, self)
        case .closure(let node, let slot, let captured, let closureScope):
            let outer = (slots, scope)
            slots = captured
            for (index, value) in values.enumerated() { slots[slot + index] = value }
            scope = closureScope
            value = node.evaluate(self)
            (slots, scope) = outer
        }
        guard function.result != .any else { return value }
        return function.result.coerce(value, self)
            ?? fail(.conformance, place, "the result of \(function.name) is a \(value.typeName), not what the function declares")
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
