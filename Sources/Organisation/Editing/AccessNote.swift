public import Kernel
public import Store

/// Word to the head of a unit that somebody's access to it has changed: nobody gets to the unit's cases unnoticed.
public struct AccessNote: Codable, Sendable {
    public enum Kind: String, Codable, Sendable, SQLConvertible { case assigned, invited, factor }

    public let id: ID<AccessNote>
    public let unit: String
    public let kind: Kind
    public let person: String
    public let post: String?
    public let madeBy: String
    public let madeAt: Instant
    public let seenBy: String?
    public let seenAt: Instant?
}

extension Transaction {
    /// Leaves word in every unit where a person holds or will hold a post. What the program itself does leaves none.
    func leaveWord(_ kind: AccessNote.Kind, about person: String, post: String? = nil) throws {
        guard caller.staff != nil else { return }
        let chart = try Organisation.snapshot(in: self)
        let today = now.date()
        let posts = post.map { [$0] } ?? chart.holders.filter { $0.person == person && ($0.until ?? today) >= today }.map(\.post)
        for unit in Set(posts.compactMap { chart.posts[$0]?.unit }) {
            try run(
                """
                INSERT INTO organisation_notes (id, unit, kind, person, post, made_by, made_at)
                VALUES (\(ID<AccessNote>(at: now)), \(unit), \(kind), \(person), \(post), \(caller.label), \(now))
                """)
        }
    }
}

extension Reader {
    /// Words that nobody who leads the units has seen yet, oldest first.
    func openNotes(units: Set<String>) throws -> [AccessNote] {
        guard !units.isEmpty else { return [] }
        return try all("SELECT * FROM organisation_notes WHERE seen_at IS NULL AND unit IN \(list: units) ORDER BY id LIMIT 200")
    }
}

extension OrganisationSnapshot {
    /// The units that a person leads on a day, with those below them.
    func ledUnits(_ person: String, on date: LocalDate) -> Set<String> {
        posts(heldBy: person, on: date).compactMap { posts[$0] }.filter(\.leads)
            .reduce(into: []) { $0.formUnion(units(from: $1.unit)) }
    }
}

/// The head of a unit has seen who got access.
public struct AcknowledgeAccess: Action {
    public static let name = "organisation.acknowledge"
    public static let audience: Audience = [.staff]
    let note: ID<AccessNote>

    public init(note: ID<AccessNote>) { self.note = note }

    public func perform(in transaction: Transaction) throws {
        let chart = try Organisation.snapshot(in: transaction)
        let units = chart.ledUnits(transaction.caller.staff ?? "", on: transaction.now.date())
        guard
            let open = try transaction.first(
                AccessNote.self,
                "SELECT * FROM organisation_notes WHERE id = \(note) AND seen_at IS NULL AND unit IN \(list: units)")
        else { throw OrganisationFault.noteUnknown }
        try transaction.run(
            "UPDATE organisation_notes SET seen_by = \(transaction.caller.staff), seen_at = \(transaction.now) WHERE id = \(note)"
        )
        transaction.audit("note", note, unit: open.unit, detail: ["person": .string(open.person)])
    }
}
