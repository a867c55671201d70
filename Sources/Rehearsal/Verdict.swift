import FEEL
public import Folders
public import Kernel

/// What a case came to under one version: all of it that is a decision. Dates stand apart, wording is not compared.
public struct Verdict: Hashable, Sendable {
    /// Pointer and code of what the form did not take.
    public let problems: [String]
    public let state: String
    public let outcome: String?
    public let amounts: [String: Decimal128]
    /// Templates of the letters that went out, in order.
    public let notices: [String]
    public let decisions: [Decision]
    public let dates: [String: LocalDate]
    public let path: [String]
    public let halts: [CasePlay.Halt]
    public let late: [CasePlay.Late]
    /// Minutes of work, as far as the service says what its tasks take.
    public let minutes: Int
    public let hands: Int
    /// Sum of the amounts that are due.
    public let money: Decimal128

    public init(_ play: CasePlay) {
        let about = play.stage.folder.about
        problems = play.problems
        state = play.problems.isEmpty ? play.state : "refused-by-form"
        outcome = play.outcome
        notices = play.notices.map(\.template)
        decisions = play.decisions
        dates = play.problems.isEmpty ? play.dates : [:]
        path = play.path
        halts = play.halts
        late = play.late
        minutes = play.stage.minutes(play.handled)
        hands = play.handled.values.reduce(0, +)
        let scope = play.scope
        let amounts = about.amounts.compactMapValues { $0.value.evaluate(in: scope).number }
        self.amounts = amounts
        money = amounts.reduce(.zero) { sum, amount in
            about.amounts[amount.key]?.due == nil ? sum : sum.adding(amount.value) ?? sum
        }
    }

    /// Whether both decide the same. The rows that led there may differ.
    func decides(like other: Verdict) -> Bool {
        problems == other.problems && state == other.state && outcome == other.outcome && amounts == other.amounts
            && notices == other.notices && decisions.map(\.name) == other.decisions.map(\.name)
            && decisions.map(\.value) == other.decisions.map(\.value)
    }

    var json: JSON {
        [
            "problems": .array(problems.map { .string($0) }), "state": .string(state),
            "outcome": outcome.map { .string($0) } ?? .null, "amounts": .object(amounts.mapValues { .number($0) }),
            "notices": .array(notices.map { .string($0) }),
            "decisions": .array(decisions.map { ["decision": .string($0.name), "value": $0.value] }),
        ]
    }
}

/// A case that two versions decide differently, with the row of a table that made the difference.
public struct Change: Sendable {
    public let name: String
    public let before: Verdict
    public let after: Verdict
    /// The first row that differs: as it is after, and as it was.
    public let row: RuleRow?
    public let formerRow: RuleRow?
    /// Where no table made the difference: the first element at which the ways part.
    public let element: String?

    init(_ name: String, _ before: Verdict, _ after: Verdict) {
        self.name = name
        self.before = before
        self.after = after
        let rows = Change.rows(before.decisions, after.decisions)
        (formerRow, row) = (rows.before, rows.after)
        guard rows == (nil, nil) else {
            element = nil
            return
        }
        let parted = zip(before.path, after.path).first { $0 != $1 }?.1
        element = parted ?? after.path.dropFirst(before.path.count).first ?? before.path.dropFirst(after.path.count).first
    }

    /// The first decision with another value, and in it the first row that is not the same.
    private static func rows(_ before: [Decision], _ after: [Decision]) -> (before: RuleRow?, after: RuleRow?) {
        for (old, new) in zip(before, after) where old != new {
            guard old.name == new.name else { return (nil, nil) }
            if old.value == new.value { continue }
            for index in 0..<max(old.rows.count, new.rows.count) {
                let was = old.rows.indices.contains(index) ? old.rows[index] : nil
                let now = new.rows.indices.contains(index) ? new.rows[index] : nil
                if was?.mark != now?.mark || was?.outputs != now?.outputs { return (was, now) }
            }
        }
        return (nil, nil)
    }

    var json: JSON {
        [
            "case": .string(name), "before": before.json, "after": after.json,
            "row": Change.json(row ?? formerRow), "formerRow": Change.json(formerRow),
            "element": element.map { .string($0) } ?? .null,
        ]
    }

    private static func json(_ row: RuleRow?) -> JSON {
        guard let row else { return .null }
        return [
            "table": .string(row.table), "row": .number(Decimal128(row.row)), "rule": row.rule.map { .string($0) } ?? .null,
            "text": .string(row.text.de), "outputs": row.outputs, "source": row.source.map { .string($0) } ?? .null,
        ]
    }
}
