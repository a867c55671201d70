import FEEL
import Kernel

/// A decision table (DMN 1.5, chapter 8).
struct TableLogic: Logic {
    enum HitPolicy: String, Sendable, CaseIterable {
        case unique = "UNIQUE", first = "FIRST", priority = "PRIORITY", any = "ANY", collect = "COLLECT"
        case ruleOrder = "RULE ORDER", outputOrder = "OUTPUT ORDER"

        var isMultiple: Bool { self == .collect || self == .ruleOrder || self == .outputOrder }
    }
    enum Aggregation: String, Sendable { case sum = "SUM", count = "COUNT", min = "MIN", max = "MAX" }

    struct Input: Sendable {
        let text: String
        let logic: any Logic
        let reads: [[String]]
        let type: ValueType
        let allowed: UnaryTests?
    }
    struct Output: Sendable {
        let name: String
        let type: ValueType
        /// Allowed values, most important first.
        let priorities: Expression?
        let otherwise: (any Logic)?
    }
    struct Rule: Sendable {
        let number: Int
        let id: String?
        let line: Int
        /// Nil for a cell that is no FEEL.
        let tests: [UnaryTests?]
        let outputs: [any Logic]
        let annotations: [TableTrace.Annotation]
        let description: String?
    }

    let name: String
    let place: String
    let line: Int
    let hitPolicy: HitPolicy
    let aggregation: Aggregation?
    let inputs: [Input]
    let outputs: [Output]
    let rules: [Rule]

    /// A matched rule with its outputs.
    struct Hit {
        let rule: Rule
        let values: [Value]
        let lineages: [Lineage]
    }

    func evaluate(_ run: Run) -> Value {
        var reasons = TableReasons(run)
        guard let values = inputValues(run, &reasons) else {
            reasons.give(reasons.inputs)
            return .null
        }
        var hits: [Hit] = []
        for rule in rules where matches(rule, values, run, &reasons) {
            let cells = zip(rule.outputs, outputs).map { logic, output in
                let (value, lineage) = run.follow(logic)
                return (value: typed(value, output.type, run), lineage: lineage)
            }
            run.collect(place: "\(place), rule \(rule.number)", line: rule.line)
            hits.append(Hit(rule: rule, values: cells.map(\.value), lineages: reasons.hit(rule, cells.map(\.lineage), self)))
            if hitPolicy == .first { break }
        }
        guard let counted = counted(hits, run) else {
            reasons.give(reasons.inputs)
            return .null
        }
        run.note(trace(values, counted))
        if hits.isEmpty {
            // A default output stands where no row matches, for reasons of every row.
            let (value, lineage) = run.evaluation.trace(isTraced: false) { withoutHit(run) }
            reasons.give(reasons.before + [lineage])
            return value
        }
        reasons.give(counted, of: hits, self)
        return result(counted, run)
    }
    var isTraced: Bool { true }

    private func inputValues(_ run: Run, _ reasons: inout TableReasons) -> [Value]? {
        var values: [Value] = []
        for (index, input) in inputs.enumerated() {
            let (raw, lineage) = run.follow(input.logic)
            reasons.inputs.append(lineage)
            let value = typed(raw, input.type, run)
            run.collect(place: "\(place), input \(index + 1)", line: line)
            if let allowed = input.allowed, !value.isNull, !allowed.decide(value, run.evaluation).isTrue {
                _ = run.evaluation.takeDiagnostics()
                _ = run.fail(
                    .conformance, "\(value) is none of the allowed values \(allowed.text)", place: "\(place), input \(index + 1)",
                    line: line)
                return nil
            }
            values.append(value)
        }
        return values
    }

    private func matches(_ rule: Rule, _ values: [Value], _ run: Run, _ reasons: inout TableReasons) -> Bool {
        // A cell that cannot be decided does not match; that is no fault of the table.
        defer { _ = run.evaluation.takeDiagnostics() }
        guard run.evaluation.tracer != nil else {
            return zip(rule.tests, values).allSatisfy { test, value in test?.decide(value, run.evaluation).isTrue ?? false }
        }
        reasons.begin()
        for (index, (test, value)) in zip(rule.tests, values).enumerated() {
            let (decision, lineage) = run.evaluation.trace(isTraced: false) {
                test?.decide(value, run.evaluation) ?? .boolean(false)
            }
            let read = test?.isAny == true ? [] : [reasons.inputs[index], lineage]
            guard decision.isTrue else {
                // One cell that does not match is reason enough.
                reasons.before += read
                return false
            }
            reasons.matched += read
        }
        return true
    }

