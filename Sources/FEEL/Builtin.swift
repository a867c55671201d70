internal import Kernel

/// A built-in function (10.3.4): its name, the ways to call it, and what it does.
struct Builtin: Sendable {
    /// One way to call it.
    struct Shape: Sendable {
        let parameters: [String]
        /// Of the parameters, how many must be given.
        let required: Int
        /// The last parameter takes any number of arguments, at least one.
        let isVariadic: Bool

        /// `"list, position?"`, `"item..."`.
        init(_ text: String) {
            var names = text.isEmpty ? [] : text.split(separator: ",").map { String($0.drop { $0 == " " }) }
            isVariadic = names.last?.hasSuffix("...") ?? false
            if isVariadic, let last = names.popLast() { names.append(String(last.dropLast(3))) }
            required = names.count { !$0.hasSuffix("?") }
            parameters = names.map { $0.hasSuffix("?") ? String($0.dropLast()) : $0 }
        }

        func fits(_ count: Int) -> Bool { count >= required && (isVariadic || count <= parameters.count) }
    }

    let name: String
    let shapes: [Shape]
    let function: Function
    let body: @Sendable (Call) throws(Diagnostic) -> Value

    init(_ name: String, _ shapes: String..., body: @escaping @Sendable (Call) throws(Diagnostic) -> Value) {
        self.init(name, shapes.map { Shape($0) }, body)
    }

    init(_ name: String, shapes: [String], body: @escaping @Sendable (Call) throws(Diagnostic) -> Value) {
        self.init(name, shapes.map { Shape($0) }, body)
    }

    private init(_ name: String, _ shapes: [Shape], _ body: @escaping @Sendable (Call) throws(Diagnostic) -> Value) {
        self.name = name
        self.shapes = shapes
        self.body = body
        let bare = Builtin(bare: name, shapes, body)
        function = Function(
            name: name, parameters: (shapes.first?.parameters ?? []).map { .init(name: $0) }, body: .builtin(bare))
    }

    /// The form inside `function`, which needs no function of its own.
    private init(bare name: String, _ shapes: [Shape], _ body: @escaping @Sendable (Call) throws(Diagnostic) -> Value) {
        self.name = name
        self.shapes = shapes
        self.body = body
        function = Function(name: name, parameters: []) { _, _ in .null }
    }

    static let all: [String: Builtin] = {
        let groups = [conversion, temporal, strings, lists, aggregates, numbers, ranges, contexts]
        return Dictionary(groups.joined().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }()
    static let table = NameTable(all.keys)

    /// `substring(string, start position, length?)`, one for each way to call it.
    var signatures: [String] {
        shapes.map { shape in
            let names = shape.parameters.enumerated().map { index, parameter in
                if shape.isVariadic, index == shape.parameters.count - 1 { return parameter + "…" }
                return index < shape.required ? parameter : parameter + "?"
            }
            return "\(name)(\(names.joined(separator: ", ")))"
        }
    }

    func conforms(parameters: [ValueType], result: ValueType) -> Bool { shapes.contains { $0.fits(parameters.count) } }

    func call(_ arguments: Arguments, _ run: Evaluation, _ place: Int) -> Value {
        guard run.spend(at: place) else { return .null }
        do {
            return try body(try match(arguments, run, place))
        } catch {
            run.note(error)
            return .null
        }
    }

    private func match(_ arguments: Arguments, _ run: Evaluation, _ place: Int) throws(Diagnostic) -> Call {
        switch arguments {
        case .positional(let values):
            if let index = shapes.firstIndex(where: { $0.fits(values.count) }) {
                return Call(
                    name: name, shape: index, values: values, run: run, place: place, parameters: shapes[index].parameters,
                    isNamed: false)
            }
        case .named(let entries):
            for (index, shape) in shapes.enumerated() {
                guard entries.allSatisfy({ shape.parameters.contains($0.name) }), Set(entries.map(\.name)).count == entries.count
                else { continue }
                let values = shape.parameters.map { name in entries.first { $0.name == name }?.value }
                guard values.prefix(shape.required).allSatisfy({ $0 != nil }) else { continue }
                let given = values.lastIndex { $0 != nil }.map { $0 + 1 } ?? 0
                return Call(
                    name: name, shape: index, values: values.prefix(given).map { $0 ?? .null }, run: run, place: place,
                    parameters: shape.parameters, isNamed: true)
            }
        }
        let ways = shapes.map { "\(name)(\($0.parameters.joined(separator: ", ")))" }.joined(separator: " or ")
        throw Diagnostic(.arguments, at: place, "these arguments do not fit \(ways)")
    }
}

/// What the reference tells of the language, for the test that compares them.
public enum Reference {
    /// Every built-in function in each of its forms, in order.
    public static let builtins: [String] = Builtin.all.values.flatMap(\.signatures).sorted()
    /// The limits of text and evaluation by name.
    public static let limits: [String: Int] = [
        "text": Limits.text, "nesting": Limits.nesting, "calls": Limits.calls, "steps": Limits.steps,
        "elements": Limits.elements, "weight": Limits.weight, "bytes": Limits.bytes, "pattern": Pattern.effort,
        "diagnostics": Limits.diagnostics,
    ]
}

/// The arguments of a built-in function, read by type.
struct Call {
    let name: String
    /// Which of the function's shapes was used.
    let shape: Int
    let values: [Value]
    let run: Evaluation
    let place: Int
    let parameters: [String]
    /// Whether the arguments had names.
    let isNamed: Bool

