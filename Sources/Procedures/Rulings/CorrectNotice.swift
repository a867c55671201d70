import BPMN
import Catalogue
import Documents
import Web
import Delivery
import Calendar
import FEEL
import Folders
public import Kernel
import Notices
public import Store

/// Puts an obvious error of a notice right: a slip of the pen, a slip in counting (§ 42 VwVfG, § 129 AO, § 38 SGB X). The notice stands as
/// corrected; no remedy begins anew.
public struct CorrectNotice: Action {
    public static let name = "procedures.correct-notice"
    public static let audience: Audience = .staff
    let procedure: ID<Procedure>
    let notice: String
    let wrong: String
    let right: String
    let reason: String

    public init(procedure: ID<Procedure>, notice: String, wrong: String, right: String, reason: String) {
        self.procedure = procedure
        self.notice = notice
        self.wrong = wrong
        self.right = right
        self.reason = reason
    }

    public func perform(in transaction: Transaction) throws {
        let seen = try CaseAccess.demand(CorrectNotice.name, at: procedure, in: transaction)
        var mistakes = Mistakes()
        let known = try transaction.notices(of: procedure, visibleTo: .system("procedures"))
        let found = known.first { $0.id.text == notice && $0.replacement?.endsEffect != true }
        if found == nil { mistakes.add("notice", "not-an-option") }
        mistakes.need(wrong, "wrong", atMost: 2000)
        mistakes.need(right, "right", atMost: 2000)
        mistakes.need(reason, "reason", atLeast: 10)
        if wrong == right, !wrong.isEmpty { mistakes.add("right", "nothing-changes") }
        try mistakes.check()
        guard let found else { return }
        let run = try CaseRun(procedure, in: transaction)
        let letter = try run.write(
            "correction", kind: "correction",
            values: [
                "notice": .notice(found), "wrong": CaseRun.lines(wrong), "right": CaseRun.lines(right),
                "reason": CaseRun.lines(reason), "norm": .string(run.norms.correction),
            ], replaces: (notice: found.id, how: .corrected), in: transaction)
        transaction.audit(
            "procedure", procedure, unit: seen.unit,
            detail: ["notice": .string(notice), "by": .string(letter.text), "reason": .string(reason)])
    }
}

extension Value {
    /// What a letter says of a notice: its title and its day.
    static func notice(_ notice: Notice) -> Value {
        .context(Context([("title", .string(notice.title)), ("date", .date(notice.issuedAt.date()))]))
    }
}
