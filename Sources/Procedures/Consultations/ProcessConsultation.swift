import BPMN
import Calendar
import Catalogue
import Documents
import FEEL
import Folders
import Kernel
import Notices
import Store

/// A process asks another office by the service task `procedures.consult` and waits at it until the office has answered, its deadline
/// has passed, or nobody wants the answer any more. What comes of it is the task's answer:
///
///     {"stance": "agrees" | "conditions" | "objects" | "none", "opinion": "…" | null, "silent": …, "consents": …}
///
/// `consents` is true where the office has nothing against it, and where its silence counts as consent (service.json, `silence`).
struct ConsultByProcess: Action {
    static let name = "procedures.consult-by-process"
    static let audience: Audience = .system
    let procedure: ID<Procedure>
    let token: Int
    let consultation: String
    /// The deadline that the service names for it, with its explanation.
    let deadline: Deadline?

    func perform(in transaction: Transaction) throws {
        let run = try CaseRun(reading: procedure, in: transaction)
        guard let about = run.service.folder.about.consultations[consultation] else {
            throw ProcedureFault.unreadable("the service declares no consultation \(consultation)")
        }
        guard !about.isExternal, let unit = run.city.unit(forRole: about.unit) else {
            throw ProcedureFault.unreadable("no unit of the city can be asked for \(consultation)")
        }
        guard let deadline else { throw ProcedureFault.unreadable("the deadline \(about.due) has no date") }
        let id = ID<OfficeConsultation>(at: transaction.now)
        let task = try CaseTasks.open(.consultation, for: .office, in: unit, due: deadline.date, of: run, transaction)
        let shares = about.shares.flatMap { field -> [String] in
            switch run.process.variables["answers"]?[field] {
            case .string(let document)? where run.service.folder.form.field(field)?.type == .file: [document]
            case .array(let documents)? where run.service.folder.form.field(field)?.type == .file:
                documents.compactMap(\.string)
            default: []
            }
        }
        let question =
            run.service.folder.texts.text("consultations.\(consultation).question", .de) ?? about.purpose.norm
        try transaction.run(
            """
            INSERT INTO procedures_consultations (id, procedure, unit, question, shares, asked_by, asked_at, due, deadline, task, token, name)
            VALUES (\(id), \(procedure), \(unit), \(question), \(JSON.array(shares.map { .string($0) })), \(OfficeConsultation.process),
                    \(transaction.now), \(deadline.date), \(try JSON(encoding: deadline)), \(task), \(token), \(consultation))
            """)
        try ConsultationSilence.plan(id, procedure, after: deadline.date, unit: run.facts.unit, in: transaction)
        transaction.audit(
            "procedure", procedure, unit: run.facts.unit,
            detail: ["consulted": .string(unit), "consultation": .string(consultation)])
        try transaction.emit(
            OfficeConsulted(procedure: procedure.text, consultation: id.text, unit: unit, due: deadline.date.description),
            subject: procedure)
    }
}

extension OfficeConsultation {
    /// Who has asked, where no person did.
    static let process = "process"

    /// What the service task that asked gets as its answer.
    fileprivate func answer(_ service: Service) -> JSON {
        let isSilent = ending == .silent
        let consents =
            isSilent
            ? name.flatMap { service.folder.about.consultations[$0]?.silence } == .consent
            : stance == .agrees || stance == .conditions
        return [
            "stance": .string((stance ?? Stance.none).rawValue), "opinion": opinion.map { .string($0) } ?? .null,
            "silent": .bool(isSilent), "consents": .bool(consents),
        ]
    }
}

extension CaseRun {
    /// A consultation is over: the process that waits for it goes on; otherwise the case is only stored.
    mutating func goOn(after id: ID<OfficeConsultation>, in transaction: Transaction) throws {
        let ended = try transaction.consultation(id)
        guard let token = ended.token else { return try keep(in: transaction) }
        try take(.serviceReturned(token: token, output: ended.answer(service)), in: transaction)
    }
}
