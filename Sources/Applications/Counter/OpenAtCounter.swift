public import Kernel
public import Procedures
public import Store
import Web

/// Somebody stands at the counter, or is on the telephone, and names the reference and the name of an application. Nothing else
/// finds it, and each time stands in the log. What was opened stays open for whoever opened it for twelve hours.
public struct OpenAtCounter: Action {
    public static let name = "applications.open-at-counter"
    public static let audience: Audience = .staff
    static let hours = 12.0
    let reference: String
    let familyName: String

    /// - Parameters:
    ///   - reference: as it was said; large and small letters are the same.
    ///   - familyName: of the applicant, or the whole name.
    public init(reference: String, familyName: String) {
        self.reference = reference
        self.familyName = familyName
    }

    public func perform(in transaction: Transaction) throws -> ID<Procedure> {
        let written = reference.uppercased().filter { !$0.isWhitespace }
        guard let found = try transaction.procedure(reference: written), PersonName.ends(found.applicant, with: familyName) else {
            throw ApplicationFault.referenceUnknown
        }
        try transaction.noteOpening(of: found.id)
        transaction.audit("procedure", found.id, unit: found.unit, detail: ["by": "reference"])
        return found.id
    }
}

extension Reader {
    /// What a member of the staff opened at the counter and still sees, the newest first.
    func openings(of staff: String) throws -> [String] {
        try values(
            String.self,
            """
            SELECT procedure FROM applications_openings
            WHERE staff = \(staff) AND at > \(now.adding(seconds: -OpenAtCounter.hours * 3600)) ORDER BY at DESC, procedure LIMIT 50
            """)
    }
}

extension Transaction {
    /// The caller, one of the staff, sees a case at the counter from now on.
    func noteOpening(of procedure: ID<Procedure>) throws {
        guard let staff = caller.staff else { return }
        try run("DELETE FROM applications_openings WHERE at < \(now.adding(days: -2))")
        try run(
            """
            INSERT INTO applications_openings (staff, procedure, at) VALUES (\(staff), \(procedure), \(now))
            ON CONFLICT (staff, procedure) DO UPDATE SET at = \(now)
            """)
    }
}
