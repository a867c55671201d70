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
    let unit: String
    let due: LocalDate?
    let openedAt: Instant
    let claimedBy: String?
    /// The act that waits at it for a second person.
    let proposal: String?
    let resubmission: LocalDate?
    let resubmissionOf: String?
    let reference: String
    let applicant: String
    let slug: String
    let serviceHash: String
    let state: Procedure.State

    /// The day until which it is laid aside; what is due is not.
    func aside(on today: LocalDate) -> LocalDate? {
        guard let resubmission, resubmission > today, resubmissionOf != nil, resubmissionOf == claimedBy,
            due.map({ $0 > today }) ?? true
        else {
            return nil
        }
        return resubmission
    }

    /// The place of the row in a list sorted by day.
    var key: InboxKey { InboxKey(day: due?.description ?? InboxKey.noDay, id: id.text) }
}

/// A place in a list sorted by day and then by age; written `2026-12-14.<identifier>` in addresses.
struct InboxKey: Sendable, Comparable {
    /// What has no day stands behind everything that has one.
    static let noDay = "9999-12-31"

    let day: String
    let id: String

    var text: String { "\(day).\(id)" }

    init(day: String, id: String) {
        self.day = day
        self.id = id
    }

    /// Nil for anything that no page of ours has written.
    init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, LocalDate(parts[0]) != nil, let id = ID<WorkItem>(checking: String(parts[1])) else { return nil }
        self.init(day: String(parts[0]), id: id.text)
    }

    static func < (left: InboxKey, right: InboxKey) -> Bool { (left.day, left.id) < (right.day, right.id) }
}

extension Reader {
    /// Units that are read one by one, each from its index; whoever has more reads all work in its order.
    private static let separateUnits = 24
    private static let inboxColumns: SQL = """
        t.id, t.procedure, t.element, t.unit, t.due, t.opened_at, t.claimed_by, t.proposal, t.resubmission, t.resubmission_of, p.reference, p.applicant, p.slug, p.service_hash, p.state
        """

    /// Open work of staff that the caller may see, what is due first stands first, after the key `after`.
    func inbox(_ filter: InboxFilter, visibleTo caller: Caller, after: InboxKey? = nil, limit: Int) throws -> [InboxRow] {
        let queries = inboxQueries(filter, caller, after: after, limit: limit)
        var rows: [InboxRow] = []
        for query in queries { rows += try all(InboxRow.self, query) }
        return queries.count < 2 ? rows : Array(rows.sorted { $0.key < $1.key }.prefix(limit))
    }

    /// How the database reads a page of the inbox, in its own words.
    func inboxPlan(_ filter: InboxFilter, visibleTo caller: Caller) throws -> String {
        try inboxQueries(filter, caller, after: nil, limit: ListFilters.page).flatMap { try explain($0) }.joined(separator: "\n")
    }

    private func inboxQueries(_ filter: InboxFilter, _ caller: Caller, after: InboxKey?, limit: Int) -> [SQL] {
        var conditions = filter.conditions(on: now.date())
        if let after {
            conditions.append("COALESCE(t.due, '9999-12-31') >= \(after.day)")
            conditions.append("(COALESCE(t.due, '9999-12-31') > \(after.day) OR t.id > \(after.id))")
        }
        // CROSS JOIN lets SQLite keep the order of the first table; to PostgreSQL it is a join like any other.
        return Reader.branches(filter.tab, caller).map { branch in
            "SELECT " + Reader.inboxColumns + " FROM procedures_tasks t CROSS JOIN procedures p WHERE p.id = t.procedure AND "
                + Reader.openWork(branch, caller) + " AND " + SQL.all(conditions)
                + " ORDER BY COALESCE(t.due, '9999-12-31'), t.id LIMIT \(limit)"
        }
    }

    /// Chosen open work that the caller may see, in the order of its age.
    func inboxRows(_ items: [ID<WorkItem>], visibleTo caller: Caller) throws -> [InboxRow] {
        guard !items.isEmpty else { return [] }
        return try all(
            InboxRow.self,
            "SELECT " + Reader.inboxColumns
                + " FROM procedures_tasks t JOIN procedures p ON p.id = t.procedure WHERE t.id IN \(list: items.map(\.text)) AND "
                + Reader.openWork("1 = 1", caller) + " ORDER BY t.id")
    }

