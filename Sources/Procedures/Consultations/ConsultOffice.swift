import BPMN
import Catalogue
import FEEL
import Notices
import Web
import Delivery
import Calendar
import Documents
import Folders
public import Kernel
public import Store

/// Staff ask another office for its opinion.
public struct ConsultOffice: Action {
    public static let name = "procedures.consult"
    public static let audience: Audience = .staff
    let procedure: ID<Procedure>
    let unit: String
    let question: String
    let documents: [String]
    let period: SetPeriod

    /// - Parameters:
    ///   - unit: which is asked, by its key. - documents: those that it may read; the answers of the application it sees anyway.
    public init(procedure: ID<Procedure>, unit: String, question: String, documents: [String], period: SetPeriod) {
        self.procedure = procedure
        self.unit = unit
        self.question = question
        self.documents = documents
        self.period = period
    }

    public func perform(in transaction: Transaction) throws -> ID<OfficeConsultation> {
        let seen = try CaseAccess.demand(ConsultOffice.name, at: procedure, in: transaction)
        var run = try CaseRun(procedure, in: transaction)
        // A period within the administration begins with the question itself.
        let deadline = try period.inner(run, in: transaction)
        try check(seen, run, deadline, in: transaction)
        let id = ID<OfficeConsultation>(at: transaction.now)
        let task = try CaseTasks.open(.consultation, for: .office, in: unit, due: deadline.date, of: run, transaction)
        try transaction.run(
            """
            INSERT INTO procedures_consultations (id, procedure, unit, question, shares, asked_by, asked_at, due, deadline, task)
            VALUES (\(id), \(procedure), \(unit), \(question), \(JSON.array(documents.map { .string($0) })),
                    \(transaction.caller.staff ?? transaction.caller.label), \(transaction.now), \(deadline.date),
                    \(try JSON(encoding: deadline)), \(task))
            """)
        try ConsultationSilence.plan(id, procedure, after: deadline.date, unit: seen.unit, in: transaction)
        transaction.audit(
            "procedure", procedure, unit: seen.unit,
            detail: ["consulted": .string(unit), "documents": .array(documents.map { .string($0) })])
        try transaction.emit(
            OfficeConsulted(procedure: procedure.text, consultation: id.text, unit: unit, due: deadline.date.description),
            subject: procedure)
        try run.keep(in: transaction)
        return id
    }

    private func check(_ seen: Procedure, _ run: CaseRun, _ deadline: Deadline, in transaction: Transaction) throws {
        var mistakes = Mistakes()
        mistakes.need(question, "question", atLeast: 10)
        if run.city.organisation.unit(unit) == nil || unit == seen.unit { mistakes.add("unit", "not-an-option") }
        let known = try transaction.documents(of: procedure, visibleTo: transaction.caller).filter { !$0.isInternal }
        if !Set(documents).isSubset(of: known.map(\.id.text)) { mistakes.add("documents", "not-an-option") }
        if deadline.date <= transaction.now.date() { mistakes.add("date", "date-past") }
        try mistakes.check()
        guard !seen.state.isOver else { throw ProcedureFault.tooLate }
        if try transaction.consultations(of: procedure).contains(where: { $0.ending == nil && $0.unit == unit }) {
            throw ProcedureFault.alreadyAsked
        }
    }
}

extension SetPeriod {
    /// The last day where nothing has to be notified first.
    func inner(_ run: CaseRun, in reader: Reader) throws -> Deadline {
        switch self {
        case .period(let period):
            try Deadline.compute(from: .event(reader.now.date()), period: period, law: run.law, region: run.city.region)
        case .day: try deadline(run, in: reader)
        }
    }
}

/// Another office was asked.
public struct OfficeConsulted: Event {
    public static let name = "procedures.office-consulted"
    public let procedure: String
    public let consultation: String
    public let unit: String
    public let due: String
}

/// The office that was asked gives its opinion; with that it sees the procedure no more.
public struct GiveOpinion: Action {
    public static let name = "procedures.give-opinion"
    public static let audience: Audience = .staff
    let consultation: ID<OfficeConsultation>
    let stance: String
    let opinion: String
    let file: String?
    let session: String?

    /// - Parameter file: an upload that becomes part of the case, for the authority only.
    public init(consultation: ID<OfficeConsultation>, stance: String, opinion: String, file: String?, session: String?) {
        self.consultation = consultation
        self.stance = stance
        self.opinion = opinion
        self.file = file
        self.session = session
    }

