import Calendar
import Documents
import FEEL
import Web
import Delivery
import BPMN
import Catalogue
import Folders
public import Kernel
import Notices
public import Store

/// Takes a decided case up again (§ 51 VwVfG, § 173 AO, § 44 SGB X, or of the authority's own motion): its process goes back to where a
/// person decides. What was decided stands until it is decided anew.
public struct ReopenProcedure: Action {
    public static let name = "procedures.reopen"
    public static let audience: Audience = .staff
    let procedure: ID<Procedure>
    let reason: String

    public init(procedure: ID<Procedure>, reason: String) {
        self.procedure = procedure
        self.reason = reason
    }

    public func perform(in transaction: Transaction) throws {
        let seen = try CaseAccess.demand(ReopenProcedure.name, at: procedure, in: transaction)
        var mistakes = Mistakes()
        mistakes.need(reason, "reason", atLeast: 10)
        try mistakes.check()
        transaction.audit("procedure", procedure, unit: seen.unit, detail: ["reason": .string(reason)])
        try Reopening.reopen(procedure, reason: reason, in: transaction)
    }
}

/// How a case goes back to work.
enum Reopening {
    static func reopen(_ id: ID<Procedure>, reason: String, in transaction: Transaction) throws {
        var run = try CaseRun(id, in: transaction)
        let seen = try transaction.procedure(id, visibleTo: .system("procedures"))
        guard seen.decidedAt != nil, seen.state != .withdrawn, run.process.status == .completed else {
            throw ProcedureFault.notReopenable
        }
        guard let element = try element(run, in: transaction) else { throw ProcedureFault.notReopenable }
        try transaction.run(
            """
            UPDATE procedures SET decided_at = NULL, closed_at = NULL, state = \(Procedure.State.inReview),
                reopened_at = \(transaction.now), changed_at = \(transaction.now) WHERE id = \(id)
            """)
        try transaction.emit(ProcedureReopened(procedure: id.text, reason: reason), subject: id)
        try CaseMessages.send("reopened", [:], key: "reopen:\(id):\(transaction.now)", run, in: transaction)
        try run.take(.again(element: element), in: transaction)
    }

    /// The task of staff at which something is decided: the one that the case has seen last, or the first of the process.
    private static func element(_ run: CaseRun, in transaction: Transaction) throws -> String? {
        let about = run.service.folder.about
        let deciding = run.service.folder.tasks.values.filter { task in
            task.isForStaff && task.acts.contains { about.acts[$0]?.outcome != nil }
        }.map(\.element)
        let seen = try transaction.path(of: run.procedure).map(\.element)
        return seen.last { deciding.contains($0) } ?? deciding.sorted().first
    }

    /// The notice of the new decision takes the place of what was decided before.
    static func replace(_ event: NoticeIssued, in transaction: Transaction) throws {
        guard event.remedy != nil, Notice.title(ofLetter: event.template, .de) == nil else { return }
        let id = ID<Procedure>(event.procedure)
        let reopened = try transaction.value(Instant.self, "SELECT reopened_at FROM procedures WHERE id = \(id)")
        guard reopened != nil else { return }
        for former in try transaction.rulings(of: id) where former.id.text != event.notice && former.kind != "objection-refusal" {
            try transaction.perform(ReplaceNotice(notice: former.id, by: ID(event.notice), how: .replaced))
        }
        try transaction.run("UPDATE procedures SET reopened_at = NULL WHERE id = \(id)")
    }
}

/// A decided case was taken up again.
public struct ProcedureReopened: Event {
    public static let name = "procedures.reopened"
    public let procedure: String
    public let reason: String
}
