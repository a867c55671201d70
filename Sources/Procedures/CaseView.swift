import BPMN
import Catalogue
import Documents
import FEEL
import Folders
import Kernel
import Notices
import Store

/// Everything that the page of one procedure shows, read in one go.
struct CaseView: Sendable {
    let procedure: Procedure
    let service: Service
    let facts: CaseFacts
    /// Typed JSON of the names that expressions see.
    let context: JSON
    let tasks: [Task]
    let documents: [Document]
    let notices: [Notice]
    let decisions: [CaseDecision]
    let deadlines: [CaseDeadline]
    let events: [StoredEvent]
    let path: [PathStep]
    /// Notes of the staff; none for somebody who only works for another office.
    let notes: [Note]
    /// What the applicant was asked for beside the process.
    let requests: [ApplicantRequest]
    /// Other offices that were asked; for somebody of such an office only their own.
    let consultations: [OfficeConsultation]
    let objections: [Objection]
    /// The unit that decides on objections, where it is not the office that decided.
    let objectionAuthority: String?
    /// Acts that were put before a second person.
    let proposals: [Proposal]
    /// How it came from another office, if it can be sent back.
    let returnable: Forwarding?
    /// Deadlines of the service that can be prolonged.
    let extendable: [CaseDeadline]
    /// Whether another version of the service is in force by which the case could go on.
    let hasOtherVersion: Bool
    /// The versions by which it has gone.
    let versions: CaseVersions
    /// Offices to which it can be handed.
    let forwards: [ServiceHandling.Forward]
    /// Whether a notice has effect that could be annulled, or objected to.
    let hasRuling: Bool
    /// Names of units.
    let units: [String: LocalText]
    /// The norm on a missed period, by the service's procedural law.
    let restoration: String
    /// Names of members of staff that the page mentions.
    let names: [String: String]
    /// Members of events that name a person of the staff.
    static let personKeys = ["to", "from", "by", "inPlaceOf", "proposedBy", "confirmedBy", "confirmedInPlaceOf"]
    /// Whether the caller sees the procedure itself, and not only a work item of it.
    let isOwn: Bool
    /// Whether the caller may read fields of special categories (Art. 9 DSGVO).
    let seesSensitive: Bool

    /// An open work item, and what the caller may do with it.
    struct Task: Sendable {
        let item: WorkItem
        let claimedBy: String?
        let isMine: Bool
        let acts: [Act]
    }

