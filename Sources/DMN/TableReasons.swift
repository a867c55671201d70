import FEEL

/// Why a decision table gave what it gave, collected while its rows are tried.
///
/// The output of a row depends on the row and on every input that it tests. Where an earlier row would have won, it depends on
/// one reason why that row did not match, too; an input that a row leaves open (`-`) plays no part in its match.
struct TableReasons {
    private let run: Run
    var inputs: [Lineage] = []
    /// Of the row that is being tried.
    var matched: [Lineage] = []
    /// Why the rows tried so far matched or did not.
    var before: [Lineage] = []

    init(_ run: Run) { self.run = run }

    mutating func begin() { matched = [] }

    /// The lineages of a matched row's outputs.
    mutating func hit(_ rule: TableLogic.Rule, _ cells: [Lineage], _ table: TableLogic) -> [Lineage] {
        guard let tracer = run.evaluation.tracer else { return cells }
        let row = tracer.mark(TableTrace.mark(table: table.name, rule: rule.id, number: rule.number))
        // In a UNIQUE table no other row can match as well, whatever it says.
        let reasons = [row] + matched + (table.hitPolicy == .unique ? [] : before)
        before += matched
        return cells.map { $0.adding(reasons, tracer) }
    }

    func give(_ lineages: [Lineage]) {
        guard let tracer = run.evaluation.tracer else { return }
        run.evaluation.give(Lineage().adding(lineages, tracer))
    }

    /// Says what the table's value depends on.
    func give(_ counted: [TableLogic.Hit], of hits: [TableLogic.Hit], _ table: TableLogic) {
        guard run.evaluation.tracer != nil, let first = counted.first else { return }
        switch table.hitPolicy {
        case .unique, .first: run.evaluation.give(row(first.lineages, table))
        case .collect where table.aggregation == nil, .ruleOrder:
            // Which rows there are depends on all of them, also on those that are not there.
            guard let tracer = run.evaluation.tracer else { return }
            let rows = counted.map { row($0.lineages, table) }
            run.evaluation.give(Lineage.items(rows).counting(before, tracer))
        default: give(hits.flatMap(\.lineages) + before + inputs)
        }
    }

    private func row(_ lineages: [Lineage], _ table: TableLogic) -> Lineage {
        guard lineages.count > 1 else { return lineages.first ?? Lineage() }
        return .members(Dictionary(zip(table.outputs.map(\.name), lineages), uniquingKeysWith: { first, _ in first }))
    }
}