    public func perform(in transaction: Transaction) throws {
        let found = try transaction.consultation(consultation)
        // Seen is the work item of one's own unit; the procedure may belong to another.
        let item = try transaction.task(found.task, visibleTo: transaction.caller)
        guard transaction.caller.may(GiveOpinion.name, in: found.unit) else { throw StoreFault.forbidden(GiveOpinion.name) }
        guard item.endedAt == nil, found.ending == nil else { throw ProcedureFault.taskOver }
        var mistakes = Mistakes()
        let stance = OfficeConsultation.Stance(rawValue: stance)
        if stance == nil { mistakes.add("stance", "text-missing") }
        mistakes.need(opinion, "opinion", atLeast: 5, atMost: 20_000)
        try mistakes.check()
        var run = try CaseRun(found.procedure, in: transaction)
        if let file {
            try transaction.perform(
                AttachDocument(
                    document: ID(file), session: session, subject: found.procedure, kind: "opinion", owner: nil,
                    unit: run.facts.unit, confidential: run.facts.confidential, retention: .years10, isInternal: true))
        }
        try transaction.run(
            """
            UPDATE procedures_consultations SET stance = \(stance), opinion = \(opinion), document = \(file),
                answered_by = \(transaction.caller.staff), answered_at = \(transaction.now), ending = \(OfficeConsultation.Ending.answered)
            WHERE id = \(consultation)
            """)
        try CaseTasks.end(found.task, "completed", in: transaction)
        try Resubmission.bringBack(found.procedure, in: transaction)
        transaction.audit(
            "procedure", found.procedure, unit: run.facts.unit,
            detail: ["consultation": .string(consultation.text), "stance": stance.map { .string($0.rawValue) } ?? .null])
        try transaction.emit(
            OpinionGiven(procedure: found.procedure.text, consultation: consultation.text, unit: found.unit),
            subject: found.procedure)
        try run.goOn(after: consultation, in: transaction)
    }
}

/// An office gave its opinion.
public struct OpinionGiven: Event {
    public static let name = "procedures.opinion-given"
    public let procedure: String
    public let consultation: String
    public let unit: String
}

/// Staff do not need the opinion any more.
public struct EndConsultation: Action {
    public static let name = "procedures.end-consultation"
    public static let audience: Audience = .staff
    let consultation: ID<OfficeConsultation>

    public init(consultation: ID<OfficeConsultation>) { self.consultation = consultation }

    public func perform(in transaction: Transaction) throws {
        let found = try transaction.consultation(consultation)
        let seen = try CaseAccess.demand(EndConsultation.name, at: found.procedure, in: transaction)
        guard found.ending == nil else { throw ProcedureFault.taskOver }
        var run = try CaseRun(found.procedure, in: transaction)
        try ConsultationSilence.end(found, .ended, in: transaction)
        transaction.audit(
            "procedure", found.procedure, unit: seen.unit, detail: ["consultation": .string(consultation.text)])
        try run.goOn(after: consultation, in: transaction)
    }
}

/// How consultations end without an opinion.
enum ConsultationSilence {
    static let kind = "procedures.consultation-silent"

    static let job = JobKind(kind) { job, store in
        guard let id = job.payload["consultation"]?.string.flatMap({ ID<OfficeConsultation>(checking: $0) }) else {
            throw PermanentFailure("a job without its consultation")
        }
        try await store.perform(NoteSilence(consultation: id), as: .system("procedures"))
    }

    /// Plans that the day passes without an opinion.
    static func plan(
        _ id: ID<OfficeConsultation>, _ procedure: ID<Procedure>, after day: LocalDate, unit: String, in transaction: Transaction
    ) throws {
        try transaction.enqueue(
            kind, key: "\(kind):\(id)", subject: procedure, payload: ["consultation": .string(id.text)],
            at: Instant(startOf: day.adding(days: 1)), unit: unit)
    }

    static func end(_ found: OfficeConsultation, _ ending: OfficeConsultation.Ending, in transaction: Transaction) throws {
        try transaction.run("UPDATE procedures_consultations SET ending = \(ending) WHERE id = \(found.id)")
        try CaseTasks.end(found.task, ending.rawValue, in: transaction)
        try transaction.emit(
            ConsultationEnded(
                procedure: found.procedure.text, consultation: found.id.text, unit: found.unit, ending: ending.rawValue),
            subject: found.procedure)
    }

    /// Nobody is asked any more: it was decided, or the application was taken back. A process that waits for an answer says itself when
    /// it does not want it any more.
    static func overtake(_ procedure: ID<Procedure>, in transaction: Transaction) throws {
        for found in try transaction.consultations(of: procedure) where found.ending == nil && found.token == nil {
            try end(found, .ended, in: transaction)
        }
    }

    /// The process does not wait for an answer any more.
    static func cancel(token: Int, of procedure: ID<Procedure>, in transaction: Transaction) throws {
        for found in try transaction.consultations(of: procedure) where found.ending == nil && found.token == token {
            try end(found, .ended, in: transaction)
        }
    }
}

/// The day of a consultation has passed without an opinion. Where a person asked, nothing follows from that but that staff go on; a
/// process goes on as its service says.
struct NoteSilence: Action {
    static let name = "procedures.note-silence"
    static let audience: Audience = .system
    let consultation: ID<OfficeConsultation>

    func perform(in transaction: Transaction) throws {
        let found = try transaction.consultation(consultation)
        var run = try CaseRun(found.procedure, in: transaction)
        transaction.audit(
            "procedure", found.procedure, unit: run.facts.unit, detail: ["consultation": .string(consultation.text)])
        guard found.ending == nil else { return }
        try ConsultationSilence.end(found, .silent, in: transaction)
        try run.goOn(after: consultation, in: transaction)
    }
}

/// An office was silent, or is asked no more.
public struct ConsultationEnded: Event {
    public static let name = "procedures.consultation-ended"
    public let procedure: String
    public let consultation: String
    public let unit: String
    public let ending: String
}
