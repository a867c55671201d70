public import Kernel
public import Store

/// A dossier: a case, or everything about one person under a position of the filing plan.
///
///     open ──its procedure ends──▶ closed          (a person's dossier stays open)
public struct Dossier: Codable, Sendable {
    public enum Kind: String, Codable, Sendable, SQLConvertible {
        /// One procedure.
        case procedure
        /// One applicant, with a folder for each procedure.
        case applicant
    }

    public let id: ID<Dossier>
    /// File number: position and reference, `22.34.1/L-2026-7K3M-Q9TR`.
    public let number: String
    /// Key in the filing plan.
    public let position: String
    public let positionNumber: String
    public let title: String
    public let kind: Kind
    public let retention: String
    /// The retention class in words; nil in dossiers from before they were kept.
    public let retentionWords: LocalText?
    public let unit: String
    public let confidential: Bool
    public let openedAt: Instant
    public let closedAt: Instant?
}

/// A folder: the documents of one procedure.
public struct Folder: Codable, Sendable {
    public let id: ID<Folder>
    public let dossier: ID<Dossier>
    /// The procedure.
    public let subject: String
    /// Its reference, for people.
    public let reference: String
    public let title: String
    public let retention: String
    public let openedAt: Instant
    public let closedAt: Instant?
}

/// A document's place in a folder.
public struct FolderEntry: Codable, Sendable {
    public let id: ID<FolderEntry>
    public let folder: ID<Folder>
    /// From 1, in the order of filing; never changes.
    public let number: Int
    public let document: String
    public let kind: String
    public let title: String
    public let at: Instant
}

/// Which dossiers a list shows.
public struct DossierFilter: Hashable, Sendable {
    /// Words that number, title, folder titles or references contain.
    public var words: String = ""
    /// Keys of positions; nil for all.
    public var positions: Set<String>?
    public var isOpen: Bool?
    /// Year in which it was opened.
    public var year: Int?

    public init() {}
}

extension Reader {
    private static let columns: SQL = """
        d.id, d.number, d.position, d.position_number, d.title, d.kind, d.retention, d.retention_words, d.unit, d.confidential, d.opened_at, d.closed_at
        """

    /// The dossier, if the caller may see it; otherwise it does not exist for them.
    public func dossier(_ id: ID<Dossier>, visibleTo caller: Caller) throws -> Dossier {
        let found: Dossier? = try first(
            "SELECT " + Reader.columns + " FROM dossiers d WHERE d.id = \(id) AND " + Visibility.of(caller, columns: "d"))
        guard let found else { throw DossierFault.notFound }
        return found
    }

    /// A page of dossiers, newest first, after the key `before`.
    public func dossiers(
        visibleTo caller: Caller, filter: DossierFilter = DossierFilter(), before: String? = nil, limit: Int = 50
    ) throws
        -> [Dossier]
    {
        var conditions: [SQL] = [Visibility.of(caller, columns: "d")]
        if let before { conditions.append("d.id < \(before)") }
        for word in filter.words.split(whereSeparator: \.isWhitespace).prefix(8) {
            let pattern =
                "%"
                + FoldedText.fold(String(word)).replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_")
                + "%"
            conditions.append(
                """
                (d.search LIKE \(pattern) ESCAPE '!' OR EXISTS (
                    SELECT 1 FROM dossiers_folders f WHERE f.dossier = d.id AND f.search LIKE \(pattern) ESCAPE '!'))
                """)
        }
        if let positions = filter.positions { conditions.append("d.position IN \(list: positions)") }
        if let isOpen = filter.isOpen { conditions.append(isOpen ? "d.closed_at IS NULL" : "d.closed_at IS NOT NULL") }
        if let year = filter.year, let first = LocalDate(year: year, month: 1, day: 1),
            let next = LocalDate(year: year + 1, month: 1, day: 1)
        {
            conditions.append("d.opened_at >= \(Instant(startOf: first)) AND d.opened_at < \(Instant(startOf: next))")
        }
        return try all(
            "SELECT " + Reader.columns + " FROM dossiers d WHERE " + SQL.all(conditions) + " ORDER BY d.id DESC LIMIT \(limit)")
    }

    /// The folders of a dossier that the caller may see, oldest first.
    public func folders(of dossier: ID<Dossier>, visibleTo caller: Caller) throws -> [Folder] {
        try all(
            """
            SELECT f.id, f.dossier, f.subject, f.reference, f.title, f.retention, f.opened_at, f.closed_at
            FROM dossiers_folders f WHERE f.dossier = \(dossier) AND
            """ + " " + Visibility.of(caller, columns: "f") + " ORDER BY f.id")
    }

    /// The folder of a procedure, if it has one and the caller may see it.
    public func folder(of subject: some CustomStringConvertible, visibleTo caller: Caller) throws -> Folder? {
        try first(
            """
            SELECT f.id, f.dossier, f.subject, f.reference, f.title, f.retention, f.opened_at, f.closed_at
            FROM dossiers_folders f WHERE f.subject = \(subject.description) AND
            """ + " " + Visibility.of(caller, columns: "f"))
    }

    /// What a folder holds, in its order. Whoever asks has got the folder from a reader that checked the caller.
    public func entries(of folder: Folder) throws -> [FolderEntry] {
        try all(
            "SELECT id, folder, number, document, kind, title, at FROM dossiers_entries WHERE folder = \(folder.id) ORDER BY number"
        )
    }
}

extension Reader {
    /// Where a procedure is filed: the position's key, the folder's title, and the kinds of its documents in their order.
    public func filing(of procedure: String) throws -> (position: String, title: String, documents: [String])? {
        struct Place: Codable {
            let id: String
            let title: String
            let position: String
        }
        let place: Place? = try first(
            """
            SELECT f.id, f.title, d.position FROM dossiers_folders f JOIN dossiers d ON d.id = f.dossier WHERE f.subject = \(procedure)
            """)
        guard let place else { return nil }
        let kinds = try values(String.self, "SELECT kind FROM dossiers_entries WHERE folder = \(place.id) ORDER BY number")
        return (place.position, place.title, kinds)
    }
}
