import BPMN
import Calendar
import Catalogue
import Documents
import FEEL
import Folders
import Web
import Delivery
public import Kernel
public import Notices
public import Store

/// An objection of the applicant against a notice (Widerspruch, §§ 68 ff. VwGO; Einspruch, §§ 347 ff. AO). It goes to the office that decided,
/// which remedies what was wrong (§ 72 VwGO, § 367 (2) AO), or refuses. Where the city says that another unit decides on objections
/// (§ 73 (1) VwGO), the office that decided states its case and hands the objection there with the file; that unit may ask it again.
///
///     open ──▶ remedied        open ──(heard first, where it would end worse)──▶ refused        open ──▶ withdrawn
///       ╰──statement──▶ before the authority ──▶ remedied, refused, withdrawn       before the authority ──question──▶ open
public struct Objection: Codable, Sendable {
    public enum Ending: String, Codable, Sendable, SQLConvertible { case remedied, refused, withdrawn }

    public let id: ID<Objection>
    public let procedure: ID<Procedure>
    public let notice: String
    public let task: ID<WorkItem>
    /// The day on which it came in.
    public let receivedOn: LocalDate
    /// `online` or `paper`.
    public let channel: String
    public let reason: String
    /// Why it comes late, where it does.
    public let excuse: String
    /// The last day for it; nil where none is known.
    public let due: LocalDate?
    public let isLate: Bool
    public let at: Instant
    public let ending: Ending?
    public let endedAt: Instant?
    /// The unit before which it lies, where that is not the office that decided.
    public let authority: String?
    /// What the office that decided says to it.
    public let statement: String?
    /// What the authority asked that office last.
    public let question: String?
}

extension Reader {
    private static let columns: SQL =
        "id, procedure, notice, task, received_on, channel, reason, excuse, due, is_late, at, ending, ended_at, authority, statement, question"

    /// The objections in a procedure, oldest first. Whoever asks has asked whether the procedure is visible.
    public func objections(of procedure: ID<Procedure>) throws -> [Objection] {
        try all("SELECT " + Reader.columns + " FROM procedures_objections WHERE procedure = \(procedure) ORDER BY id")
    }

    func objection(_ id: ID<Objection>) throws -> Objection {
        let found: Objection? = try first("SELECT " + Reader.columns + " FROM procedures_objections WHERE id = \(id)")
        guard let found else { throw ProcedureFault.notFound }
        return found
    }

    /// The notice that an applicant can object to, and until when: the last that decides something and still has effect.
    public func objectionable(_ procedure: ID<Procedure>) throws -> (
        notice: ID<Notice>, template: String, deadline: CaseDeadline?
    )? {
        // Against the decision on an objection there is the court.
        guard let notice = try rulings(of: procedure).last(where: { $0.kind != "objection-refusal" }) else { return nil }
        return (notice.id, notice.template, try deadlines(of: procedure).first { $0.name == notice.remedy })
    }
}
