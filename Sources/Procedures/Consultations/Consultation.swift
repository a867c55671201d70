import BPMN
import Catalogue
import Documents
import FEEL
import Folders
import Notices
import Web
import Delivery
public import Calendar
public import Kernel
public import Store

/// Another office that is asked for its opinion on a procedure (§§ 4 ff. VwVfG, §§ 111 ff. AO). It sees what was shared with it, and only
/// as long as it is asked.
///
///     open ──opinion──▶ answered      open ──the day has passed──▶ silent      open ──taken back, or decided──▶ ended
public struct OfficeConsultation: Codable, Sendable {
    public enum Ending: String, Codable, Sendable, SQLConvertible { case answered, silent, ended }
    /// What the office thinks.
    public enum Stance: String, Codable, Sendable, SQLConvertible, CaseIterable { case agrees, conditions, objects, none }

    public let id: ID<OfficeConsultation>
    public let procedure: ID<Procedure>
    /// The unit that is asked.
    public let unit: String
    public let question: String
    /// Documents that it may read.
    public let shares: [String]
    public let askedBy: String
    public let askedAt: Instant
    public let due: LocalDate
    public let deadline: Deadline
    public let task: ID<WorkItem>
    public let stance: Stance?
    public let opinion: String?
    public let document: String?
    public let answeredBy: String?
    public let answeredAt: Instant?
    public let ending: Ending?
    /// The token of the process that waits for it, and the consultation of the service; nil where a person asked.
    let token: Int?
    let name: String?
}

extension Reader {
    private static let columns: SQL = """
        id, procedure, unit, question, shares, asked_by, asked_at, due, deadline, task, stance, opinion, document, answered_by,
        answered_at, ending, token, name
        """

    /// The offices that were asked in a procedure, oldest first. Whoever asks has asked whether the procedure is visible.
    public func consultations(of procedure: ID<Procedure>) throws -> [OfficeConsultation] {
        try all("SELECT " + Reader.columns + " FROM procedures_consultations WHERE procedure = \(procedure) ORDER BY id")
    }

    func consultation(_ id: ID<OfficeConsultation>) throws -> OfficeConsultation {
        let found: OfficeConsultation? = try first(
            "SELECT " + Reader.columns + " FROM procedures_consultations WHERE id = \(id)")
        guard let found else { throw ProcedureFault.notFound }
        return found
    }
}

/// Which papers a member of staff may read because another office asks theirs, or because theirs decides on an objection.
public enum ConsultationGrants {
    /// Identifiers of documents and notices; the executable asks when it identifies a request.
    public static func grants(of caller: Caller, in reader: Reader) throws -> Set<String> {
        guard caller.staff != nil, !caller.units.isEmpty else { return [] }
        let shares = try reader.values(
            JSON.self,
            """
            SELECT shares FROM procedures_consultations WHERE unit IN \(list: caller.units) AND ending IS NULL
            UNION ALL SELECT shares FROM procedures_objections WHERE authority IN \(list: caller.units) AND ending IS NULL
            LIMIT 1000
            """)
        return Set(shares.flatMap { ($0.array ?? []).compactMap(\.string) })
    }
}