    var count: Int { values.count }

    subscript(index: Int) -> Value { index < values.count ? values[index] : .null }

    func problem(_ reason: Diagnostic.Reason, _ sentence: String) -> Diagnostic { Diagnostic(reason, at: place, sentence) }

    func wrong(_ index: Int, _ wanted: String) -> Diagnostic {
        let parameter = parameters.isEmpty ? "" : parameters[min(index, parameters.count - 1)]
        return problem(.type, "\(name) needs a \(wanted) as \(parameter), not a \(self[index].typeName)")
    }

    /// A list of one stands for its item where no list is wanted (10.3.2.9.4).
    func scalar(_ index: Int) -> Value {
        if case .list(let items) = self[index], items.count == 1 { return items[0] }
        return self[index]
    }

    func isMissing(_ index: Int) -> Bool { index >= values.count || values[index].isNull }

    func string(_ index: Int) throws(Diagnostic) -> String {
        guard case .string(let text) = scalar(index) else { throw wrong(index, "string") }
        guard run.spend(bytes: text.utf8.count, at: place) else { throw problem(.limit, "\(name) ran out of steps") }
        return text
    }
    func number(_ index: Int) throws(Diagnostic) -> Decimal128 {
        guard case .number(let number) = scalar(index) else { throw wrong(index, "number") }
        return number
    }
    func integer(_ index: Int) throws(Diagnostic) -> Int {
        let number = try number(index)
        guard let whole = number.rounded(scale: 0, .down)?.integer else {
            throw problem(.value, "\(name) needs a whole number, not \(number)")
        }
        return whole
    }
    func boolean(_ index: Int) throws(Diagnostic) -> Bool {
        guard case .boolean(let value) = scalar(index) else { throw wrong(index, "boolean") }
        return value
    }
    /// A list; a single value stands for a list of one, null for none.
    func list(_ index: Int) throws(Diagnostic) -> [Value] {
        switch self[index] {
        case .list(let items): return try spent(items)
        case .null: throw wrong(index, "list")
        default: return [self[index]]
        }
    }
    func context(_ index: Int) throws(Diagnostic) -> Context {
        guard case .context(let context) = scalar(index) else { throw wrong(index, "context") }
        return context
    }
    func function(_ index: Int) throws(Diagnostic) -> Function {
        guard case .function(let function) = scalar(index) else { throw wrong(index, "function") }
        return function
    }

    /// `f(list)` or `f(a, b, c)`: the items, either way.
    func items() throws(Diagnostic) -> [Value] {
        if values.count == 1 { return try list(0) }
        return try spent(values)
    }

    /// Before `count` items are compared with one value.
    func spendComparing(_ value: Value, times count: Int) throws(Diagnostic) {
        let cost: Int
        switch value {
        case .list, .context: cost = value.weight(depth: 0, budget: Limits.weight) ?? Limits.weight
        case .string(let text): cost = text.utf8.count / 64
        default: return
        }
        let (total, overflow) = cost.multipliedReportingOverflow(by: count)
        guard !overflow, run.spend(total, at: place) else { throw problem(.limit, "\(name) ran out of steps") }
    }

    private func spent(_ items: [Value]) throws(Diagnostic) -> [Value] {
        guard run.spend(items.count, at: place) else { throw problem(.limit, "\(name) ran out of steps") }
        return items
    }

    func bounded(_ items: [Value]) throws(Diagnostic) -> Value { try bounded(.list(items)) }
    func bounded(_ value: Value) throws(Diagnostic) -> Value {
        let weight = value.weight(depth: 0, budget: Limits.weight)
        guard run.spend(weight ?? Limits.weight, at: place), weight != nil else {
            throw problem(.limit, "\(name) makes a value that is too large or nested too deeply")
        }
        return value
    }
    func bounded(_ text: String) throws(Diagnostic) -> Value {
        guard run.spend(bytes: text.utf8.count, at: place) else { throw problem(.limit, "\(name) ran out of steps") }
        guard text.utf8.count <= Limits.bytes else { throw problem(.limit, "\(name) makes more than \(Limits.bytes) bytes") }
        return .string(text)
    }
}
