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
    let at: Instant
    /// The units of whoever it was on that day; the unit of the record where that is no longer known.
    private let units: [LocalText]
    /// Text key of what it was for.
    private let key: String
    let action: String
    let reference: String
    let procedure: ID<Procedure>
    /// Somebody stood in for a colleague.
    let inPlace: Bool

    func unit(_ language: Language) -> String { units.map { $0[language] }.joined(separator: ", ") }
    /// An action of an older version that is no more keeps a general sentence.
    func purpose(_ language: Language) -> String {
        Texts.shared(Texts.shared.has(key) ? key : "disclosures.purpose.other", language)
    }

    func json(_ language: Language) -> JSON {
        [
            "at": .string(at.description), "unit": .string(unit(language)), "action": .string(action),
            "purpose": .string(purpose(language)), "application": .string(reference),
        ]
    }

    /// The newest cases of an account are looked through; who has more asks for a single one.
    private static let mostCases = 200

    /// What the staff looked at and did, the newest first.
    ///
    /// - Parameters:
    ///   - only: one of one's cases.
    ///   - before: the moment before which the page begins.
    static func read(
        of account: String, only: ID<Procedure>? = nil, before: Instant? = nil, limit: Int, in reader: Reader
    ) throws -> [AccessEntry] {
        let own = try Applications.cases(of: account, limit: mostCases, in: reader).filter { only == nil || $0.id == only }
        guard !own.isEmpty else { return [] }
        let caller = Caller(.account(account))
        var records: [String: Procedure] = [:]
        for procedure in own {
            records[procedure.id.text] = procedure
            for document in try reader.documents(of: procedure.id, visibleTo: caller) { records[document.id.text] = procedure }
            for notice in try reader.notices(of: procedure.id, visibleTo: caller) { records[notice.id.text] = procedure }
        }
        let house = try House(in: reader)
        let looks: [AccessEntry] = try reader.accesses(to: own.map(\.id.text)).compactMap { look in
            records[look.subject].map {
                AccessEntry(
                    at: look.at, units: house.units(of: look.staff, at: look.at, otherwise: $0.unit),
                    key: "disclosures.purpose.\(look.purpose)", action: look.purpose, reference: $0.reference,
                    procedure: $0.id, inPlace: look.inPlaceOf != nil)
            }
        }
        let acts: [AccessEntry] = try Audit.access(to: Array(records.keys), of: account, byStaff: true, limit: 1000, in: reader)
            .filter {
                $0.action != NoteAccess.name
            }.compactMap { act in
                records[act.subject].map {
                    AccessEntry(
                        at: act.at, units: house.units(of: act.staff ?? "", at: act.at, otherwise: act.unit ?? $0.unit),
                        key: "actions.\(act.action)", action: act.action, reference: $0.reference, procedure: $0.id,
                        inPlace: false)
                }
            }
        let all = (looks + acts).sorted { $0.at > $1.at }
        guard let before else { return Array(all.prefix(limit)) }
        return Array(all.filter { $0.at < before }.prefix(limit))
    }
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
