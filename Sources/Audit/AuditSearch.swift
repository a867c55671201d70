public import Kernel
public import Store

/// What is looked for in the log. Without any condition it is the newest of all.
public struct AuditSearch: Hashable, Sendable {
    /// Identifier of a record.
    public var subject: String?
    /// `staff:<id>`, `account:<id>`, `system:<part>`, `anonymous`.
    public var caller: String?
    /// Name of an action, or of a component with `.*`.
    public var action: String?
    /// First and last day, both included, by the city's calendar.
    public var from: LocalDate?
    public var to: LocalDate?

    public init(
        subject: String? = nil, caller: String? = nil, action: String? = nil, from: LocalDate? = nil, to: LocalDate? = nil
    ) {
        self.subject = subject
        self.caller = caller
        self.action = action
        self.from = from
        self.to = to
    }

    /// Where a page of results ends: moment and identifier of its last entry.
    public struct Key: Hashable, Sendable {
        public let at: Instant
        public let id: String

        public init(_ entry: AuditEntry) {
            at = entry.at
            id = entry.id.text
        }

        /// Reads what `text` writes.
        public init?(_ text: String) {
            let parts = text.split(separator: ".")
            guard parts.count == 2, let at = Int64(parts[0]), let id = ID<AuditEntry>(checking: parts[1]) else { return nil }
            self.at = Instant(microseconds: at)
            self.id = id.text
        }

        public var text: String { "\(at.microseconds).\(id)" }
    }

    /// Newest first; nothing for a caller without `audit.read`.
    public func entries(for caller: Caller, after key: Key? = nil, limit: Int = 50, in reader: Reader) throws -> [AuditEntry] {
        guard caller.may(Audit.readPermission) else { return [] }
        var conditions: [SQL] = []
        if let subject { conditions.append("subject = \(subject)") }
        if let name = self.caller { conditions.append("caller = \(name)") }
        if let action {
            let prefix = String(action.dropLast())
            let isWild = action.hasSuffix(".*")
            conditions.append(isWild ? "SUBSTR(action, 1, CAST(\(prefix.count) AS INTEGER)) = \(prefix)" : "action = \(action)")
        }
        if let from { conditions.append("at >= \(Instant(startOf: from))") }
        if let to { conditions.append("at < \(Instant(startOf: to.adding(days: 1)))") }
        if let key { conditions.append("(at, id) < (\(key.at), \(key.id))") }
        return try reader.all(
            "SELECT * FROM audit_entries WHERE " + SQL.all(conditions)
                + " ORDER BY at DESC, id DESC LIMIT \(max(1, min(limit, 500)))")
    }
}

/// One line of "who saw or changed my data".
public struct AccessLine: Hashable, Sendable {
    public enum Actor: String, Sendable { case yourself, office, program, unknown }
    /// Identifier of the entry in the log.
    public let id: String
    public let at: Instant
    /// Name of the action; its sentence stands in the texts as `<action>.done` where a component has one.
    public let action: String
    /// Persons of the staff are not named to citizens here: the office answers for them.
    public let actor: Actor
    public let subject: String
    /// The person of the staff, for whoever looks up their unit; never shown by name.
    public let staff: String?
    public let unit: String?
}

extension Audit {
    /// What was done with these records, newest first. The caller of this function has made sure that they are the reader's own.
    ///
    /// - Parameters:
    ///   - byStaff: only what people of the staff did, and of each only the action itself, not those that it called.
    ///   - omitted: an action that is told elsewhere.
    ///   - key: moment and identifier after which the page begins.
    public static func access(
        to subjects: [String], of account: String, byStaff: Bool = false, except omitted: String? = nil,
        before key: (at: Instant, id: String)? = nil, limit: Int = 100, in reader: Reader
    ) throws -> [AccessLine] {
        guard !subjects.isEmpty else { return [] }
        var only: SQL = byStaff ? " AND parent IS NULL AND SUBSTR(caller, 1, 6) = 'staff:'" : ""
        if let omitted { only += " AND action <> \(omitted)" }
        if let key { only += " AND (at, id) < (\(key.at), \(key.id))" }
        let entries = try reader.all(
            AuditEntry.self,
            "SELECT * FROM audit_entries WHERE subject IN \(list: subjects)" + only
                + " ORDER BY at DESC, id DESC LIMIT \(max(1, min(limit, 1000)))"
        )
        return entries.map { entry in
            let actor: AccessLine.Actor =
                switch entry.caller.prefix(while: { $0 != ":" }) {
                case "account": entry.caller == "account:\(account)" ? .yourself : .unknown
                case "staff": .office
                case "system": .program
                default: .unknown
                }
            return AccessLine(
                id: entry.id.text, at: entry.at, action: entry.action, actor: actor, subject: entry.subject,
                staff: actor == .office ? String(entry.caller.dropFirst("staff:".count)) : nil, unit: entry.unit)
        }
    }
}
