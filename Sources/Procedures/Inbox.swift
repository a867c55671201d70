import Catalogue
import Folders
import Kernel
import Store
import Web

/// An open work item with what a list says of its procedure.
struct InboxRow: Codable, Sendable {
    let id: ID<WorkItem>
    let procedure: ID<Procedure>
    let element: String
    let due: LocalDate?
    let openedAt: Instant
    let claimedBy: String?
    let reference: String
    let applicant: String
    let slug: String
    let serviceHash: String
    let state: Procedure.State
}

/// What of the open work is asked for.
struct InboxFilter: Sendable {
    enum Tab: String, CaseIterable, Sendable { case mine, unit, all }
    enum Due: String, CaseIterable, Sendable { case overdue, week }

    var tab = Tab.unit
    var service: String?
    var state: Procedure.State?
    var due: Due?
    var text: String?

    init() {}

    init(_ request: Request) {
        tab = request.query("tab").flatMap { Tab(rawValue: $0) } ?? .unit
        service = request.query("service")
        state = request.query("state").flatMap { Procedure.State(rawValue: $0) }
        due = request.query("due").flatMap { Due(rawValue: $0) }
        text = request.query("text").map { String($0.prefix(100)) }
    }

    func condition(_ caller: Caller, on today: LocalDate) -> SQL {
        var parts: [SQL] = []
        switch tab {
        case .mine: parts.append("t.claimed_by = \(caller.staff ?? "")")
        case .unit: parts.append("t.unit IN \(list: caller.units)")
        case .all: break
        }
        if let service { parts.append("p.slug = \(service)") }
        if let state { parts.append("p.state = \(state)") }
        if let text { parts.append(ListFilters.contains(text)) }
        switch due {
        case .overdue?: parts.append("t.due < \(today)")
        case .week?:
            // Until Sunday; what is overdue is due as well.
            let sunday = today.adding(days: 7 - today.weekday.rawValue)
            parts.append("t.due <= \(sunday)")
        case nil: break
        }
        return SQL.all(parts)
    }
}

extension Reader {
    /// Open work of staff that the caller may see, what waits longest first, after the key `after`.
    func inbox(_ filter: InboxFilter, visibleTo caller: Caller, after: String? = nil, limit: Int) throws -> [InboxRow] {
        let key: SQL = after.map { "t.id > \($0)" } ?? "1 = 1"
        let select: SQL = """
            SELECT t.id, t.procedure, t.element, t.due, t.opened_at, t.claimed_by, p.reference, p.applicant, p.slug, p.service_hash, p.state
            FROM procedures_tasks t JOIN procedures p ON p.id = t.procedure WHERE t.ended_at IS NULL AND t.audience IN ('staff', 'office') AND
            """
        return try all(
            select + " " + key + " AND " + filter.condition(caller, on: now.date()) + " AND "
                + Visibility.of(caller, columns: "t")
                + " ORDER BY t.id LIMIT \(limit)")
    }
}

/// The rows of the inbox in a reader's words.
struct InboxView: Sendable {
    struct Line: Sendable {
        let row: InboxRow
        let service: String
        let step: String
        let claimedBy: String?
    }

    let lines: [Line]
    /// Key of the last line where more follow.
    let next: String?
    let services: [Choice]

    init(_ filter: InboxFilter, _ caller: Caller, _ language: Language, after: String?, limit: Int, in reader: Reader) throws {
        let shelf = try reader.part(CatalogueShelf.self)
        let names = try reader.part(StaffNames.self)
        let rows = try reader.inbox(filter, visibleTo: caller, after: after, limit: limit + 1)
        lines = try rows.prefix(limit).map { row in
            let service = try shelf.pinned(row.serviceHash, in: reader)
            let step =
                PlatformStep.words(row.element, language) ?? service.folder.texts.text("staff.tasks.\(row.element)", language)
                ?? row.element
            let holder = try row.claimedBy.map { try names.name(of: $0, in: reader) }
            return Line(row: row, service: service.title(language), step: step, claimedBy: holder)
        }
        next = rows.count > limit ? lines.last?.row.id.text : nil
        services = ListFilters.services(shelf, on: reader.now.date(), language)
    }
}
