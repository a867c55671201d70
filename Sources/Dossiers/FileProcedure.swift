public import Folders
public import Kernel
import Documents
public import Store

/// Lays the folder of a procedure into its dossier, with every document that is there so far. Doing it again changes nothing.
public struct FileProcedure: Action {
    public static let name = "dossiers.file"
    public static let audience: Audience = [.staff, .system]
    let facts: CaseFacts

    /// - Parameter facts: with `filing`, the evaluated rule.
    public init(facts: CaseFacts) { self.facts = facts }

    /// Where the file is.
    public struct Place: Codable, Sendable {
        public let dossier: ID<Dossier>
        public let folder: ID<Folder>
        /// The dossier's file number.
        public let number: String
        public let position: String
    }

    static let service: @Sendable (ServiceCall, Transaction) throws -> JSON = { call, transaction in
        let place = try transaction.perform(FileProcedure(facts: try call.facts(as: CaseFacts.self)))
        return ["dossier": .string(place.number), "position": .string(place.position), "folder": .string(place.folder.text)]
    }

    public func perform(in transaction: Transaction) throws -> Place {
        guard let filing = facts.filing else { throw DossierFault.ruleMissing }
        guard let position = try transaction.filingPlan().position(filing.position) else {
            throw DossierFault.positionUnknown(filing.position)
        }
        let place: Place
        if let found = try present(in: transaction) {
            place = found
        } else {
            place = try open(filing, under: position, in: transaction)
            try transaction.emit(
                Filed(procedure: facts.procedure, dossier: place.dossier.text, folder: place.folder.text, position: position.key),
                subject: facts.procedure)
        }
        for document in try transaction.documents(of: facts.procedure, visibleTo: .system("dossiers")) {
            try FolderEntry.enter(document, kind: document.kind, title: nil, folder: place.folder, in: transaction)
        }
        transaction.audit(
            "folder", place.folder, unit: facts.unit,
            detail: ["procedure": .string(facts.procedure), "dossier": .string(place.number)])
        return place
    }

    private func present(in transaction: Transaction) throws -> Place? {
        try transaction.first(
            """
            SELECT f.dossier, f.id AS folder, d.number, d.position FROM dossiers_folders f JOIN dossiers d ON d.id = f.dossier
            WHERE f.subject = \(facts.procedure)
            """)
    }

    var isConfidential: Bool { facts.confidential || facts.filing?.access == "sensitive" }

    private func open(_ filing: CaseFacts.Filing, under position: FilingPlan.Position, in transaction: Transaction) throws
        -> Place
    {
        let kind: Dossier.Kind = filing.dossier == Dossier.Kind.applicant.rawValue ? .applicant : .procedure
        let (dossier, number) = try dossier(filing, kind, under: position, in: transaction)
        let folder = ID<Folder>(at: transaction.now)
        let title = Title.clean(filing.title, or: position.title)
        try transaction.post(
            """
            INSERT INTO dossiers_folders (id, dossier, subject, reference, title, document_titles, retention, last_number, owner, unit,
                                          post, confidential, opened_at, search)
            VALUES (\(folder), \(dossier), \(facts.procedure), \(facts.reference), \(title), \(try JSON(encoding: filing.documentTitles)),
                    \(filing.retention), \(FolderEntry.first), \(facts.owner), \(facts.unit), NULL, \(isConfidential), \(transaction.now),
                    \(FoldedText.fold("\(title) \(facts.reference)")))
            """)
        return Place(dossier: dossier, folder: folder, number: number, position: position.key)
    }

    /// The dossier of the case or of the applicant, opened where there is none. People's dossiers are kept apart by unit and
    /// confidentiality, so that a folder is never easier to see than its dossier says.
    func dossier(
        _ filing: CaseFacts.Filing, _ kind: Dossier.Kind, under position: FilingPlan.Position, in transaction: Transaction
    ) throws -> (ID<Dossier>, String) {
        struct Found: Codable {
            let id: ID<Dossier>
            let number: String
        }
        let about = kind == .applicant ? Applicant.key(of: facts) : "procedure:\(facts.procedure)"
        let title = Title.clean(filing.dossierTitle, or: filing.title)
        let mark = kind == .applicant ? "P-" + Crypto.token(bytes: 5).uppercased() : facts.reference
        let number = "\(position.number)/\(mark)"
        let there: SQL = """
            SELECT id, number FROM dossiers
            WHERE position = \(position.key) AND about = \(about) AND unit = \(facts.unit) AND confidential = \(isConfidential)
            """
        if let found: Found = try transaction.first(there) { return (found.id, found.number) }
        // Two procedures of one person at once: the one that comes second finds the dossier of the first.
        try transaction.run(
            """
            INSERT INTO dossiers (id, number, position, position_number, title, kind, about, retention, retention_words, owner, unit, post,
                                  confidential, search, opened_at)
            VALUES (\(ID<Dossier>(at: transaction.now)), \(number), \(position.key), \(position.number), \(title), \(kind), \(about),
                    \(filing.retention), \(try filing.retentionWords.map { try JSON(encoding: $0) }), \(facts.owner), \(facts.unit), NULL,
                    \(isConfidential), \(FoldedText.fold("\(number) \(title)")), \(transaction.now))
            ON CONFLICT (position, about, unit, confidential) DO NOTHING
            """)
        let found: Found? = try transaction.first(there)
        guard let found else { throw StoreFault.contention }
        return (found.id, found.number)
    }
}

/// The folder of a procedure lies in the file.
public struct Filed: Event {
    public static let name = "dossiers.filed"
    public let procedure: String
    public let dossier: String
    public let folder: String
    /// Key in the filing plan.
    public let position: String
}

/// Titles of dossiers, folders and entries: one line, not endless.
enum Title {
    static func clean(_ text: String, or fallback: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.isEmpty ? fallback : String(line.prefix(300))
    }
}
