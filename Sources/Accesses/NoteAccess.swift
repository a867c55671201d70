public import Kernel
public import Store
import Synchronization
public import Web

/// Somebody of the staff looks into records for the first time on this day and for this purpose.
///
/// Each record has its entry in the log. Throws `AlreadyNoted` where there is nothing to note, so that the log has no second one.
public struct NoteAccess: Action {
    public static let name = "accesses.note"
    public static let audience: Audience = [.staff]
    let subjects: [String]
    let purpose: String
    let unit: String?

    public func perform(in transaction: Transaction) throws {
        guard let staff = transaction.caller.staff else { throw AlreadyNoted() }
        let unnoted = try subjects.filter { try !transaction.hasNoted($0, staff: staff, purpose: purpose) }
        guard let first = unnoted.first else { throw AlreadyNoted() }
        let absent = transaction.caller.inPlaceOf(readingIn: unit)
        // Whoever notes the same at this moment is a conflict, and the next try finds it noted.
        try transaction.run(
            """
            INSERT INTO accesses (id, at, day, staff, in_place_of, subject, purpose, unit)
            VALUES (\(ID<Look>(at: transaction.now)), \(transaction.now), \(transaction.now.date()), \(staff), \(absent),
                \(first), \(purpose), \(unit))
            ON CONFLICT (subject, day, staff, purpose) DO NOTHING
            """)
        try SweepAccesses.plan(in: transaction)
        var detail: [String: JSON] = ["purpose": .string(purpose)]
        if let absent { detail["inPlaceOf"] = .string(absent) }
        transaction.audit("access", first, unit: unit, retention: .years2, detail: .object(detail))
        for other in unnoted.dropFirst() {
            try transaction.perform(NoteAccess(subjects: [other], purpose: purpose, unit: unit))
        }
    }
}

/// Everything has been noted today, by this process or another.
struct AlreadyNoted: Error {}

extension Caller {
    /// For whom the caller reads in a unit: nil where a post of their own lets them. Reading goes by units, not by the name of the
    /// reading; the reaches that let somebody read hold `records.read` by that very name, not by a wildcard.
    func inPlaceOf(readingIn unit: String?) -> String? {
        let reading = reaches.filter { reach in
            reach.permissions.contains("records.read") && (unit.map { reach.units.contains($0) } ?? true)
        }
        guard !reading.contains(where: { $0.inPlaceOf == nil }) else { return nil }
        return reading.compactMap(\.inPlaceOf).min()
    }
}

/// A look into a record.
public struct Look: Codable, Sendable {
    public let id: ID<Look>
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
    ///
    /// - Parameter key: moment and identifier after which the page begins.
    public func accesses(to subjects: [String], before key: (at: Instant, id: String)? = nil, limit: Int) throws -> [Look] {
        guard !subjects.isEmpty else { return [] }
        let after: SQL = key.map { " AND (at, id) < (\($0.at), \($0.id))" } ?? ""
        return try all(
            "SELECT id, at, staff, in_place_of, subject, purpose, unit FROM accesses WHERE subject IN \(list: subjects)" + after
                + " ORDER BY at DESC, id DESC LIMIT \(limit)")
    }

    fileprivate func hasNoted(_ subject: String, staff: String, purpose: String) throws -> Bool {
        try value(
            String.self,
            """
            SELECT id FROM accesses
            WHERE subject = \(subject) AND day = \(now.date()) AND staff = \(staff) AND purpose = \(purpose)
            """) != nil
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
            // A city's day of work; beyond it the first look of each record simply asks the table once more.
            if state.day != day || state.keys.count > 200_000 { state = State(day: day) }
            state.keys.insert(key)
        }
    }
}

extension Request {
    /// Notes that a person of the staff, or somebody for somebody else, looks into a record; nothing for those whose own it is. Called
    /// once it is known that they may.
    ///
    /// - Parameters:
    ///   - subject: the record that people know: the procedure rather than one of its documents.
    ///   - purpose: name of the reading, which is its text key too.
    public func noteAccess(to subject: some CustomStringConvertible, for purpose: String, unit: String?) async throws {
        try await noteAccess(toEach: [subject.description], for: purpose, unit: unit)
    }

    /// The same for a page that shows several records of one unit: all of them in one transaction.
    public func noteAccess(toEach subjects: [String], for purpose: String, unit: String?) async throws {
        guard let staff = caller.staff else { return try await noteRepresenting(subjects) }
        let (day, noted) = (now.date(), store.parts.noted)
        func key(_ subject: String) -> String { "\(staff) \(subject) \(purpose)" }
        let fresh = Set(subjects).filter { !noted.contains(key($0), on: day) }
        guard !fresh.isEmpty else { return }
        // Looking is its own permission: whoever may see a record may, and must, leave the note.
        var noting = caller
        noting.permissions.insert(NoteAccess.name)
        do {
            try await store.perform(NoteAccess(subjects: fresh.sorted(), purpose: purpose, unit: unit), as: noting)
        } catch is AlreadyNoted {}
        for subject in fresh { noted.insert(key(subject), on: day) }
    }
}

/// Looks of people who see a record for somebody else. The component that knows who acts for whom puts this part in its place.
public struct RepresentedLooks: Sendable {
    let note: @Sendable (_ subject: String, _ account: String, Request) async throws -> Void

    /// - Parameter note: notes that an account looks into a record, where it is somebody else's.
    public init(note: @escaping @Sendable (_ subject: String, _ account: String, Request) async throws -> Void) {
        self.note = note
    }
}

extension Request {
    fileprivate func noteRepresenting(_ subjects: [String]) async throws {
        guard let account = caller.account, let looks = try? store.parts.get(RepresentedLooks.self) else { return }
        for subject in subjects { try await looks.note(subject, account, self) }
    }
}

/// Two first looks at once make one memory.
private let making = Mutex(())

extension Parts {
    fileprivate var noted: NotedToday {
        making.withLock { _ in
            if let there = try? get(NotedToday.self) { return there }
            let made = NotedToday()
            set(made)
            return made
        }
    }
}