    /// The case as the caller may see it. A member of another unit sees it while a work item of it waits for that unit.
    static func read(_ id: ID<Procedure>, _ caller: Caller, in reader: Reader) throws -> CaseView {
        let open = try reader.openTasks(of: id, visibleTo: caller)
        let seen = try reader.procedures(visibleTo: caller, where: "p.id = \(id)", limit: 1).first
        let objections = try reader.objections(of: id)
        // Before whose unit an objection lies, they see the file as whoever decided does.
        let authorities = caller.staff == nil ? [] : objections.compactMap { $0.ending == nil ? $0.authority : nil }
        let sees = seen != nil || authorities.contains { caller.units.contains($0) }
        guard let procedure = try seen ?? (open.isEmpty ? nil : reader.procedure(id, visibleTo: .system("procedures"))) else {
            throw ProcedureFault.notFound
        }
        let run = try CaseRun(reading: id, in: reader)
        let names = try reader.part(StaffNames.self)
        let notes = !sees ? [] : try reader.notes(of: id)
        let events = !sees ? [] : try reader.events(of: id)
        let requests = !sees ? [] : try reader.requests(of: id)
        let consultations = try reader.consultations(of: id).filter { sees || caller.units.contains($0.unit) }
        let proposals = try reader.proposals(of: id)
        let deadlines = try reader.deadlines(of: id)
        let notices = try reader.notices(of: id, visibleTo: caller)
        let decisions = try reader.decisions(of: id)
        let acting = events.flatMap { event in personKeys.compactMap { event.payload[$0]?.string } }
        let people = Set(
            notes.map(\.author) + requests.map(\.askedBy) + consultations.map(\.askedBy) + acting + proposals.map(\.person))
        return CaseView(
            procedure: procedure, service: run.service, facts: run.facts, context: run.context,
            tasks: try open.map { try task($0, run.service, names, caller, in: reader) },
            documents: try reader.documents(of: id, visibleTo: caller), notices: notices,
            decisions: decisions, deadlines: deadlines, events: events,
            path: try reader.path(of: id), notes: notes, requests: requests,
            consultations: consultations, objections: sees ? objections : [],
            objectionAuthority: ObjectionAccess.authority(of: procedure, in: run.city),
            proposals: proposals, returnable: seen == nil ? nil : try reader.returnable(procedure),
            extendable: seen == nil ? [] : reader.extendable(deadlines, run),
            hasOtherVersion: run.process.status == .running ? try reader.otherVersion(of: run) != nil : false,
            versions: try CaseVersions(run.service, decisions: decisions, events: events, in: reader),
            forwards: run.city.handling(of: procedure.slug).forwards.filter { $0.unit != procedure.unit },
            hasRuling: notices.contains(where: \.isRuling),
            units: Dictionary(run.city.organisation.units.map { ($0.key, $0.name) }, uniquingKeysWith: { $1 }),
            restoration: run.restoration,
            names: try Dictionary(
                people.map { ($0, try names.name(of: $0, in: reader)) }, uniquingKeysWith: { $1 }),
            isOwn: seen != nil,
            seesSensitive: caller.may(ProcessTask.name, in: procedure.unit) || caller.may(DecideTask.name, in: procedure.unit)
                // Before whose unit an objection lies, they read what is specially protected if they decide on it.
                || authorities.contains {
                    caller.may(RefuseObjection.name, in: $0) || caller.may(RemedyObjection.name, in: $0)
                })
    }

    private static func task(
        _ item: WorkItem, _ service: Service, _ names: StaffNames, _ caller: Caller, in reader: Reader
    ) throws -> Task {
        Task(
            item: item, claimedBy: try item.claimedBy.map { try names.name(of: $0, in: reader) },
            isMine: item.claimedBy != nil && item.claimedBy == caller.staff, acts: offered(item, service, caller))
    }

    /// The acts at a work item that this member of the staff may perform, in the order of the process.
    static func offered(_ item: WorkItem, _ service: Service, _ caller: Caller) -> [Act] {
        guard item.audience == .staff, item.endedAt == nil else { return [] }
        return item.acts.compactMap { service.folder.about.acts[$0] }.filter { act in
            let action = act.outcome == nil ? ProcessTask.name : DecideTask.name
            return act.by == .staff && caller.may(action, in: item.unit) && caller.may(act.permission ?? action, in: item.unit)
        }
    }

    /// The service's word for something, or the name itself.
    func text(_ key: String, _ language: Language, or name: String) -> String { text(key, language) ?? name }

    /// The service's word for something, of the version in which it was said; nil is the case's present one.
    func text(_ key: String, _ language: Language, in service: Service? = nil) -> String? {
        versions.word(service ?? self.service) { $0.folder.texts.text(key, language) }
    }

    /// What an element of the process is called, in the version in which the case was there; nil is the case's present one.
    func element(_ id: String, _ language: Language, in service: Service? = nil) -> String {
        versions.word(service ?? self.service) { $0.step(id, language) } ?? id
    }

    /// What a notice or letter is called, by its template.
    func title(of template: String, _ language: Language) -> String {
        Notice.title(ofLetter: template, language) ?? text("notices.\(template).title", language, or: template)
    }

    func deadline(_ name: String, _ language: Language) -> String {
        PlatformStep.words(name, language) ?? text("deadlines.\(name)", language, or: name)
    }

    /// Elements that a person takes for a step: what has a name in the process.
    func isStep(_ id: String) -> Bool { versions.all.contains { !($0.folder.process.node(id)?.name ?? "").isEmpty } }
}