    /// How much open work meets the conditions, counted no further than `most`.
    func inboxCount(_ filter: InboxFilter, visibleTo caller: Caller, most: Int) throws -> Int {
        let conditions = filter.conditions(on: now.date())
        let table: SQL = filter.namesProcedure ? "procedures_tasks t CROSS JOIN procedures p" : "procedures_tasks t"
        let join: SQL = filter.namesProcedure ? "p.id = t.procedure" : "1 = 1"
        var count = 0
        for branch in Reader.branches(filter.tab, caller) where count < most {
            let found = try value(
                Int.self,
                "SELECT COUNT(*) FROM (SELECT 1 FROM " + table + " WHERE " + join + " AND " + Reader.openWork(branch, caller)
                    + " AND " + SQL.all(conditions) + " LIMIT \(most)) AS part")
            count += found ?? 0
        }
        return min(count, most)
    }

    private static func openWork(_ branch: SQL, _ caller: Caller) -> SQL {
        "t.ended_at IS NULL AND t.audience IN ('staff', 'office') AND " + branch + " AND " + Visibility.of(caller, columns: "t")
    }

    /// The work of a tab as ranges of one index each, which do not overlap. Visibility is asked of every row besides.
    private static func branches(_ tab: InboxFilter.Tab, _ caller: Caller) -> [SQL] {
        switch tab {
        case .mine: return ["t.claimed_by = \(caller.staff ?? "")"]
        case .deputy: return caller.standsInFor.sorted().map { "t.claimed_by = \($0)" }
        case .unit:
            if caller.units.count > separateUnits { return ["t.unit IN \(list: caller.units)"] }
            return caller.units.sorted().map { "t.unit = \($0)" }
        case .all:
            if caller.units.count + caller.posts.count > separateUnits { return ["1 = 1"] }
            return caller.units.sorted().map { "t.unit = \($0)" }
                + caller.posts.sorted().map { "t.post = \($0) AND t.unit NOT IN \(list: caller.units)" }
        }
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
        let rows = try reader.inbox(filter, visibleTo: caller, after: after.flatMap { InboxKey($0) }, limit: limit + 1)
        var holders: [String: String] = [:]
        lines = try rows.prefix(limit).map { row in
            let service = try shelf.pinned(row.serviceHash, in: reader)
            let step =
                PlatformStep.words(row.element, language) ?? service.folder.texts.text("staff.tasks.\(row.element)", language)
                ?? row.element
            if let holder = row.claimedBy, holders[holder] == nil { holders[holder] = try names.name(of: holder, in: reader) }
            let waits = row.proposal == nil ? "" : ": " + Texts.shared("procedures.proposal.inbox", language)
            return Line(
                row: row, service: service.title(language), step: step + waits, claimedBy: row.claimedBy.flatMap { holders[$0] })
        }
        next = rows.count > limit ? lines.last?.row.key.text : nil
        services = ListFilters.services(shelf, on: reader.now.date(), language)
    }
}

/// What is due at a glance: bounded counts, so that a glance stays cheap.
struct InboxGlance: Sendable {
    /// Whoever counts further than this reads "99+".
    static let most = 100

    let tabs: [InboxFilter.Tab: Int]
    let due: [InboxFilter.Due: Int]
    /// How much of the tab is laid aside.
    let aside: Int

    init(_ filter: InboxFilter, _ caller: Caller, in reader: Reader) throws {
        var tabs: [InboxFilter.Tab: Int] = [:]
        for tab in InboxFilter.Tab.shown(to: caller) {
            tabs[tab] = try reader.inboxCount(InboxFilter(tab), visibleTo: caller, most: InboxGlance.most)
        }
        var due: [InboxFilter.Due: Int] = [:]
        for day in InboxFilter.Due.allCases {
            var only = InboxFilter(filter.tab)
            only.due = day
            due[day] = try reader.inboxCount(only, visibleTo: caller, most: InboxGlance.most)
        }
        var aside = InboxFilter(filter.tab)
        aside.aside = .only
        self.aside = try reader.inboxCount(aside, visibleTo: caller, most: InboxGlance.most)
        (self.tabs, self.due) = (tabs, due)
    }

    static func text(_ count: Int) -> String { count >= most ? "\(most - 1)+" : String(count) }
}
