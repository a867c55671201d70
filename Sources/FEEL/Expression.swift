/// A FEEL expression, compiled once.
public struct Expression: Sendable {
    public let text: String
    /// What the expression reads from its scope: `a.b.c` as `["a", "b", "c"]`, each path once, in order of appearance.
    public let reads: [[String]]
    let unknown: [Diagnostic]
    let root: any Node
    let slots: Int

    /// Throws the syntax error. Names that are not known read null and are reported by `compile`.
    public init(parsing text: String, names: Names = .open) throws(Diagnostic) {
        var parser = try Parser(text, names: names)
        self.text = text
        root = try parser.wholeExpression()
        (reads, unknown, slots) = (parser.reads, parser.unknown, parser.slotCount)
    }

    /// For `check`: the expression if the text is one, and every problem found in it.
    public static func compile(_ text: String, names: Names) -> (expression: Expression?, problems: [Diagnostic]) {
        do {
            let expression = try Expression(parsing: text, names: names)
            return (expression, expression.unknown)
        } catch {
            return (nil, [error])
        }
    }

    public func evaluate(in scope: Scope) -> Value { evaluate(in: Evaluation(scope: scope)) }

    public func run(in scope: Scope) -> Outcome {
        let evaluation = Evaluation(scope: scope)
        let value = evaluate(in: evaluation)
        return Outcome(value: value, diagnostics: evaluation.diagnostics)
    }

    /// Whether a condition holds: only `true` does.
    public func isTrue(in scope: Scope) -> Bool { evaluate(in: scope).isTrue }

    /// As part of a larger run, with its budget and its list of diagnostics.
    public func evaluate(in run: Evaluation) -> Value {
        let outer = run.slots
        run.slots = Array(repeating: .null, count: slots)
        defer { run.slots = outer }
        guard let tracer = run.tracer else { return root.evaluate(run) }
        let outerLineages = tracer.slots
        tracer.slots = Array(repeating: Lineage(), count: slots)
        let (value, lineage) = run.trace(root)
        tracer.slots = outerLineages
        tracer.give(lineage)
        return value
    }
}

/// The tests of a decision table cell or of allowed values: `< 18, [65..70]`, `not("a", "b")`, `-`.
public struct UnaryTests: Sendable {
    public let text: String
    /// As in `Expression`.
    public let reads: [[String]]
    let unknown: [Diagnostic]
    /// Nil for `-`, which every value passes.
    let root: UnaryTestsNode?
    let slots: Int
    /// Whether something is read from a slot: `?`, or the variable of a loop.
    private let usesSlots: Bool

    /// True for `-`.
    public var isAny: Bool { root == nil }

    public init(parsing text: String, names: Names = .open) throws(Diagnostic) {
        var parser = try Parser(text, names: names)
        self.text = text
        root = try parser.wholeUnaryTests()
        (reads, unknown, slots) = (parser.reads, parser.unknown, parser.slotCount)
        usesSlots = slots > 1 || !parser.usedSlots.isEmpty
    }

    public static func compile(_ text: String, names: Names) -> (tests: UnaryTests?, problems: [Diagnostic]) {
        do {
            let tests = try UnaryTests(parsing: text, names: names)
            return (tests, tests.unknown)
        } catch {
            return (nil, [error])
        }
    }

    /// True, false, or null where a test could not be decided.
    public func evaluate(_ input: Value, in scope: Scope) -> Value { decide(input, Evaluation(scope: scope)) }

    public func matches(_ input: Value, in scope: Scope) -> Bool { evaluate(input, in: scope).isTrue }

    /// As part of a larger run. What the input depends on is for the caller to know; here counts what the tests read besides.
    public func decide(_ input: Value, _ run: Evaluation) -> Value {
        guard let root else { return .boolean(true) }
        guard usesSlots else { return root.decide(input, run) }
        let outer = run.slots
        let outerLineages = run.tracer?.slots ?? []
        run.slots = Array(repeating: .null, count: slots)
        run.tracer?.slots = Array(repeating: Lineage(), count: slots)
        defer {
            run.slots = outer
            run.tracer?.slots = outerLineages
        }
        run.slots[0] = input
        return root.decide(input, run)
    }
}
