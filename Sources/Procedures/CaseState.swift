import Catalogue
import Folders
import Kernel
import Store

/// The state that people see follows from where the process waits; it is computed, never set by hand.
enum CaseState {
    /// With several open tasks the first of these counts.
    private static let order = CaseStates.order.compactMap { Procedure.State(rawValue: $0) }

    static func refresh(_ run: CaseRun, in transaction: Transaction) throws {
        struct Open: Codable {
            let element: String
            let audience: String
            let due: LocalDate?
        }
        struct Stand: Codable {
            let state: Procedure.State
            let decidedAt: Instant?
            let closedAt: Instant?
        }
        let stand: Stand? = try transaction.first(
            "SELECT state, decided_at, closed_at FROM procedures WHERE id = \(run.procedure)")
        guard let stand else { return }
        let open: [Open] = try transaction.all(
            "SELECT element, audience, due FROM procedures_tasks WHERE procedure = \(run.procedure) AND ended_at IS NULL")
        let due = open.filter { $0.audience != "applicant" }.compactMap(\.due).min()
        var state = stand.state
        let steps = Set(open.compactMap { PlatformStep(rawValue: $0.element)?.state })
        if stand.decidedAt != nil {
            // The process has no say any more; only what people have begun since then.
            if state != .withdrawn { state = order.first { steps.contains($0) } ?? (stand.closedAt == nil ? .decided : .closed) }
        } else if !state.isOver {
            let states = steps.union(
                open.compactMap { run.service.folder.about.states[$0.element].flatMap { Procedure.State(rawValue: $0) } })
            state = order.first { states.contains($0) } ?? state
        }
        if state == .decided, stand.state != .decided { try CaseClosing.planAgain(run, in: transaction) }
        try transaction.post(
            "UPDATE procedures SET state = \(state), due = \(due), changed_at = \(transaction.now) WHERE id = \(run.procedure)")
    }
}
