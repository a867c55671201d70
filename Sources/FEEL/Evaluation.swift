/// One run: its values, budget and diagnostics. Not shared between threads.
public final class Evaluation {
    var slots: [Value] = []
    public internal(set) var scope: Scope
    public private(set) var diagnostics: [Diagnostic] = []
    private var steps = Limits.steps
    var depth = 0

    /// Whatever the caller's own functions need to find again.
    public var companion: AnyObject?

    /// Follows where values come from; nil where nobody asks.
    package var tracer: Tracer?

    public init(scope: Scope) { self.scope = scope }

    /// Null, with its reason kept.
    public func fail(_ reason: Diagnostic.Reason, _ place: Int, _ sentence: @autoclosure () -> String) -> Value {
        if diagnostics.count < Limits.diagnostics { diagnostics.append(Diagnostic(reason, at: place, sentence())) }
        return .null
    }

    public func note(_ diagnostic: Diagnostic) {
        if diagnostics.count < Limits.diagnostics { diagnostics.append(diagnostic) }
    }

    /// Takes what was noted since `start`; used to give each part of a decision its own diagnostics.
    public func takeDiagnostics(from start: Int = 0) -> [Diagnostic] {
        guard start < diagnostics.count else { return [] }
        let taken = Array(diagnostics[start...])
        diagnostics.removeSubrange(start...)
        return taken
    }

    /// Spends budget; false once it is used up.
    func spend(_ count: Int = 1, at place: Int) -> Bool {
        guard steps > 0 else { return false }
        steps -= count
        if steps <= 0 { _ = fail(.limit, place, "the evaluation takes more than \(Limits.steps) steps") }
        return steps > 0
    }

    /// Text costs a step for each 64 bytes of it, beyond the step of the node that reads it.
    func spend(bytes: Int, at place: Int) -> Bool { bytes < 64 || spend(bytes / 64, at: place) }

    /// What a comparison of two values may cost; scalars are paid for by the node.
    func spendComparing(_ left: Value, _ right: Value, at place: Int) -> Bool {
        switch (left, right) {
        case (.string(let first), .string(let second)): spend(bytes: min(first.utf8.count, second.utf8.count), at: place)
        case (.list, .list), (.context, .context): spend(left.weight(depth: 0, budget: Limits.weight) ?? Limits.weight, at: place)
        default: true
        }
    }

    /// The value, or null where it is nested too deeply or, written out, too large: values share their parts, so a short text
    /// can make one that no memory could print.
    func admit(_ value: Value, at place: Int) -> Value {
        let weight = value.weight(depth: 0, budget: Limits.weight)
        // Also a walk that was given up has cost its time.
        guard spend(weight ?? Limits.weight, at: place), weight != nil else {
            return fail(.limit, place, "the value is too large or nested too deeply")
        }
        return value
    }

    /// Runs with other values by name, e.g. the parameters of a business knowledge model; `lineages` says what they depend on,
    /// where a tracer asks.
    package func with<Result>(scope inner: Scope, lineages: [String: Lineage], _ body: () -> Result) -> Result {
        let outer = (scope, slots)
        let outerLineages = tracer.map { ($0.variables, $0.slots) }
        scope = inner
        slots = []
        tracer?.variables = lineages
        tracer?.slots = []
        defer {
            (scope, slots) = outer
            if let tracer, let outerLineages { (tracer.variables, tracer.slots) = outerLineages }
        }
        return body()
    }

    /// The values that `for x in source` walks through; nil, with a diagnostic, where it cannot.
    public func steps(through source: Value) -> [Value]? {
        switch source {
        case .list(let items): return items
        case .range(let range): return Iteration.steps(range, self, 0)
        case .null:
            _ = fail(.type, 0, "nothing to iterate over")
            return nil
        default: return [source]
        }
    }

    /// Calls a FEEL function with arguments by position.
    public func call(_ function: Function, with arguments: [Value]) -> Value { call(function, .positional(arguments), at: 0) }
    /// Calls a FEEL function with arguments by name.
    public func call(_ function: Function, named arguments: [(name: String, value: Value)]) -> Value {
        call(function, .named(arguments), at: 0)
    }
}

/// What an evaluation gave.
public struct Outcome: Sendable {
    public let value: Value
    /// Everything that went wrong on the way, also where the expression went on with null.
    public let diagnostics: [Diagnostic]
}

/// A compiled part of an expression.
protocol Node: Sendable {
    var place: Int { get }
    func evaluate(_ run: Evaluation) -> Value
    /// `["a", "b"]` for `a.b` where `a` is read from the scope.
    var readPath: [String]? { get }
    var staticType: ValueType? { get }
    /// Whether it says itself what its value depends on (`Evaluation.give`); if not, on everything that is read in it.
    var isTraced: Bool { get }
}

extension Node {
    var readPath: [String]? { nil }
    var staticType: ValueType? { nil }
    var isTraced: Bool { false }
}
