import Kernel
import Store
import Web

/// The inbox that renews itself, and how far a hand-over is.
enum InboxLive {
    static func stream(_ request: Request) async throws -> Response {
        request.live(concerns: concerns) { present in
            let filter = InboxFilter(present)
            let (caller, language, after) = (present.caller, present.language, present.query("after"))
            let (view, beside) = try await present.read {
                (
                    try InboxView(filter, caller, language, after: after, limit: ListFilters.page, in: $0),
                    try InboxPages.beside(filter, caller, language, in: $0)
                )
            }
            var html = HTML(present.context)
            InboxPages.content(filter, view, beside, present.at("/procedures/inbox"), &html)
            return LivePiece(mark: mark(view, beside, present), html: html)
        }
    }

    /// Changes with whatever the region shows.
    static func mark(_ view: InboxView, _ beside: InboxPages.Beside, _ request: Request) -> String {
        let rows = view.lines.map {
            "\($0.row.id) \($0.row.claimedBy ?? "") \($0.row.due?.description ?? "") \($0.row.resubmission?.description ?? "") \($0.row.state.rawValue)"
        }
        let counts = InboxFilter.Due.allCases.map { String(beside.glance.due[$0] ?? 0) } + [String(beside.glance.aside)]
        let text = (rows + counts + [request.now.date().description, view.next ?? ""]).joined(separator: "\n")
        return String(Digest(of: text).hex.prefix(16))
    }

    /// Whether one of the events belongs to a case with open work that the caller may see, or to one that is no longer there.
    private static func concerns(_ request: Request, _ occurrences: [EventFeed.Occurrence]) async throws -> Bool {
        let subjects = Set(occurrences.filter { $0.name.hasPrefix("procedures.") }.map(\.subject))
        guard !subjects.isEmpty else { return false }
        return try await request.read { [caller = request.caller] in try $0.hasWork(of: subjects, visibleTo: caller) }
    }

    static func handOver(_ request: Request) async throws -> Response {
        guard let id = ID<HandOver>(checking: request.parameter("id")) else { throw ProcedureFault.notFound }
        let subject = id.text
        return request.live(concerns: { _, occurrences in occurrences.contains { $0.subject == subject } }) { present in
            let order = try await present.read { [caller = present.caller] in try $0.handOver(id, visibleTo: caller) }
            var html = HTML(present.context)
            HandOverPages.progress(order, &html)
            return LivePiece(mark: "\(order.state.rawValue)-\(order.position)", html: html)
        }
    }
}

extension Reader {
    /// Whether the caller may see work of one of these cases, open or done.
    func hasWork(of procedures: Set<String>, visibleTo caller: Caller) throws -> Bool {
        try value(
            Int.self,
            "SELECT 1 FROM procedures_tasks t WHERE t.procedure IN \(list: procedures) AND "
                + Visibility.of(caller, columns: "t") + " LIMIT 1") != nil
    }
}
