import BPMN
import Calendar
import Catalogue
import Documents
import FEEL
import Folders
public import Kernel
public import Store

/// The applicant answers a request, with files, with words, or both; staff enter what comes on paper. An answer after the day
/// counts as long as nothing has been decided, because the authority has to find out what is the case (§ 24 VwVfG, § 88 AO).
public struct AnswerRequest: Action {
    public static let name = "procedures.answer-request"
    public static let audience: Audience = [.account, .anonymous, .staff]
    let request: ID<ApplicantRequest>
    let text: String
    /// Uploads; with the file field of the application that they fill, or without.
    let files: [(field: String?, id: String)]
    let session: String?
    /// How it came, where staff enter it.
    let arrival: Arrival?

    public init(
        request: ID<ApplicantRequest>, text: String, files: [(field: String?, id: String)], session: String?,
        arrival: Arrival? = nil
    ) {
        self.request = request
        self.text = text
        self.files = files
        self.session = session
        self.arrival = arrival
    }

    public func perform(in transaction: Transaction) throws {
        let found = try transaction.request(request)
        let seen = try see(found, in: transaction)
        guard found.takesAnswer else { throw ProcedureFault.taskOver }
        guard seen.state != .withdrawn, found.isOpen || seen.decidedAt == nil else { throw ProcedureFault.tooLate }
        let isStaff = transaction.caller.staff != nil
        // Whether it came in time is judged by the day on which it came (§ 31 (1) VwVfG, § 130 (3) BGB), whoever typed it when.
        let day = (isStaff ? arrival?.day : nil) ?? transaction.now.date()
        var mistakes = Mistakes()
        if isStaff { arrival?.check(from: found.askedAt.date(), today: transaction.now.date(), &mistakes) }
        if files.isEmpty, text.allSatisfy(\.isWhitespace) { mistakes.add("text", "answer-missing") }
        if text.count > 10_000 { mistakes.add("text", "text-too-long") }
        try mistakes.check()
        var run = try CaseRun(found.procedure, in: transaction)
        try attach(found, &run, on: day, in: transaction)
        try RequestEnding.end(found, .answered, in: transaction)
        try transaction.run(
            "UPDATE procedures_requests SET answer = \(text), answered_at = \(transaction.now) WHERE id = \(request)")
        transaction.audit(
            "procedure", found.procedure, unit: seen.unit,
            detail: ["request": .string(request.text), "files": .number(Decimal128(files.count))])
        try transaction.emit(
            RequestAnswered(
                procedure: found.procedure.text, request: request.text, kind: found.kind.rawValue,
                late: found.due < day, channel: isStaff ? (arrival?.channel ?? .paper).rawValue : nil, day: isStaff ? day : nil,
                by: transaction.caller.staff), subject: found.procedure)
        try Resubmission.bringBack(found.procedure, in: transaction)
        try run.keep(in: transaction)
    }

    /// The applicant sees the work item, staff the procedure.
    private func see(_ found: ApplicantRequest, in transaction: Transaction) throws -> Procedure {
        if transaction.caller.staff != nil {
            return try CaseAccess.receive(AnswerRequest.name, at: found.procedure, in: transaction)
        }
        guard try transaction.task(found.task, visibleTo: transaction.caller).audience == .applicant else {
            throw ProcedureFault.notFound
        }
        return try transaction.procedure(found.procedure, visibleTo: transaction.caller)
    }

    /// Files become part of the case; those of a field of the application take its place, the former ones stay with the case.
    private func attach(_ found: ApplicantRequest, _ run: inout CaseRun, on day: LocalDate, in transaction: Transaction) throws {
        var answers = run.process.variables["answers"]?.object ?? [:]
        for file in files {
            let field = file.field.flatMap { found.fields.contains($0) ? run.service.folder.form.field($0) : nil }
            try transaction.perform(
                AttachDocument(
                    document: ID(file.id), session: session, subject: run.procedure, kind: "evidence", owner: run.facts.owner,
                    unit: run.facts.unit, confidential: field?.sensitive ?? false, retention: .years10))
            guard let field else { continue }
            answers[field.id] =
                field.multiple ? .array((answers[field.id]?.array ?? []) + [.string(file.id)]) : .string(file.id)
        }
        run.set("answers", .object(answers))
        let isComplete = run.happened.contains { $0.name == "complete" }
        if !isComplete, run.service.folder.missingEvidence(in: run.scope(at: transaction.now)).isEmpty {
            try run.happen("complete", on: day, in: transaction)
        }
    }
}

/// The applicant answered a request.
public struct RequestAnswered: Event {
    public static let name = "procedures.request-answered"
    public let procedure: String
    public let request: String
    public let kind: String
    /// After the day that was set.
    public let late: Bool
    /// How and on which day it came, and who entered it, where staff did.
    public var channel: String?
    public var day: LocalDate?
    public var by: String?
}

/// Staff take a request back.
public struct CancelRequest: Action {
    public static let name = "procedures.cancel-request"
    public static let audience: Audience = .staff
    let request: ID<ApplicantRequest>

    public init(request: ID<ApplicantRequest>) { self.request = request }

    public func perform(in transaction: Transaction) throws {
        let found = try transaction.request(request)
        let seen = try ObjectionAccess.demand(
            CancelRequest.name, at: found, by: transaction.caller, in: transaction)
        guard found.isOpen else { throw ProcedureFault.taskOver }
        var run = try CaseRun(found.procedure, in: transaction)
        try RequestEnding.end(found, .cancelled, in: transaction)
        try CaseMessages.send("request-cancelled", [:], key: "cancel:\(request)", run, in: transaction)
        transaction.audit("procedure", found.procedure, unit: seen.unit, detail: ["request": .string(request.text)])
        try transaction.emit(
            RequestCancelled(procedure: found.procedure.text, request: request.text, kind: found.kind.rawValue),
            subject: found.procedure)
        try run.keep(in: transaction)
    }
}

/// A request was taken back.
public struct RequestCancelled: Event {
    public static let name = "procedures.request-cancelled"
    public let procedure: String
    public let request: String
    public let kind: String
}
