public import Documents
public import Kernel
public import Store

/// Enters a document into the folder of its procedure. Doing it again changes nothing.
public struct AddToFolder: Action {
    public static let name = "dossiers.add-document"
    public static let audience: Audience = [.staff, .system]
    let document: ID<Document>
    let kind: String
    let subject: String
    let title: String?
    /// Whether it follows by itself, whoever has brought the document: then what they may see does not matter.
    let follows: Bool

    /// - Parameters:
    ///   - kind: `application`, `evidence`, or the template of a notice; decides the title by the service's filing rule.
    ///   - title: instead of the title by the rule.
    public init(document: ID<Document>, kind: String, subject: some CustomStringConvertible, title: String? = nil) {
        self.init(document: document, kind: kind, subject: subject.description, title: title, follows: false)
    }

    init(document: ID<Document>, kind: String, subject: String, title: String?, follows: Bool) {
        self.document = document
        self.kind = kind
        self.subject = subject
        self.title = title
        self.follows = follows
    }

    /// Returns the entry's number in the folder. Throws `noFolder` where the procedure has none that the caller may see.
    public func perform(in transaction: Transaction) throws -> Int {
        let isInner = follows || (!transaction.caller.isSystem && transaction.caller.staff == nil)
        // Inside another component's transaction an applicant is the caller; the folder is not theirs to see.
        let caller: Caller = isInner ? .system("dossiers") : transaction.caller
        guard let folder = try transaction.folder(of: subject, visibleTo: caller) else { throw DossierFault.noFolder }
        let found = try transaction.document(document, visibleTo: .system("dossiers"))
        guard found.subject == subject else { throw DocumentFault.notFound }
        let number = try FolderEntry.enter(found, kind: kind, title: title, folder: folder.id, in: transaction)
        transaction.audit("folder", folder.id, unit: found.unit, detail: ["document": .string(document.text)])
        return number
    }
}

extension Transaction {
    /// Enters a document where its procedure has a folder already; where it has none, filing will take it along. For
    /// components below that want a title of their own; without one, documents follow by themselves.
    /// Returns whether the procedure has a folder.
    @discardableResult
    public func fileIfFoldered(document: ID<Document>, kind: String, subject: some CustomStringConvertible, title: String? = nil)
        throws -> Bool
    {
        guard try folder(of: subject, visibleTo: .system("dossiers")) != nil else { return false }
        _ = try perform(
            AddToFolder(document: document, kind: kind, subject: subject.description, title: title, follows: true))
        return true
    }
}

extension FolderEntry {
    /// The number of a document's entry, made where it is missing.
    @discardableResult
    static func enter(_ document: Document, kind: String, title: String?, folder: ID<Folder>, in transaction: Transaction) throws
        -> Int
    {
        struct Shelf: Codable {
            let subject: String
            let documentTitles: [String: String]
            /// The document's number, where it stands in the folder already.
            let present: Int?
            /// Set where the application's number is taken.
            let first: Int?
        }
        let shelf: Shelf? = try transaction.first(
            """
            SELECT f.subject, f.document_titles,
                (SELECT e.number FROM dossiers_entries e WHERE e.folder = f.id AND e.document = \(document.id)) AS present,
                (SELECT e.number FROM dossiers_entries e WHERE e.folder = f.id AND e.number = \(first)) AS first
            FROM dossiers_folders f WHERE f.id = \(folder)
            """)
        guard let shelf else { throw DossierFault.noFolder }
        if let present = shelf.present { return present }
        let number = try nextNumber(isFirst: kind == "application" && shelf.first == nil, in: folder, transaction)
        let ruled = title ?? shelf.documentTitles[kind] ?? (isRuled(kind) ? shelf.documentTitles["notice"] : nil)
        try transaction.post(
            """
            INSERT INTO dossiers_entries (id, folder, number, document, kind, title, at)
            VALUES (\(ID<FolderEntry>(at: transaction.now)), \(folder), \(number), \(document.id), \(kind),
                    \(Title.clean(ruled ?? "", or: document.name)), \(transaction.now))
            """)
        try transaction.emit(
            DocumentFiled(procedure: shelf.subject, folder: folder.text, document: document.id.text, kind: kind, number: number),
            subject: shelf.subject)
        return number
    }

    /// The application's number, whenever its document is ready: a file begins with what was applied for.
    static let first = 1

    /// Numbers a document. The folder's row changes every time, so that two documents at once never get one number: whoever
    /// comes second waits, or starts again.
    private static func nextNumber(isFirst: Bool, in folder: ID<Folder>, _ transaction: Transaction) throws -> Int {
        let last = try transaction.value(
            Int.self,
            "UPDATE dossiers_folders SET last_number = last_number + \(isFirst ? 0 : 1) WHERE id = \(folder) RETURNING last_number"
        )
        guard let last else { throw DossierFault.noFolder }
        return isFirst ? first : last
    }

    /// Whether the title of the service's notices fits: letters that the platform writes have titles of their own.
    static func isRuled(_ kind: String) -> Bool { isNotice(kind) && !kind.hasPrefix("letter-") }

    /// Documents of other kinds are notices, by their template.
    static func isNotice(_ kind: String) -> Bool {
        !["application", "evidence", "upload", "receipt", "note", "opinion", "objection", "paper"].contains(kind)
    }
}

/// A document stands in a folder.
public struct DocumentFiled: Event {
    public static let name = "dossiers.document-filed"
    public let procedure: String
    public let folder: String
    public let document: String
    public let kind: String
    /// Its number in the folder.
    public let number: Int
}
