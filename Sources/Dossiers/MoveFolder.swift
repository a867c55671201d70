public import Folders
import Kernel
public import Store

/// The folder of a procedure goes to another unit with the case. A dossier that holds nothing else goes along; from a person's dossier
/// with other folders, or where the other unit keeps one about the person, it moves into that; what is empty then goes. What is not filed yet has nothing to move.
public struct MoveFolder: Action {
    public static let name = "dossiers.move"
    public static let audience: Audience = .system
    let facts: CaseFacts

    /// - Parameter facts: with the unit that the case belongs to from now on, and `filing`, the evaluated rule.
    public init(facts: CaseFacts) { self.facts = facts }

    private struct Place: Codable {
        let folder: ID<Folder>
        let dossier: ID<Dossier>
        let position: String
        let about: String
        let confidential: Bool
        let folders: Int
    }

    public func perform(in transaction: Transaction) throws {
        let place: Place? = try transaction.first(
            """
            SELECT f.id AS folder, d.id AS dossier, d.position, d.about, d.confidential,
                (SELECT COUNT(*) FROM dossiers_folders o WHERE o.dossier = d.id) AS folders
            FROM dossiers_folders f JOIN dossiers d ON d.id = f.dossier WHERE f.subject = \(facts.procedure)
            """)
        transaction.audit("procedure", facts.procedure, unit: facts.unit, detail: ["moved": .bool(place != nil)])
        guard let place else { return }
        var dossier = place.dossier
        if place.folders == 1, try !isTaken(place, in: transaction) {
            try transaction.run("UPDATE dossiers SET unit = \(facts.unit) WHERE id = \(dossier)")
        } else {
            dossier = try target(place, in: transaction)
        }
        try transaction.run(
            "UPDATE dossiers_folders SET unit = \(facts.unit), dossier = \(dossier) WHERE id = \(place.folder)")
        if dossier != place.dossier, place.folders == 1 {
            // An empty dossier would leave the person's name where the case has gone from.
            try transaction.run(
                """
                DELETE FROM dossiers WHERE id = \(place.dossier)
                    AND NOT EXISTS (SELECT 1 FROM dossiers_folders f WHERE f.dossier = \(place.dossier))
                """)
        }
        try transaction.emit(
            FolderMoved(procedure: facts.procedure, folder: place.folder.text, dossier: dossier.text, unit: facts.unit),
            subject: facts.procedure)
    }

    /// Whether the other unit keeps a dossier about the same person already.
    private func isTaken(_ place: Place, in transaction: Transaction) throws -> Bool {
        let found = try transaction.value(
            Int.self,
            """
            SELECT 1 FROM dossiers WHERE position = \(place.position) AND about = \(place.about) AND unit = \(facts.unit)
                AND confidential = \(place.confidential) LIMIT 1
            """)
        return found != nil
    }

    private func target(_ place: Place, in transaction: Transaction) throws -> ID<Dossier> {
        guard let filing = facts.filing else { throw DossierFault.ruleMissing }
        guard let position = try transaction.filingPlan().position(place.position) else {
            throw DossierFault.positionUnknown(place.position)
        }
        return try FileProcedure(facts: facts).dossier(filing, .applicant, under: position, in: transaction).0
    }
}

/// A folder went to another unit.
public struct FolderMoved: Event {
    public static let name = "dossiers.moved"
    public let procedure: String
    public let folder: String
    public let dossier: String
    public let unit: String
}