    /// The hits that the policy lets count, in its order; nil where it forbids them.
    private func counted(_ hits: [Hit], _ run: Run) -> [Hit]? {
        switch hitPolicy {
        case .first, .collect, .ruleOrder: return hits
        case .unique:
            guard hits.count > 1 else { return hits }
            let numbers = hits.map { String($0.rule.number) }.joined(separator: " and ")
            _ = run.fail(.decision, "the rules \(numbers) match, but the table allows only one", place: place, line: line)
            return nil
        case .any:
            guard let first = hits.first else { return [] }
            guard hits.allSatisfy({ zip($0.values, first.values).allSatisfy { Compare.equal($0, $1) == true } }) else {
                _ = run.fail(.decision, "matching rules give different outputs", place: place, line: line)
                return nil
            }
            return [first]
        case .priority: return Array(ordered(hits, run).prefix(1))
        case .outputOrder: return ordered(hits, run)
        }
    }

    /// By the order of the outputs' allowed values, first output first; stable.
    private func ordered(_ hits: [Hit], _ run: Run) -> [Hit] {
        let lists = outputs.map { $0.priorities?.evaluate(in: run.evaluation).list ?? [] }
        func ranks(_ hit: Hit) -> [Int] {
            zip(hit.values, lists).map { value, list in
                list.firstIndex { item in
                    if case .range(let range) = item { return Compare.contains(range, value) == true }
                    return Compare.equal(item, value) == true
                } ?? list.count
            }
        }
        return hits.enumerated().map { (offset: $0, ranks: ranks($1), hit: $1) }
            .sorted { $0.ranks == $1.ranks ? $0.offset < $1.offset : $0.ranks.lexicographicallyPrecedes($1.ranks) }
            .map(\.hit)
    }

    private func withoutHit(_ run: Run) -> Value {
        if outputs.contains(where: { $0.otherwise != nil }) {
            let value = row(outputs.map { typed($0.otherwise?.evaluate(run) ?? .null, $0.type, run) })
            return hitPolicy.isMultiple && aggregation == nil ? .list([value]) : value
        }
        if aggregation == .count { return 0 }
        if hitPolicy.isMultiple, aggregation == nil { return .list([]) }
        return run.fail(.decision, "no rule matches", place: place, line: line)
    }

    private func row(_ values: [Value]) -> Value {
        outputs.count == 1 ? values[0] : .context(Context(zip(outputs, values).map { ($0.name, $1) }))
    }

    private func result(_ hits: [Hit], _ run: Run) -> Value {
        guard hitPolicy.isMultiple else { return row(hits[0].values) }
        guard let aggregation else { return .list(hits.map { row($0.values) }) }
        let columns = outputs.indices.map { index in aggregate(hits.map { $0.values[index] }, aggregation, run) }
        return row(columns)
    }

    private func aggregate(_ values: [Value], _ aggregation: Aggregation, _ run: Run) -> Value {
        if aggregation == .count { return .number(values.count) }
        var best = values[0]
        for value in values.dropFirst() {
            if aggregation == .sum {
                guard let left = best.number, let right = value.number, let sum = left.adding(right) else {
                    return run.fail(.type, "only numbers can be added up", place: place, line: line)
                }
                best = .number(sum)
            } else {
                guard let order = Compare.order(value, best) else {
                    return run.fail(.operands, "the outputs have no order", place: place, line: line)
                }
                if aggregation == .min ? order < 0 : order > 0 { best = value }
            }
        }
        guard aggregation != .sum || best.number != nil else {
            return run.fail(.type, "only numbers can be added up", place: place, line: line)
        }
        return best
    }

    private func trace(_ values: [Value], _ hits: [Hit]) -> TableTrace {
        TableTrace(
            table: name,
            inputs: zip(inputs, values).map { TableTrace.Input(expression: $0.text, reads: $0.reads, value: $1) },
            rows: hits.map { hit in
                TableTrace.Row(
                    number: hit.rule.number, id: hit.rule.id,
                    outputs: Dictionary(zip(outputs.map(\.name), hit.values), uniquingKeysWith: { first, _ in first }),
                    annotations: hit.rule.annotations, description: hit.rule.description)
            })
    }
}
