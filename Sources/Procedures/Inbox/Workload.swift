import Catalogue
import Folders
import Kernel
import Store

/// How much work waits, as sums of units and steps. Nothing here names, ranks or compares people, and the staff council
/// knows what is counted because it stands here: open, free, due within the week, late, and since when the oldest waits.
///
/// A unit with fewer people than `smallestGroup` is no group: its sums would be those of single people. Such units are summed up
/// together, and where even that is too small a group nothing is said of them, nor a total from which they could be found.
struct Workload: Sendable {
    static let smallestGroup = 3

    struct Sums: Sendable {
        var open = 0
        var free = 0
        var week = 0
        var late = 0
        var oldest: Instant?

        mutating func add(_ other: Sums) {
            open += other.open
            free += other.free
            week += other.week
            late += other.late
            oldest = [oldest, other.oldest].compactMap { $0 }.min()
        }
    }

    struct Step: Sendable {
        let service: String
        let step: String
        let sums: Sums
    }

    struct Unit: Sendable {
        /// Nil is what small units have together.
        let name: String?
        let steps: [Step]
        let sums: Sums
    }

    let units: [Unit]
    /// Nil where a part is withheld.
    let total: Sums?
    let withholds: Bool

    private struct Row: Codable {
        let unit: String
        let slug: String
        let element: String
        let hash: String
        let open: Int
        let free: Int
        let week: Int
        let late: Int
        let oldest: Instant

        var sums: Sums { Sums(open: open, free: free, week: week, late: late, oldest: oldest) }
    }

    init(_ caller: Caller, _ language: Language, in reader: Reader) throws {
        let overseen = caller.units(with: LatePages.permission)
        let rows = try Workload.rows(overseen, caller, in: reader)
        let shelf = try reader.part(CatalogueShelf.self)
        let colleagues = try reader.part(Colleagues.self)
        var people: [String: Set<String>] = [:]
        for unit in Set(rows.map(\.unit)) { people[unit] = Set(try colleagues.workers(in: unit, reader).map(\.id)) }
        let isGroup = { (unit: String) in (people[unit]?.count ?? 0) >= Workload.smallestGroup }
        let steps = { (rows: [Row]) -> [Step] in
            try Dictionary(grouping: rows) { [$0.slug, $0.element] }.values.compactMap { same -> Step? in
                guard let first = same.first else { return nil }
                let service = try shelf.pinned(first.hash, in: reader)
                let step =
                    PlatformStep.words(first.element, language) ?? service.folder.texts.text(
                        "staff.tasks.\(first.element)", language)
                    ?? first.element
                return Step(service: service.title(language), step: step, sums: Workload.sum(same.map(\.sums)))
            }.sorted { ($0.service, $0.step) < ($1.service, $1.step) }
        }
        var units: [Unit] = []
        let city = try reader.part(City.self)
        for unit in city.organisation.units where isGroup(unit.key) {
            let own = rows.filter { $0.unit == unit.key }
            guard !own.isEmpty else { continue }
            units.append(Unit(name: unit.name[language], steps: try steps(own), sums: Workload.sum(own.map(\.sums))))
        }
        let small = rows.filter { !isGroup($0.unit) }
        let together = small.reduce(into: Set<String>()) { $0.formUnion(people[$1.unit] ?? []) }
        withholds = !small.isEmpty && together.count < Workload.smallestGroup
        if !small.isEmpty, !withholds {
            units.append(Unit(name: nil, steps: try steps(small), sums: Workload.sum(small.map(\.sums))))
        }
        self.units = units
        total = withholds ? nil : Workload.sum(rows.map(\.sums))
    }

    private static func sum(_ parts: [Sums]) -> Sums { parts.reduce(into: Sums()) { $0.add($1) } }

    private static func rows(_ units: Set<String>, _ caller: Caller, in reader: Reader) throws -> [Row] {
        let today = reader.now.date()
        let sunday = today.adding(days: 7 - today.weekday.rawValue)
        return try reader.all(
            """
            SELECT t.unit, p.slug, t.element, MAX(p.service_hash) AS hash, COUNT(*) AS open,
                   SUM(CASE WHEN t.claimed_by IS NULL THEN 1 ELSE 0 END) AS free,
                   SUM(CASE WHEN t.due >= \(today) AND t.due <= \(sunday) THEN 1 ELSE 0 END) AS week,
                   SUM(CASE WHEN t.due < \(today) THEN 1 ELSE 0 END) AS late, MIN(t.opened_at) AS oldest
            FROM procedures_tasks t JOIN procedures p ON p.id = t.procedure
            WHERE t.ended_at IS NULL AND t.audience = 'staff' AND t.unit IN \(list: units) AND
            """ + " " + Visibility.of(caller, columns: "t")
                + " GROUP BY t.unit, p.slug, t.element ORDER BY t.unit, p.slug, t.element")
    }
}
