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
    /// What decisions complained of and gave a value nevertheless.
    public let remarks: [CasePlay.Halt]
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
        remarks = play.remarks
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

    /// Decided and closed are one: between them lies a mere date, the end of the time for a remedy.
    private var standing: String { state == "closed" ? "decided" : state }

    /// Whether both decide the same. The rows that led there may differ.
    func decides(like other: Verdict) -> Bool {
        problems == other.problems && standing == other.standing && outcome == other.outcome && amounts == other.amounts
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

/// What makes two versions decide a case differently.
public enum Cause: Equatable, Sendable {
    /// What the form refuses.
    case form
    /// The first row of a table that differs: as it was, and as it is.
    case row(before: RuleRow?, after: RuleRow?)
    /// The element at which the ways part.
    case element(String)
    /// A decision without a table, or one whose rows are the same.
    case decision(String)
    /// An amount of the outcome.
    case amount(String)
    /// State, outcome or letters alone.
    case state

    init(_ before: Verdict, _ after: Verdict) {
        self =
            Cause.ofForm(before, after) ?? Cause.ofDecisions(before.decisions, after.decisions) ?? Cause.ofWays(before, after)
            ?? Cause.ofAmounts(before.amounts, after.amounts) ?? .state
    }

    private static func ofForm(_ before: Verdict, _ after: Verdict) -> Cause? {
        before.problems == after.problems ? nil : .form
    }

    /// The first decision with another value, and in it the first row that is not the same.
    private static func ofDecisions(_ before: [Decision], _ after: [Decision]) -> Cause? {
        for (old, new) in zip(before, after) where old != new {
            // Other decisions are made because the ways have parted.
            guard old.name == new.name else { return nil }
            if old.value == new.value { continue }
            for index in 0..<max(old.rows.count, new.rows.count) {
                let was = old.rows.indices.contains(index) ? old.rows[index] : nil
                let now = new.rows.indices.contains(index) ? new.rows[index] : nil
                if was?.mark != now?.mark || was?.outputs != now?.outputs { return .row(before: was, after: now) }
            }
            return .decision(new.name)
        }
        return nil
    }

    private static func ofWays(_ before: Verdict, _ after: Verdict) -> Cause? {
        if let parted = zip(before.path, after.path).first(where: { $0 != $1 })?.1 { return .element(parted) }
        guard before.path.count != after.path.count else { return nil }
        // One way is the beginning of the other: it ends where the case came to a stand, or before what the other goes on to.
        let (short, long) = before.path.count < after.path.count ? (before, after) : (after, before)
        let halted = short.halts.compactMap(\.element).last { $0 == short.path.last }
        return (halted ?? long.path.dropFirst(short.path.count).first).map { .element($0) }
    }

    private static func ofAmounts(_ before: [String: Decimal128], _ after: [String: Decimal128]) -> Cause? {
        Set(before.keys).union(after.keys).sorted().first { before[$0] != after[$0] }.map { .amount($0) }
    }

    var json: JSON {
        switch self {
        case .form: ["kind": "form"]
        case .row: ["kind": "row"]
        case .element: ["kind": "element"]
        case .decision(let name): ["kind": "decision", "name": .string(name)]
        case .amount(let name): ["kind": "amount", "name": .string(name)]
        case .state: ["kind": "state"]
        }
    }
}

/// A case that two versions decide differently, and why.
public struct Change: Sendable {
    public let name: String
    public let before: Verdict
    public let after: Verdict
    public let cause: Cause

    init(_ name: String, _ before: Verdict, _ after: Verdict) {
        self.name = name
        self.before = before
        self.after = after
        cause = Cause(before, after)
    }

    /// The first row that differs, as it is after; nil also where it is gone.
    public var row: RuleRow? { if case .row(_, let row) = cause { row } else { nil } }
    /// The same as it was.
    public var formerRow: RuleRow? { if case .row(let row, _) = cause { row } else { nil } }
    /// Where no table made the difference: the element at which the ways part.
    public var element: String? { if case .element(let element) = cause { element } else { nil } }

    var json: JSON {
        [
            "case": .string(name), "before": before.json, "after": after.json, "cause": cause.json,
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
