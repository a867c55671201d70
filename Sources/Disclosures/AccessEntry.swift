import Accesses
import Applications
import Audit
import Documents
import Folders
import Kernel
import Notices
import Organisation
import Procedures
import Store

/// One line of "who saw my data": a look, or an act.
struct AccessEntry: Sendable {
    let key: AccessKey
    /// The units of whoever it was on that day; the unit of the record where that is no longer known.
    private let units: [LocalText]
    /// Text key of what it was for.
    private let words: String
    let action: String
    let reference: String
    let procedure: ID<Procedure>
    /// Somebody stood in for a colleague.
    let inPlace: Bool

    var at: Instant { key.at }
    func unit(_ language: Language) -> String { units.map { $0[language] }.joined(separator: ", ") }
    /// An action of an older version that is no more keeps a general sentence.
    func purpose(_ language: Language) -> String {
        Texts.shared(Texts.shared.has(words) ? words : "disclosures.purpose.other", language)
    }

    func json(_ language: Language) -> JSON {
        [
            "at": .string(at.description), "unit": .string(unit(language)), "action": .string(action),
            "purpose": .string(purpose(language)), "application": .string(reference),
        ]
    }

    /// What the staff looked at and did in these cases, the newest first.
    ///
    /// - Parameter key: where the page before ended.
    static func read(
        _ records: AccessRecords, of account: String, before key: AccessKey? = nil, limit: Int, in reader: Reader
    ) throws -> [AccessEntry] {
        let house = try House(in: reader)
        let end = key.map { (at: $0.at, id: $0.id) }
        let looks = try reader.accesses(to: records.cases.map(\.id.text), before: end, limit: limit).compactMap { look in
            records[look.subject].map { procedure in
                AccessEntry(
                    key: AccessKey(at: look.at, id: look.id.text),
                    units: house.units(of: look.staff, at: look.at, otherwise: procedure.unit),
                    words: "disclosures.purpose.\(look.purpose)", action: look.purpose, reference: procedure.reference,
                    procedure: procedure.id, inPlace: look.inPlaceOf != nil)
            }
        }
        let acts = try Audit.access(
            to: records.subjects, of: account, byStaff: true, except: NoteAccess.name, before: end, limit: limit, in: reader
        ).compactMap { act in
            records[act.subject].map { procedure in
                AccessEntry(
                    key: AccessKey(at: act.at, id: act.id),
                    units: house.units(of: act.staff ?? "", at: act.at, otherwise: act.unit ?? procedure.unit),
                    words: "actions.\(act.action)", action: act.action, reference: procedure.reference,
                    procedure: procedure.id, inPlace: false)
            }
        }
        return Array((looks + acts).sorted { $1.key < $0.key }.prefix(limit))
    }

    /// All of it in all cases, for the copy.
    static func all(of account: String, in reader: Reader) throws -> [AccessEntry] {
        let (cases, size) = (try Applications.cases(of: account, in: reader), 500)
        var found: [AccessEntry] = []
        for start in stride(from: 0, to: cases.count, by: AccessRecords.mostCases) {
            let some = Array(cases[start..<min(start + AccessRecords.mostCases, cases.count)])
            let records = try AccessRecords(some, of: account, in: reader)
            var page: [AccessEntry] = []
            repeat {
                page = try read(records, of: account, before: page.last?.key, limit: size, in: reader)
                found += page
            } while page.count == size
        }
        return found.sorted { $1.key < $0.key }
    }
}

/// Where a line stands among the others: by moment, and by identifier within one.
struct AccessKey: Comparable, Sendable {
    let at: Instant
    let id: String

    init(at: Instant, id: String) { (self.at, self.id) = (at, id) }

    /// Reads what `text` writes.
    init?(_ text: String) {
        let parts = text.split(separator: ".")
        guard parts.count == 2, let at = Int64(parts[0]), let id = ID<AccessEntry>(checking: parts[1]) else { return nil }
        self.init(at: Instant(microseconds: at), id: id.text)
    }

    var text: String { "\(at.microseconds).\(id)" }

    static func < (left: AccessKey, right: AccessKey) -> Bool { (left.at, left.id) < (right.at, right.id) }
}

/// Cases of an account, and what belongs to them: their documents and notices are looked at and changed under names of their own.
struct AccessRecords: Sendable {
    /// So many are looked through at once; whoever has more asks for a single one.
    static let mostCases = 200

    let cases: [Procedure]
    private var byRecord: [String: Procedure]

    init(_ cases: [Procedure], of account: String, in reader: Reader) throws {
        self.cases = cases
        byRecord = Dictionary(cases.map { ($0.id.text, $0) }, uniquingKeysWith: { first, _ in first })
        let (caller, ids) = (Caller(.account(account)), cases.map(\.id.text))
        for document in try reader.documents(ofEach: ids, visibleTo: caller) {
            byRecord[document.id.text] = document.subject.flatMap { byRecord[$0] }
        }
        for notice in try reader.notices(ofEach: ids, visibleTo: caller) {
            byRecord[notice.id.text] = byRecord["\(notice.procedure)"]
        }
    }

    /// One of the account's cases, whatever its age; nil where it is none of theirs.
    static func only(_ id: ID<Procedure>, of account: String, in reader: Reader) throws -> AccessRecords? {
        let found: Procedure
        do { found = try reader.procedure(id, visibleTo: Caller(.account(account))) } catch ProcedureFault.notFound { return nil }
        return found.owner == account ? try AccessRecords([found], of: account, in: reader) : nil
    }

    var subjects: [String] { Array(byRecord.keys) }
    subscript(record: String) -> Procedure? { byRecord[record] }
}

/// Units by name, and who belonged to which.
private struct House {
    private let chart: OrganisationSnapshot?
    private let city: City

    init(in reader: Reader) throws {
        chart = try? Organisation.snapshot(in: reader)
        city = try reader.part(City.self)
    }

    func units(of staff: String, at moment: Instant, otherwise unit: String) -> [LocalText] {
        guard let chart else { return [LocalText(de: unit)] }
        let keys = chart.posts(heldBy: staff, on: moment.date()).compactMap { chart.posts[$0]?.unit }
        let named = Set(keys.isEmpty ? [unit] : keys).sorted().compactMap { chart.units[$0]?.name }
        return named.isEmpty ? [city.fullName] : named
    }
}
