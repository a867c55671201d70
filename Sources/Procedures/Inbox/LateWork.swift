import BPMN
import Catalogue
import Folders
import Kernel
import Store
import Web

/// An open step whose day is over, whoever it waits for.
struct LateRow: Codable, Sendable {
    let id: ID<WorkItem>
    let procedure: ID<Procedure>
    let element: String
    let audience: WorkItem.Audience
    let unit: String
    let due: LocalDate
    let openedAt: Instant
    let claimedBy: String?
    let reference: String
    let applicant: String
    let serviceHash: String
}

extension Reader {
    /// What is late in units, longest first, after a key.
    func late(in units: Set<String>, visibleTo caller: Caller, after: InboxKey? = nil, limit: Int) throws -> [LateRow] {
        var conditions: [SQL] = ["t.unit IN \(list: units)", "t.due < \(now.date())"]
        if let after { conditions.append("(t.due > \(after.day) OR (t.due = \(after.day) AND t.id > \(after.id)))") }
        return try all(
            """
            SELECT t.id, t.procedure, t.element, t.audience, t.unit, t.due, t.opened_at, t.claimed_by, p.reference, p.applicant,
                   p.service_hash
            FROM procedures_tasks t CROSS JOIN procedures p WHERE p.id = t.procedure AND t.ended_at IS NULL AND t.due IS NOT NULL AND
            """ + " " + SQL.all(conditions) + " AND " + Visibility.of(caller, columns: "t")
                + " ORDER BY t.due, t.id LIMIT \(limit)")
    }
}

/// What is late and why, in a reader's words: which step, since when, by which deadline, and who is to act.
struct LateView: Sendable {
    struct Line: Sendable {
        let row: LateRow
        let days: Int
        let service: String
        let step: String
        /// The deadline's name and the sentence that explains its day; nil where the day is not that of a deadline.
        let deadline: (name: String, why: String)?
        let waitsFor: Waiting
    }

    enum Waiting: Sendable {
        case applicant
        case office(unit: String)
        /// Nobody of the unit has taken it.
        case unit(String)
        case person(String, awayUntil: LocalDate?)
    }

    let lines: [Line]
    let next: String?
    let units: [Choice]

    init(unit: String?, _ caller: Caller, _ language: Language, after: String?, limit: Int, in reader: Reader) throws {
        let overseen = caller.units(with: LatePages.permission)
        let chosen = unit.map { overseen.intersection([$0]) } ?? overseen
        let rows = try reader.late(in: chosen, visibleTo: caller, after: after.flatMap { InboxKey($0) }, limit: limit + 1)
        let words = try LateWords(language, in: reader)
        lines = try rows.prefix(limit).map { try words.line($0, in: reader) }
        next = rows.count > limit ? lines.last.map { InboxKey(day: $0.row.due.description, id: $0.row.id.text).text } : nil
        units = words.units.filter { overseen.contains($0.key) }.map { Choice($0.key, $0.value) }.sorted { $0.label < $1.label }
    }
}

/// Words that the lines of a page share.
private final class LateWords {
    // One page's lines are made one after the other; what they share is looked up once.
    let language: Language
    let today: LocalDate
    let units: [String: String]
    private let shelf: CatalogueShelf
    private let names: StaffNames
    private let colleagues: Colleagues
    private var away: [String: [String: LocalDate]] = [:]

    init(_ language: Language, in reader: Reader) throws {
        self.language = language
        today = reader.now.date()
        shelf = try reader.part(CatalogueShelf.self)
        names = try reader.part(StaffNames.self)
        colleagues = try reader.part(Colleagues.self)
        units = Dictionary(
            try reader.part(City.self).organisation.units.map { ($0.key, $0.name[language]) }, uniquingKeysWith: { $1 })
    }

    func line(_ row: LateRow, in reader: Reader) throws -> LateView.Line {
        let service = try shelf.pinned(row.serviceHash, in: reader)
        let folder = service.folder
        let step =
            PlatformStep.words(row.element, language) ?? folder.texts.text("staff.tasks.\(row.element)", language) ?? folder
            .process.node(row.element)?.name ?? row.element
        let deadline = try reader.deadlines(of: row.procedure).first { $0.date == row.due }
        return LateView.Line(
            row: row, days: today.epochDay - row.due.epochDay, service: service.title(language), step: step,
            deadline: deadline.map {
                (folder.texts.text("deadlines.\($0.name)", language) ?? $0.name, $0.why[language])
            }, waitsFor: try waiting(row, in: reader))
    }

    private func waiting(_ row: LateRow, in reader: Reader) throws -> LateView.Waiting {
        let unit = units[row.unit] ?? row.unit
        switch row.audience {
        case .applicant: return .applicant
        case .office: return .office(unit: unit)
        case .staff:
            guard let holder = row.claimedBy else { return .unit(unit) }
            if away[row.unit] == nil {
                let workers = try colleagues.workers(in: row.unit, reader)
                away[row.unit] = Dictionary(
                    workers.compactMap { worker in worker.awayUntil.map { (worker.id, $0) } }, uniquingKeysWith: { $1 })
            }
            return .person(try names.name(of: holder, in: reader), awayUntil: away[row.unit]?[holder])
        }
    }
}
