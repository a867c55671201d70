import FEEL

/// A boxed expression, compiled (DMN 1.5, 10.2).
protocol Logic: Sendable {
    func evaluate(_ run: Run) -> Value
    /// Whether it says itself what its value depends on; if not, on everything that is read in it.
    var isTraced: Bool { get }
}

extension Logic {
    var isTraced: Bool { false }

    /// Evaluates with more names in scope, which depend on what has been read already.
    func evaluate(_ run: Run, adding values: [String: Value]) -> Value {
        let names = (run.evaluation.tracer?.names ?? [:]).merging(values.mapValues { _ in Lineage() }) { $1 }
        return run.evaluation.with(scope: run.evaluation.scope.adding(values), lineages: names) { evaluate(run) }
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
    var isTraced: Bool { expression != nil }
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
        var names = run.evaluation.tracer?.names ?? [:]
        var members: [String: Lineage] = [:]
        for entry in entries {
            let (raw, lineage) = run.evaluation.with(scope: scope, lineages: names) { run.follow(entry.logic) }
            let value = typed(raw, entry.type, run)
            guard let name = entry.name else {
                run.evaluation.give(lineage)
                return value
            }
            context[name] = value
            scope = scope.adding([name: value])
            names[name] = lineage
            members[name] = lineage
        }
        run.evaluation.give(.members(members))
        return .context(context)
    }
    var isTraced: Bool { true }
}

struct InvocationLogic: Logic {
    let function: any Logic
    let bindings: [(name: String, logic: any Logic)]
    let place: String

    func evaluate(_ run: Run) -> Value {
        let (callee, from) = run.follow(function)
        guard case .function(let target) = callee else {
            run.evaluation.give(from)
            return run.fail(.notAFunction, "a \(callee.typeName) cannot be called", place: place)
        }
        let given = bindings.map { (name: $0.name, of: run.follow($0.logic)) }
        let (value, lineage) = run.evaluation.trace(isTraced: true) {
            run.evaluation.call(target, named: given.map { ($0.name, $0.of.value) }, lineages: given.map(\.of.lineage))
        }
        run.evaluation.give(run.evaluation.tracer.map { lineage.adding([from], $0) } ?? lineage)
        return value
    }
    var isTraced: Bool { true }
}

struct ListLogic: Logic {
    let items: [any Logic]
    func evaluate(_ run: Run) -> Value {
        let all = items.map { run.follow($0) }
        run.evaluation.give(.items(all.map(\.lineage)))
        return .list(all.map(\.value))
    }
    var isTraced: Bool { true }
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
        let names = run.evaluation.tracer?.names ?? [:]
        run.evaluation.give(Lineage())
        return .function(
            Function(name: name, parameters: parameters, result: type) { values, evaluation in
                guard let run = evaluation.companion as? Run else { return .null }
                let named = Dictionary(zip(parameters.map(\.name), values), uniquingKeysWith: { first, _ in first })
                let lineages = names.merging(zip(parameters, evaluation.argumentLineages).map { ($0.name, $1) }) { $1 }
                let (value, lineage) = evaluation.with(scope: scope.adding(named), lineages: lineages) { run.follow(body) }
                evaluation.give(lineage)
                return value
            })
    }
    var isTraced: Bool { true }
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
        let (decision, why) = run.follow(condition)
        switch decision {
        case .boolean, .null:
            let (value, lineage) = run.follow(decision.isTrue ? yes : no)
            run.evaluation.give(run.evaluation.tracer.map { lineage.adding([why], $0) } ?? lineage)
            return value
        default:
            run.evaluation.give(why)
            return run.fail(.type, "a condition must be true or false, not a \(decision.typeName)", place: place)
        }
    }
    var isTraced: Bool { true }
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
