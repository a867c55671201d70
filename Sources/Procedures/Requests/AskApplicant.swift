import BPMN
import Calendar
import Catalogue
import FEEL
import Folders
public import Kernel
import Notices
public import Store

/// What asking an applicant does, whatever for: a letter, a day, a work item, a reminder and an end.
struct AskApplicant {
    let kind: ApplicantRequest.Kind
    let procedure: ID<Procedure>
    let items: [String]
    let fields: [String]
    let text: String
    let period: SetPeriod

    /// - Parameter issuer: the unit in whose name it asks, where another one than that of the case does.
    func perform(_ seen: Procedure, issuer: String? = nil, in transaction: Transaction) throws -> ID<ApplicantRequest> {
        var run = try CaseRun(procedure, in: transaction)
        let deadline = try period.deadline(run, in: transaction)
        var mistakes = Mistakes()
        if deadline.date <= transaction.now.date() { mistakes.add("date", "date-past") }
        for field in fields where run.service.folder.form.field(field)?.type != .file { mistakes.add("fields", "not-an-option") }
        try mistakes.check()
        if try transaction.requests(of: procedure).contains(where: { $0.isOpen && $0.kind == kind }) {
            throw ProcedureFault.alreadyAsked
        }
        let id = ID<ApplicantRequest>(at: transaction.now)
        let step: PlatformStep = kind == .documents ? .documents : .hearing
        let task = try CaseTasks.open(step, for: .applicant, in: seen.unit, due: deadline.date, of: run, transaction)
        try transaction.run(
            """
            INSERT INTO procedures_requests (id, procedure, kind, task, items, fields, text, asked_by, asked_at, due, deadline)
            VALUES (\(id), \(procedure), \(kind), \(task), \(JSON.array(items.map { .string($0) })),
                    \(JSON.array(fields.map { .string($0) })), \(text), \(transaction.caller.staff ?? transaction.caller.label),
                    \(transaction.now), \(deadline.date), \(try JSON(encoding: deadline)))
            """)
        let names = fields.map { run.service.folder.texts.text("fields.\($0).label", .de) ?? $0 }
        try run.write(
            kind.rawValue, kind: "request",
            values: [
                "items": .list((names + items).map { .string($0) }), "text": CaseRun.lines(text), "due": .date(deadline.date),
                "norm": .string(kind == .documents ? run.norms.cooperation : run.norms.hearing),
            ], issuer: issuer, in: transaction)
        try CaseDeadlines.set(step.rawValue, deadline, of: procedure, in: transaction)
        try RequestJobs.plan(id, procedure, due: deadline.date, unit: seen.unit, in: transaction)
        transaction.audit(
            "procedure", procedure, unit: seen.unit,
            detail: ["request": .string(id.text), "due": .string(deadline.date.description)])
        try transaction.emit(
            ApplicantAsked(
                procedure: procedure.text, request: id.text, kind: kind.rawValue, due: deadline.date.description),
            subject: procedure)
        try run.keep(in: transaction)
        return id
    }
}

/// Staff ask the applicant for documents, at whatever open work of theirs (§ 26 (2) VwVfG, §§ 90, 97 AO).
public struct RequestDocuments: Action {
    public static let name = "procedures.request-documents"
    public static let audience: Audience = .staff
    let ask: AskApplicant

    /// - Parameters:
    ///   - items: what is missing, one thing each. - fields: file fields of the application that are missing.
    public init(procedure: ID<Procedure>, items: [String], fields: [String], remark: String, period: SetPeriod) {
        ask = AskApplicant(
            kind: .documents, procedure: procedure, items: items, fields: fields, text: remark, period: period)
    }

    public func perform(in transaction: Transaction) throws -> ID<ApplicantRequest> {
        let seen = try CaseAccess.demand(RequestDocuments.name, at: ask.procedure, in: transaction)
        var mistakes = Mistakes()
        if ask.items.isEmpty, ask.fields.isEmpty { mistakes.add("items", "items-missing") }
        if ask.items.contains(where: { $0.count > 300 }) || ask.items.count > 20 { mistakes.add("items", "text-too-long") }
        if ask.text.count > 4000 { mistakes.add("remark", "text-too-long") }
        try mistakes.check()
        let open = try transaction.openTasks(of: ask.procedure, visibleTo: transaction.caller)
        guard open.contains(where: { $0.audience == .staff }) else { throw ProcedureFault.tooLate }
        return try ask.perform(seen, in: transaction)
    }
}

/// Staff hear the applicant before something is decided against them (§ 28 VwVfG, § 91 AO, § 24 SGB X; § 71 VwGO and § 367 (2) AO where
/// an objection would end worse than it began).
public struct HearApplicant: Action {
    public static let name = "procedures.hear"
    public static let audience: Audience = .staff
    let ask: AskApplicant

    /// - Parameter intended: what is intended, and on which facts.
    public init(procedure: ID<Procedure>, intended: String, period: SetPeriod) {
        ask = AskApplicant(kind: .hearing, procedure: procedure, items: [], fields: [], text: intended, period: period)
    }

    public func perform(in transaction: Transaction) throws -> ID<ApplicantRequest> {
        let (seen, authority) = try ObjectionAccess.either(
            HearApplicant.name, at: ask.procedure, by: transaction.caller, in: transaction)
        var mistakes = Mistakes()
        mistakes.need(ask.text, "intended", atLeast: 20)
        try mistakes.check()
        guard seen.state != .withdrawn else { throw ProcedureFault.tooLate }
        return try ask.perform(seen, issuer: authority, in: transaction)
    }
}

/// The applicant was asked for documents, or heard.
public struct ApplicantAsked: Event {
    public static let name = "procedures.applicant-asked"
    public let procedure: String
    public let request: String
    /// `documents` or `hearing`.
    public let kind: String
    public let due: String
}
