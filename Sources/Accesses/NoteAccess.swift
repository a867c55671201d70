public import Kernel
public import Store
import Synchronization
public import Web

/// Somebody of the staff looks into a record for the first time on this day and for this purpose.
public struct NoteAccess: Action {
    public static let name = "accesses.note"
    public static let audience: Audience = [.staff]
    let subject: String
    let purpose: String
    let unit: String?

    public func perform(in transaction: Transaction) throws {
        guard let staff = transaction.caller.staff else { return transaction.audit("access", subject, unit: unit) }
        try transaction.run(
            """
            INSERT INTO accesses (id, at, day, staff, in_place_of, subject, purpose, unit)
            VALUES (\(ID<Look>(at: transaction.now)), \(transaction.now), \(transaction.now.date()), \(staff),
                \(transaction.caller.inPlaceOf(using: purpose, in: unit)), \(subject), \(purpose), \(unit))
            ON CONFLICT (subject, day, staff, purpose) DO NOTHING
            """)
        transaction.audit("access", subject, unit: unit, retention: .years2, detail: ["purpose": .string(purpose)])
    }
}

/// A look into a record.
public struct Look: Codable, Sendable {
    public let at: Instant
    /// The person of the staff who looked.
    public let staff: String
    /// In whose place, where a deputised post gave the right.
    public let inPlaceOf: String?
    public let subject: String
    /// Name of the reading: `procedures.show`, `documents.show`.
    public let purpose: String
    /// Whose record it was.
    public let unit: String?
}

extension Reader {
    /// Who looked into these records, the newest first. Whoever calls has made sure that they are the reader's own.
    public func accesses(to subjects: [String], limit: Int = 500) throws -> [Look] {
        guard !subjects.isEmpty else { return [] }
        return try all(
            """
            SELECT at, staff, in_place_of, subject, purpose, unit FROM accesses WHERE subject IN \(list: subjects)
            ORDER BY at DESC, id DESC LIMIT \(limit)
            """)
    }
}

/// What this process has noted on the present day.
final class NotedToday: Sendable {
    private struct State {
        var day: LocalDate?
        var keys: Set<String> = []
    }

    private let state = Mutex(State())

    /// Whether this has been noted; remembers it.
    func contains(_ key: String, on day: LocalDate) -> Bool {
        state.withLock { state in
            if state.day != day { state = State(day: day) }
            return state.keys.contains(key)
        }
    }

    func insert(_ key: String, on day: LocalDate) {
        state.withLock { state in
            // A city's day of work; beyond it the first look of each record simply writes once more.
            if state.day != day || state.keys.count > 200_000 { state = State(day: day) }
            state.keys.insert(key)
        }
    }
}

extension Request {
    /// Notes that a person of the staff looks into a record; nothing for anybody else. Called once it is known that they may.
    ///
    /// - Parameters:
    ///   - subject: the record that people know: the procedure rather than one of its documents.
    ///   - purpose: name of the reading, which is its text key too.
    public func noteAccess(to subject: some CustomStringConvertible, for purpose: String, unit: String?) async throws {
        guard let staff = caller.staff else { return }
        let (subject, day) = (subject.description, now.date())
        let key = "\(staff) \(subject) \(purpose)"
        if store.parts.noted.contains(key, on: day) { return }
        // Looking is its own permission: whoever may see a record may, and must, leave the note.
        var noting = caller
        noting.permissions.insert(NoteAccess.name)
        try await store.perform(NoteAccess(subject: subject, purpose: purpose, unit: unit), as: noting)
        store.parts.noted.insert(key, on: day)
    }
}

extension Parts {
    fileprivate var noted: NotedToday {
        if let there = try? get(NotedToday.self) { return there }
        let made = NotedToday()
        set(made)
        return made
    }
}
