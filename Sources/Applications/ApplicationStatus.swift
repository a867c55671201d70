import Accesses
import Catalogue
import Folders
import Kernel
import Mandates
import Notices
import Procedures
import Store
import Web

/// Where an application stands, for its applicant: read from the case, its dates and its notices.
struct ApplicationStatus: Sendable {
    let procedure: Procedure
    let words: ServiceWords
    /// Words of the versions that the case has left, the last one first, each with the moment at which it did.
    let former: [(words: ServiceWords, until: Instant)]
    let events: [StoredEvent]
    /// Dates that concern the applicant, in order.
    let deadlines: [CaseDeadline]
    let notices: [Notice]
    /// What waits for the applicant.
    let tasks: [WorkItem]
    /// What staff asked for beside the process of the service, oldest first.
    let requests: [ApplicantRequest]
    let objections: [Objection]
    /// What the applicant can object to, and until when.
    let objectionable: (template: String, deadline: CaseDeadline?)?
    let sent: SentApplication?
    /// What can be applied for on top of it: its renewal, a change.
    let offers: [FollowUpOffer]
    let today: LocalDate
    /// The reader is the applicant, by account or by code; the office that reads along may not act for them here.
    let isApplicant: Bool
    /// It belongs to a company, whose people have no mailbox together.
    let isCompany: Bool

    /// Throws `ProcedureFault.notFound` where the caller may not see it.
    static func load(_ request: Request, _ caller: Caller) async throws -> ApplicationStatus {
        guard let id = ID<Procedure>(checking: request.parameter("id")) else { throw ProcedureFault.notFound }
        let language = request.language
        let unit = try await request.read { try $0.procedure(id, visibleTo: caller) }.unit
        try await request.noteAccess(to: id, for: "applications.show", unit: unit)
        return try await request.read { try read(id, caller, language: language, in: $0) }
    }

    /// The same for a reader of the database. Throws `ProcedureFault.notFound` where the caller may not see it.
    static func read(_ id: ID<Procedure>, _ caller: Caller, language: Language, in reader: Reader) throws -> ApplicationStatus {
        let now = reader.now
        let procedure = try reader.procedure(id, visibleTo: caller)
        let service = try reader.part(CatalogueShelf.self).pinned(procedure.serviceHash, in: reader)
        let city = try reader.part(City.self)
        let words = ServiceWords(service, city: city, language: language, now: now)
        let events = try reader.events(of: id)
        let former = try CaseVersions(service, events: events, in: reader).former.map { former in
            (words: ServiceWords(former.version, city: city, language: language, now: now), until: former.until)
        }
        return ApplicationStatus(
            procedure: procedure, words: words, former: former, events: events,
            deadlines: try reader.deadlines(of: id).filter { $0.audience != "staff" },
            notices: try reader.notices(of: id, visibleTo: caller),
            tasks: try reader.openTasks(of: id, visibleTo: caller).filter {
                $0.audience == .applicant && PlatformStep(rawValue: $0.element) == nil
            }, requests: try reader.requests(of: id),
            objections: try reader.objections(of: id),
            objectionable: try reader.objectionable(id).map { (template: $0.template, deadline: $0.deadline) },
            sent: try reader.sentApplication(id), offers: try reader.followUps(of: procedure, for: caller), today: now.date(),
            // Some people of a company only look.
            isApplicant: try caller.isApplicant(of: procedure) && reader.mandate(at: procedure, of: caller)?.mayAct ?? true,
            isCompany: try procedure.owner.map { try reader.isCompany($0) } ?? false)
    }

    /// The same for the pages on which the applicant acts. To everybody else they do not exist, even to those who read the case.
    static func loadOwn(_ request: Request, _ caller: Caller) async throws -> ApplicationStatus {
        let status = try await load(request, caller)
        guard status.isApplicant else { throw ProcedureFault.notFound }
        return status
    }

    private var language: Language { words.language }
    private func say(_ key: String, _ values: [String: String] = [:]) -> String { Texts.shared(key, language, values) }

    /// Changes with whatever a page shows of it.
    var mark: String {
        let papers = notices.map { "\($0.id) \($0.document ?? "")" }
        let parts =
            [procedure.state.rawValue, String(events.count), today.description] + tasks.map(\.id.text) + papers
            + offers.map(\.kind.rawValue)
        return String(Digest(of: parts.joined(separator: "\n")).hex.prefix(16))
    }

    var canBeWithdrawn: Bool {
        !procedure.state.isOver && procedure.outcome == nil && words.service.folder.about.withdrawal == .untilDecided
    }

