import FEEL
import Kernel

/// What can be said of a table without running it: rules that meet, inputs that no rule takes, rules that never match.
///
/// Cells that compare with written-down values cut each column into regions in which nothing changes; one value of each region
/// stands for it. A table with other cells is only looked at as far as its rules allow.
struct TableCheck {
    /// A value that stands for its region, and how a person would name the region.
    private struct Sample {
        let value: Value
        let text: String
    }

    private let table: TableLogic
    private let columns: [[Sample]]
    /// Per rule and column, which samples match; nil for a rule that cannot be decided.
    private let rules: [[[Bool]]?]
    private let run: Evaluation

    /// Nil where a column has values without a known order.
    init?(_ table: TableLogic) {
        guard !table.inputs.isEmpty, !table.rules.isEmpty, table.rules.count <= 2000 else { return nil }
        let run = Evaluation(scope: Scope([:], now: Instant(microseconds: 0)))
        var columns: [[Sample]] = []
        for (index, input) in table.inputs.enumerated() {
            let cells =
                table.rules.compactMap { index < $0.tests.count ? $0.tests[index] : nil } + [input.restriction].compactMap(\.self)
            guard let samples = TableCheck.samples(of: cells.flatMap { $0.constants ?? [] }, type: input.type.base) else {
                return nil
            }
            columns.append(samples.filter { input.restriction?.decide($0.value, run).isTrue ?? true })
        }
        self.table = table
        self.columns = columns
        self.run = run
        rules = table.rules.map { rule in
            var rows: [[Bool]] = []
            for (test, samples) in zip(rule.tests, columns) {
                guard let test, test.constants != nil else { return nil }
                rows.append(samples.map { test.decide($0.value, run).isTrue })
            }
            return rows
        }
    }

    /// One sample for each end and each region between ends; nil for values that have no order or kinds that do not fit together.
    private static func samples(of values: [Value], type: ValueType) -> [Sample]? {
        if type == .boolean || values.contains(where: { $0.boolean != nil }) {
            return [Sample(value: true, text: "true"), Sample(value: false, text: "false")]
        }
        guard let first = values.first else { return [Sample(value: "any", text: "any value")] }
        guard values.allSatisfy({ Compare.order($0, first) != nil }) else { return nil }
        var sorted: [Value] = []
        for value in values.sorted(by: { (Compare.order($0, $1) ?? 0) < 0 })
        where sorted.last.map({ Compare.equal($0, value) != true }) ?? true {
            sorted.append(value)
        }
        var samples: [Sample] = []
        if let low = neighbour(of: sorted[0], -1) { samples.append(Sample(value: low, text: "below \(sorted[0])")) }
        for (index, value) in sorted.enumerated() {
            samples.append(Sample(value: value, text: value.description))
            guard index + 1 < sorted.count else { continue }
            if let between = between(value, sorted[index + 1]) {
                samples.append(
                    Sample(
                        value: between, text: first.string == nil ? "between \(value) and \(sorted[index + 1])" : "any other text"
                    ))
            }
        }
        if let last = sorted.last, let high = neighbour(of: last, 1) {
            samples.append(Sample(value: high, text: first.string == nil ? "above \(last)" : "any other text"))
        }
        return samples
    }

    private static func neighbour(of value: Value, _ step: Int) -> Value? {
        switch value {
        case .number(let number): number.adding(Decimal128(step)).map { .number($0) }
        case .date(let date): .date(date.adding(days: step))
        case .string(let text): step > 0 ? .string(text + "\u{1}") : nil
        case .months(let months): .months(months + step)
        case .duration(let duration): .duration(Duration(nanoseconds: duration.nanoseconds + Int128(step) * 1_000_000_000))
        default: nil
        }
    }

    private static func between(_ low: Value, _ high: Value) -> Value? {
        switch (low, high) {
        case (.number(let first), .number(let second)): first.adding(second)?.divided(by: 2).map { .number($0) }
        case (.date(let first), .date(let second)): second.epochDay - first.epochDay > 1 ? .date(first.adding(days: 1)) : nil
        case (.string(let first), .string): .string(first + "\u{1}")
        case (.months(let first), .months(let second)): second - first > 1 ? .months(first + 1) : nil
        case (.duration(let first), .duration(let second)):
            .duration(Duration(nanoseconds: (first.nanoseconds + second.nanoseconds) / 2))
        default: nil
        }
    }

    // MARK: findings

