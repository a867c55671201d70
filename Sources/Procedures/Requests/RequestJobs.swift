import Catalogue
import BPMN
import Calendar
import Delivery
import Folders
public import Kernel
public import Store

/// What happens by itself with a request: a reminder a week before its day, where there is that much time, and its end on the
/// day after.
enum RequestJobs {
    static let reminding = "procedures.remind-request"
    static let lapsing = "procedures.lapse-request"

    static let jobs = [
        JobKind(reminding) { job, store in
            try await store.perform(RemindApplicant(request: try request(job), isByHand: false), as: .system("procedures"))
        },
        JobKind(lapsing) { job, store in
            try await store.perform(LapseRequest(request: try request(job)), as: .system("procedures"))
        },
    ]

    private static func request(_ job: Job) throws -> ID<ApplicantRequest> {
        guard let id = job.payload["request"]?.string.flatMap({ ID<ApplicantRequest>(checking: $0) }) else {
            throw PermanentFailure("a job without its request")
        }
        return id
    }

    /// The day stands in the keys, so that an extended request gets new jobs; the old ones find that their day has moved.
    static func plan(
        _ id: ID<ApplicantRequest>, _ procedure: ID<Procedure>, due: LocalDate, unit: String, in transaction: Transaction
    ) throws {
        let payload: JSON = ["request": .string(id.text)]
        try transaction.enqueue(
            lapsing, key: "\(lapsing):\(id):\(due)", subject: procedure, payload: payload,
            at: Instant(startOf: due.adding(days: 1)), unit: unit)
        let reminder = due.adding(days: -7)
        guard reminder > transaction.now.date().adding(days: 2) else { return }
        try transaction.enqueue(
            reminding, key: "\(reminding):\(id):\(due)", subject: procedure, payload: payload,
            at: Instant(startOf: reminder).adding(seconds: 9 * 3600), unit: unit)
    }
}

/// Reminds the applicant of what they were asked for; by the clock once, by staff whenever it helps.
public struct RemindApplicant: Action {
    public static let name = "procedures.remind"
    public static let audience: Audience = [.staff, .system]
    let request: ID<ApplicantRequest>
    let isByHand: Bool

    public init(request: ID<ApplicantRequest>) { self.init(request: request, isByHand: true) }

    init(request: ID<ApplicantRequest>, isByHand: Bool) {
        self.request = request
        self.isByHand = isByHand
    }

    public func perform(in transaction: Transaction) throws {
        let found = try transaction.request(request)
        let seen = try ObjectionAccess.demand(
            RemindApplicant.name, at: found, by: transaction.caller, in: transaction)
        transaction.audit("procedure", found.procedure, unit: seen.unit, detail: ["request": .string(request.text)])
        guard found.isOpen else {
            if isByHand { throw ProcedureFault.taskOver }
            return
        }
        // Whoever was reminded by hand these days, or has got more time, is left alone by the clock.
        if !isByHand {
            if found.remindedAt.map({ $0 > transaction.now.adding(days: -5) }) ?? false { return }
            if found.due > transaction.now.date().adding(days: 8) { return }
        }
        let run = try CaseRun(reading: found.procedure, in: transaction)
        try CaseMessages.send(
            "reminder.\(found.kind.rawValue)", ["due": found.due], key: "remind:\(request):\(transaction.now)", run,
            in: transaction)
        try transaction.run("UPDATE procedures_requests SET reminded_at = \(transaction.now) WHERE id = \(request)")
        try transaction.emit(
            ApplicantReminded(procedure: found.procedure.text, request: request.text, kind: found.kind.rawValue),
            subject: found.procedure)
    }
}

/// The applicant was reminded.
public struct ApplicantReminded: Event {
    public static let name = "procedures.applicant-reminded"
    public let procedure: String
    public let request: String
    public let kind: String
}

/// The day of a request has passed without an answer: staff go on with what is there.
struct LapseRequest: Action {
    static let name = "procedures.lapse-request"
    static let audience: Audience = .system
    let request: ID<ApplicantRequest>

    func perform(in transaction: Transaction) throws {
        let found = try transaction.request(request)
        var run = try CaseRun(found.procedure, in: transaction)
        transaction.audit("procedure", found.procedure, unit: run.facts.unit, detail: ["request": .string(request.text)])
        guard found.isOpen, found.due < transaction.now.date() else { return }
        try RequestEnding.end(found, .lapsed, in: transaction)
        try transaction.emit(
            RequestLapsed(procedure: found.procedure.text, request: request.text, kind: found.kind.rawValue),
            subject: found.procedure)
        try run.keep(in: transaction)
    }
}

/// The applicant did not answer in time.
public struct RequestLapsed: Event {
    public static let name = "procedures.request-lapsed"
    public let procedure: String
    public let request: String
    public let kind: String
}

/// How requests end.
enum RequestEnding {
    static func end(_ request: ApplicantRequest, _ ending: ApplicantRequest.Ending, in transaction: Transaction) throws {
        try transaction.run(
            "UPDATE procedures_requests SET ending = \(ending), ended_at = \(transaction.now) WHERE id = \(request.id)")
        try CaseTasks.end(request.task, ending.rawValue, in: transaction)
        try CaseDeadlines.remove(request.step.rawValue, of: request.procedure, in: transaction)
    }

    /// Nothing is asked for any more: it was decided, or the application was taken back.
    static func overtake(_ procedure: ID<Procedure>, in transaction: Transaction) throws {
        for request in try transaction.requests(of: procedure) where request.isOpen {
            try end(request, .overtaken, in: transaction)
        }
    }
}

extension CaseMessages {
    /// Sends the applicant one of the platform's short messages, in their language.
    static func send(
        _ name: String, _ dates: [String: LocalDate], words: [String: String] = [:], key: String, _ run: CaseRun,
        in transaction: Transaction
    ) throws {
        let language = run.facts.language
        var values = dates.mapValues { TemplateFormat.date($0, language == .en ? .en : .de) }
        values.merge(words) { $1 }
        values["reference"] = run.facts.reference
        values["service"] = run.service.title(language)
        let facts = run.facts
        _ = try transaction.perform(
            SendMessage(
                procedure: run.procedure, reference: facts.reference, key: key,
                title: Texts.shared("procedures.message.\(name).subject", language, values),
                body: Texts.shared("procedures.message.\(name).body", language, values),
                to: Addressee(
                    account: facts.owner, email: facts.email, lines: [facts.applicant] + facts.address, language: language),
                unit: facts.unit, confidential: facts.confidential))
    }
}

extension CaseDeadlines {
    /// Sets a date that belongs to no deadline of the service; everybody sees it.
    static func set(_ name: String, _ deadline: Deadline, of procedure: ID<Procedure>, in transaction: Transaction) throws {
        let why = try JSON(encoding: deadline.why)
        try transaction.run(
            """
            INSERT INTO procedures_deadlines (procedure, name, date, why, audience, started_at)
            VALUES (\(procedure), \(name), \(deadline.date), \(why), 'everyone', \(transaction.now))
            ON CONFLICT (procedure, name) DO UPDATE SET date = \(deadline.date), why = \(why), started_at = \(transaction.now)
            """)
    }

    static func remove(_ name: String, of procedure: ID<Procedure>, in transaction: Transaction) throws {
        try transaction.run("DELETE FROM procedures_deadlines WHERE procedure = \(procedure) AND name = \(name)")
    }
}
