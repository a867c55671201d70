import Catalogue
import Folders
import Kernel
import Store

/// The state that people see follows from where the process waits; it is computed, never set by hand.
enum CaseState {
    /// With several open tasks the first of these counts.
    private static let order: [Procedure.State] = [.documentsRequested, .hearing, .consulting, .inReview]

    static func refresh(_ run: CaseRun, in transaction: Transaction) throws {
        struct Open: Codable {
            let element: String
            let audience: String
            let due: LocalDate?
        }
        guard
            let current: Procedure.State = try transaction.value(
                Procedure.State.self, "SELECT state FROM procedures WHERE id = \(run.procedure)")
        else { return }
        let open: [Open] = try transaction.all(
            "SELECT element, audience, due FROM procedures_tasks WHERE procedure = \(run.procedure) AND ended_at IS NULL")
        let due = open.filter { $0.audience != "applicant" }.compactMap(\.due).min()
        var state = current
        if !current.isOver, current != .decided {
            let states = Set(
                open.compactMap { run.service.folder.about.states[$0.element].flatMap { Procedure.State(rawValue: $0) } })
            state = order.first { states.contains($0) } ?? current
        }
        try transaction.post(
            "UPDATE procedures SET state = \(state), due = \(due), changed_at = \(transaction.now) WHERE id = \(run.procedure)")
    }
}
