import Kernel
public import Store

/// Closes the folder of a procedure that is over, and with it the dossier where it is that procedure's own. From here the
/// period of keeping runs. Doing it again changes nothing; what still comes is entered all the same.
public struct CloseFolder: Action {
    public static let name = "dossiers.close-folder"
    public static let audience: Audience = [.staff, .system]
    let subject: String

    public init(subject: some CustomStringConvertible) { self.subject = subject.description }

    public func perform(in transaction: Transaction) throws {
        let caller: Caller = transaction.caller.staff == nil ? .system("dossiers") : transaction.caller
        guard let folder = try transaction.folder(of: subject, visibleTo: caller) else { throw DossierFault.noFolder }
        transaction.audit("folder", folder.id, detail: ["procedure": .string(subject)])
        let changed = try transaction.run(
            "UPDATE dossiers_folders SET closed_at = \(transaction.now) WHERE id = \(folder.id) AND closed_at IS NULL")
        guard changed == 1 else { return }
        try transaction.run(
            """
            UPDATE dossiers SET closed_at = \(transaction.now)
            WHERE id = \(folder.dossier) AND kind = \(Dossier.Kind.procedure) AND closed_at IS NULL
            """)
        try transaction.emit(FolderClosed(procedure: subject, folder: folder.id.text), subject: subject)
    }
}

/// A folder was closed.
public struct FolderClosed: Event {
    public static let name = "dossiers.folder-closed"
    public let procedure: String
    public let folder: String
}