    /// Pairs of rules that can match together, with an input that shows it.
    func overlaps(limit: Int = 20) -> [(first: Int, second: Int, witness: String)] {
        var found: [(first: Int, second: Int, witness: String)] = []
        for second in rules.indices {
            guard let right = rules[second] else { continue }
            for first in 0..<second {
                guard let left = rules[first], found.count < limit else { continue }
                var witness: [Int] = []
                for (cells, others) in zip(left, right) {
                    guard let index = cells.indices.first(where: { cells[$0] && others[$0] }) else { break }
                    witness.append(index)
                }
                if witness.count == columns.count { found.append((first, second, describe(witness))) }
            }
        }
        return found
    }

    /// Rules with a cell that no possible input passes.
    var impossible: [Int] { rules.indices.filter { rules[$0]?.contains { !$0.contains(true) } ?? false } }

    /// Rules of a FIRST table of which nothing is left when the rules above have taken theirs.
    var hidden: [Int] {
        rules.indices.filter { index in
            guard let own = rules[index], index > 0, !impossible.contains(index) else { return false }
            var budget = 100_000
            return uncovered(by: Array(rules.indices.prefix(index)), within: own, &budget).isEmpty && budget > 0
        }
    }

    /// Inputs that no rule takes; nothing where a rule cannot be decided, because it may take them.
    var gaps: [String] {
        guard rules.allSatisfy({ $0 != nil }) else { return [] }
        var budget = 200_000
        return uncovered(by: Array(rules.indices), within: columns.map { $0.map { _ in true } }, &budget).prefix(5).map(describe)
    }

    /// Sample indexes inside a box that none of the rules takes; at most five.
    private func uncovered(by candidates: [Int], within box: [[Bool]], _ budget: inout Int, column: Int = 0) -> [[Int]] {
        guard column < columns.count else { return candidates.isEmpty ? [[]] : [] }
        var found: [[Int]] = []
        var seen: Set<[Int]> = []
        for sample in columns[column].indices where box[column][sample] {
            budget -= 1
            guard budget > 0, found.count < 5 else { break }
            let rest = candidates.filter { rules[$0]?[column][sample] ?? false }
            // Regions that the same rules take give the same answer.
            guard seen.insert(rest).inserted else { continue }
            found += uncovered(by: rest, within: box, &budget, column: column + 1).map { [sample] + $0 }
        }
        return found
    }

    private func describe(_ witness: [Int]) -> String {
        zip(zip(table.inputs, columns), witness).map { "\($0.0.text): \($0.1[$1].text)" }.joined(separator: ", ")
    }
}

extension TableLogic.Input {
    /// The column's allowed values: its own, or those of its type.
    var restriction: UnaryTests? {
        if let allowed { return allowed }
        if case .restricted(_, let restriction) = type { return restriction.tests }
        return nil
    }
}

extension Model {
    /// What can be said of the decision tables without running them: rules of UNIQUE tables that can match together, inputs that
    /// no rule takes, rules that can never match.
    public func findings() -> [Problem] {
        elements.flatMap { element -> [Problem] in
            let logic: (any Logic)?
            switch element.body {
            case .decision(let body), .knowledge(_, let body): logic = (body as? TypedLogic)?.inner ?? body
            default: logic = nil
            }
            guard let table = logic as? TableLogic, let check = TableCheck(table) else { return [] }
            return Model.findings(in: table, check, element)
        }
    }

    private static func findings(in table: TableLogic, _ check: TableCheck, _ element: Element) -> [Problem] {
        var found: [Problem] = []
        func add(_ code: Problem.Code, _ line: Int, _ sentence: String) {
            found.append(Problem(document: element.document, line: line, element: element.title, code: code, sentence: sentence))
        }
        for index in check.impossible {
            add(.deadRule, table.rules[index].line, "rule \(index + 1) can never match: a cell excludes every possible value")
        }
        if table.hitPolicy == .unique {
            for overlap in check.overlaps() {
                let numbers = "the rules \(overlap.first + 1) and \(overlap.second + 1)"
                add(.overlap, table.rules[overlap.second].line, "\(numbers) can match together (\(overlap.witness))")
            }
        }
        if table.hitPolicy == .first {
            for index in check.hidden {
                add(.deadRule, table.rules[index].line, "rule \(index + 1) can never match: the rules above take all of it")
            }
        }
        if !table.hitPolicy.isMultiple, table.outputs.allSatisfy({ $0.otherwise == nil }) {
            for gap in check.gaps { add(.gap, table.line, "no rule takes \(gap)") }
        }
        return found
    }
}
