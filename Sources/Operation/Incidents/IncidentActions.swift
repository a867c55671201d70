import Kernel
import Organisation
public import Store

extension Transaction {
    /// An incident that the caller may see and at which they may do `action`; open, where that is asked for.
    func seenIncident(_ id: ID<Incident>, for action: String, isOpen: Bool = false) throws -> Incident {
        guard let found = try incidents(visibleTo: caller, id: id).first, !isOpen || found.resolvedAt == nil else {
            throw IncidentFault.gone
        }
        guard caller.may(action, at: found) else { throw StoreFault.forbidden(action) }
        return found
    }
}

/// Says who looks after an incident; nobody, where there is no person.
public struct AssignIncident: Action {
    public static let name = "operation.assign-incident"
    public static let audience: Audience = [.staff]
    let incident: ID<Incident>
    let person: String?

    public func perform(in transaction: Transaction) throws {
        let open = try transaction.seenIncident(incident, for: AssignIncident.name, isOpen: true)
        if let person {
            guard try IncidentCare.people(for: open, in: transaction).contains(where: { $0.id.text == person }) else {
                throw OperationFault.personUnfit
            }
            try transaction.run(
                """
                INSERT INTO operation_cares (incident, person, assigned_by, assigned_at)
                VALUES (\(incident), \(person), \(transaction.caller.label), \(transaction.now))
                ON CONFLICT (incident) DO UPDATE SET person = excluded.person, assigned_by = excluded.assigned_by,
                    assigned_at = excluded.assigned_at
                """)
        } else {
            try transaction.run("DELETE FROM operation_cares WHERE incident = \(incident)")
        }
        transaction.audit(
            "incident", incident, unit: open.unit, retention: .years2, detail: ["person": person.map { .string($0) } ?? .null])
        try transaction.emit(IncidentAssigned(person: person), subject: incident)
    }
}

public struct IncidentAssigned: Event {
    public static let name = "operation.incident-assigned"
    public let person: String?
}

/// Leaves a remark for whoever looks at an incident next; also at one that is over, so that the next one like it is quicker.
public struct NoteIncident: Action {
    public static let name = "operation.note-incident"
    public static let audience: Audience = [.staff]
    /// Characters at most.
    static let most = 2000
    let incident: ID<Incident>
    let text: String

    public func perform(in transaction: Transaction) throws {
        let seen = try transaction.seenIncident(incident, for: NoteIncident.name)
        guard !text.isEmpty, text.count <= NoteIncident.most else { throw OperationFault.remarkMissing }
        let id = ID<IncidentRemark>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO operation_remarks (id, incident, author, text, at)
            VALUES (\(id), \(incident), \(transaction.caller.label), \(text), \(transaction.now))
            """)
        transaction.audit("incident", incident, unit: seen.unit, retention: .years2, detail: ["remark": .string(id.text)])
        try transaction.emit(IncidentNoted(remark: id.text), subject: incident)
    }
}

public struct IncidentNoted: Event {
    public static let name = "operation.incident-noted"
    public let remark: String
}

/// Lets everything of one kind run once more, at most `most` at a time: the cause was one, and is mended.
public struct RetryAll: Action {
    public static let name = "operation.retry-all"
    public static let audience: Audience = [.staff]
    static let most = 200
    let kind: String

    /// The units whose incidents a caller may let run again all at once; nil where it is every incident.
    static func units(of caller: Caller) -> Set<String>? { caller.incidentUnits(with: [name, RetryIncident.name]) }

    public func perform(in transaction: Transaction) throws -> Int {
        var search = IncidentSearch(isOpen: true, kind: kind)
        search.units = RetryAll.units(of: transaction.caller)
        let open = try transaction.incidents(search, visibleTo: transaction.caller, limit: RetryAll.most)
        for incident in open { try transaction.perform(RetryIncident(incident: incident.id)) }
        transaction.audit(
            "incidents", kind, retention: .years2, detail: ["number": .number(Decimal128(open.count))])
        return open.count
    }
}

/// What somebody noted at an incident.
struct IncidentRemark: Codable, Sendable {
    let id: ID<IncidentRemark>
    let incident: String
    let author: String
    let text: String
    let at: Instant
}

/// Who looks after an incident.
struct IncidentCare: Codable, Sendable {
    let incident: String
    let person: String
    let assignedBy: String
    let assignedAt: Instant

    /// Those who could do something about an incident.
    static func people(for incident: Incident, in reader: Reader) throws -> [Person] {
        let chart = try Organisation.snapshot(in: reader)
        return chart.people(holding: RetryIncident.name, in: incident.unit ?? "", on: reader.now.date())
    }
}

extension Reader {
    func cares(of incidents: [Incident]) throws -> [String: IncidentCare] {
        guard !incidents.isEmpty else { return [:] }
        let found: [IncidentCare] = try all("SELECT * FROM operation_cares WHERE incident IN \(list: incidents.map(\.id.text))")
        return Dictionary(found.map { ($0.incident, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func remarks(of incident: ID<Incident>) throws -> [IncidentRemark] {
        try all("SELECT * FROM operation_remarks WHERE incident = \(incident) ORDER BY id LIMIT 200")
    }
}