    var stateText: String { say("applications.state.\(procedure.state.rawValue)") }
    var outcomeText: String? { procedure.outcome.map { say("applications.outcome.\($0.rawValue)") } }

    /// The next date that matters, and why it is that day.
    var next: (date: LocalDate, name: String, why: String)? {
        guard !procedure.state.isOver, let next = deadlines.first(where: { $0.date >= today }) else { return nil }
        return (next.date, name(next), next.why[language])
    }

    func name(_ deadline: CaseDeadline) -> String {
        guard deadline.name.hasPrefix("platform:") else { return words("deadlines.\(deadline.name)") }
        return say("applications.step.\(deadline.name.split(separator: ":")[1])")
    }

    /// What a notice or letter is called, by its template, in the words of the day on which it was issued.
    func title(of template: String, at moment: Instant? = nil) -> String {
        Notice.title(ofLetter: template, language) ?? text("notices.\(template).title", at: moment) ?? template
    }

    /// In plain words what it is about.
    func explanation(of template: String, at moment: Instant? = nil) -> String? {
        Notice.explanation(ofLetter: template, language) ?? text("notices.\(template).explained", at: moment)
    }

    /// The words of the version by which the case went at a moment; where that one says nothing, those of another.
    private func text(_ key: String, at moment: Instant?) -> String? {
        // The last of the versions left, counted backwards, that it had not left yet.
        let then = moment.flatMap { moment in former.last { moment < $0.until } }
        return then?.words.text(key) ?? words.text(key) ?? former.lazy.compactMap { $0.words.text(key) }.first
    }

    // MARK: The timeline

    struct Entry: Sendable {
        let at: Instant
        let kind: String
        let text: String
        var detail: String?
        var due: LocalDate?
    }

    /// What happened and which dates follow from it, oldest first.
    var timeline: [Entry] {
        var entries = events.compactMap { entry($0) }
        entries += deadlines.map {
            Entry(at: $0.startedAt, kind: "deadline", text: name($0), detail: $0.why[language], due: $0.date)
        }
        return entries.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    private func entry(_ event: StoredEvent) -> Entry? {
        func entry(_ kind: String, _ text: String, _ detail: String? = nil) -> Entry {
            Entry(at: event.at, kind: kind, text: text, detail: detail)
        }
        let element = event.payload["element"]?.string ?? ""
        switch event.name {
        case ProcedureOpened.name: return entry("received", say("applications.event.received"), arrival(event))
        case TaskOpened.name:
            guard let text = text("tasks.\(element)", at: event.at) else { return nil }
            return entry(isForApplicant(element) ? "request" : "review", text)
        case ActPerformed.name where event.payload["actor"]?.string == "applicant":
            return entry(
                "supplied",
                text("acts.\(event.payload["act"]?.string ?? "").label", at: event.at) ?? say("applications.event.supplied"),
                arrival(event))
        case NoticeIssued.name:
            let template = event.payload["template"]?.string ?? ""
            return entry("notice", title(of: template, at: event.at), explanation(of: template, at: event.at))
        case ProcedureDecided.name:
            return entry("decided", say("applications.outcome.\(event.payload["outcome"]?.string ?? "")"))
        case DatesMoved.name:
            guard let day = event.payload["day"]?.string.flatMap({ LocalDate($0) }) else { return nil }
            return entry("posted", say("applications.event.posted", ["day": Written.longDate(day, language)]))
        case ProcedureWithdrawn.name: return entry("withdrawn", say("applications.event.withdrawn"), arrival(event))
        case HolderReminded.name: return entry("reminded", say("applications.event.reminded-end"))
        case ProcedureClosed.name: return entry("closed", say("applications.event.closed"))
        default: return platformEntry(event)
        }
    }

    private func isForApplicant(_ element: String) -> Bool {
        let versions = [words] + former.map(\.words)
        return versions.contains { $0.service.folder.tasks[element]?.candidates == "applicant" }
    }

    /// As the interface gives it.
    var json: JSON {
        [
            "id": .string(procedure.id.text), "reference": .string(procedure.reference), "service": .string(procedure.slug),
            "received": .string(procedure.receivedAt.description), "state": .string(procedure.state.rawValue),
            "outcome": procedure.outcome.map { .string($0.rawValue) } ?? .null,
            "timeline": .array(
                timeline.map { entry in
                    [
                        "at": .string(entry.at.description), "kind": .string(entry.kind), "text": .string(entry.text),
                        "due": entry.due.map { .string($0.description) } ?? .null,
                    ]
                }),
        ]
    }
}
