import FEEL

/// A boxed expression, compiled (DMN 1.5, 10.2).
protocol Logic: Sendable {
    func evaluate(_ run: Run) -> Value
}

extension Logic {
    /// Evaluates with more names in scope.
    func evaluate(_ run: Run, adding values: [String: Value]) -> Value {
        run.evaluation.with(scope: run.evaluation.scope.adding(values)) { evaluate(run) }
    }
}

/// A text in FEEL; where it is none, the syntax error is the reason for null.
struct LiteralLogic: Logic {
    let expression: Expression?
    let text: String
    let error: Diagnostic?
    let place: String
    let line: Int
    let type: ValueType

    func evaluate(_ run: Run) -> Value {
        defer { run.collect(place: place, line: line) }
        guard let expression else {
            if let error { run.evaluation.note(error) }
            return .null
        }
        let value = expression.evaluate(in: run.evaluation)
        return typed(value, type, run)
    }
}

func typed(_ value: Value, _ type: ValueType, _ run: Run) -> Value {
    guard type != .any, !value.isNull else { return value }
    return type.coerce(value, run.evaluation)
        ?? run.evaluation.fail(.conformance, 0, "a \(value.typeName) does not conform to the declared type")
}

struct ContextLogic: Logic {
    struct Entry: Sendable {
        /// Nil for the result.
        let name: String?
        let type: ValueType
        let logic: any Logic
    }
    let entries: [Entry]

    func evaluate(_ run: Run) -> Value {
        var context = Context()
        let outer = run.evaluation.scope
        var scope = outer
        for entry in entries {
            let raw = run.evaluation.with(scope: scope) { entry.logic.evaluate(run) }
            let value = typed(raw, entry.type, run)
            guard let name = entry.name else { return value }
            context[name] = value
            scope = scope.adding([name: value])
        }
        return .context(context)
    }
}

struct InvocationLogic: Logic {
    let function: any Logic
    let bindings: [(name: String, logic: any Logic)]
    let place: String

    func evaluate(_ run: Run) -> Value {
        let callee = function.evaluate(run)
        guard case .function(let target) = callee else {
            return run.fail(.notAFunction, "a \(callee.typeName) cannot be called", place: place)
        }
        let arguments = bindings.map { (name: $0.name, value: $0.logic.evaluate(run)) }
        return run.evaluation.call(target, named: arguments)
    }
}

struct ListLogic: Logic {
    let items: [any Logic]
    func evaluate(_ run: Run) -> Value { .list(items.map { $0.evaluate(run) }) }
}

struct RelationLogic: Logic {
    let columns: [(name: String, type: ValueType)]
    let rows: [[any Logic]]
    func evaluate(_ run: Run) -> Value {
        .list(rows.map { row in .context(Context(zip(columns, row).map { ($0.name, typed($1.evaluate(run), $0.type, run)) })) })
    }
}

struct FunctionLogic: Logic {
    let name: String
    let parameters: [Function.Parameter]
    let body: any Logic
    let type: ValueType

    func evaluate(_ run: Run) -> Value {
        let scope = run.evaluation.scope
        return .function(
            Function(name: name, parameters: parameters, result: type) { values, evaluation in
                guard let run = evaluation.companion as? Run else { return .null }
                let named = Dictionary(zip(parameters.map(\.name), values), uniquingKeysWith: { first, _ in first })
                return evaluation.with(scope: scope.adding(named)) { body.evaluate(run) }
            })
    }
}

/// `kind="Java"` and `kind="PMML"`: the body describes where the function is.
struct ExternalLogic: Logic {
    let kind: String
    let parameters: [Function.Parameter]
    let description: any Logic

    func evaluate(_ run: Run) -> Value {
        let context = Context([(kind.lowercased(), description.evaluate(run))])
        return ExternalFunctions.function(.context(context), parameters, run.evaluation, 0)
    }
}

struct ConditionalLogic: Logic {
    let condition: any Logic
    let yes: any Logic
    let no: any Logic
    let place: String
    func evaluate(_ run: Run) -> Value {
        switch condition.evaluate(run) {
        case .boolean(true): yes.evaluate(run)
        case .boolean(false), .null: no.evaluate(run)
        case let other: run.fail(.type, "a condition must be true or false, not a \(other.typeName)", place: place)
        }
    }
}

struct FilterLogic: Logic {
    let source: any Logic
    let match: any Logic
    let place: String
    func evaluate(_ run: Run) -> Value {
        let source = source.evaluate(run)
        let items: [Value]
        switch source {
        case .list(let list): items = list
        case .null: return run.fail(.type, "nothing to filter", place: place)
        default: items = [source]
        }
        var kept: [Value] = []
        for item in items {
            var names = ["item": item]
            if case .context(let context) = item { for (key, value) in context.entries { names[key] = value } }
            switch match.evaluate(run, adding: names) {
            case .boolean(true): kept.append(item)
            case .boolean(false): break
            case let other: return run.fail(.type, "the match must be true or false, not a \(other.typeName)", place: place)
            }
        }
        return .list(kept)
    }
}

/// `for`, `some` and `every`.
struct LoopLogic: Logic {
    enum Kind: Sendable { case each, some, every }
    let kind: Kind
    let variable: String
    let source: any Logic
    let body: any Logic
    let place: String

    func evaluate(_ run: Run) -> Value {
        let source = source.evaluate(run)
        guard let items = run.evaluation.steps(through: source) else {
            run.collect(place: place, line: 0)
            return .null
        }
        var results: [Value] = []
        for item in items {
            var names = [variable: item]
            if kind == .each { names["partial"] = .list(results) }
            let value = body.evaluate(run, adding: names)
            results.append(value)
            guard kind != .each else { continue }
            switch value {
            case .boolean(let holds): if holds == (kind == .some) { return value }
            case .null: break
            default: return run.fail(.type, "the condition must be true or false, not a \(value.typeName)", place: place)
            }
        }
        guard kind != .each else { return .list(results) }
        guard results.allSatisfy({ !$0.isNull }) else {
            return run.fail(.operands, "for some element the condition is undecided", place: place)
        }
        return .boolean(kind == .every)
    }
}
