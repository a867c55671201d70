import Documents
import Folders
import Kernel
public import Web
import Store

/// Dossiers: the electronic file. A dossier lies under a position of the filing plan and holds folders, one for each
/// procedure; a folder holds entries, one for each document, numbered in the order of filing.
///
///     position of the plan ── dossier (a case, or a person) ── folder (a procedure) ── entry (a document)
///
/// **What happens by itself.** The process files a procedure once (`dossiers.file`), with all documents that are there; from
/// then on every document that is added or attached to the procedure is entered into its folder.
///
/// **Law.** The duty to keep complete files follows from the rule of law (BVerfG, 6 June 1983, 2 BvR 244/83); the right to
/// inspect them from § 29 VwVfG; the plan and the periods from the authority's rules of filing.
///
/// **Tables.** `dossiers`, `dossiers_folders`, `dossiers_entries`.
/// **Events.** `Filed`, `DocumentFiled`, `FolderClosed`. Listens to `DocumentAdded` and `DocumentAttached`.
/// **Parts.** `City`, for the filing plan; a `FilingPlan` where one is put in by itself.
public enum Dossiers {
    /// What the executable lists.
    public static let component = Component(
        StoreComponent(
            name: "dossiers", schema: Schema.migrations,
            actions: [
                ActionEntry(FileProcedure.self, service: FileProcedure.service), ActionEntry(AddToFolder.self),
                ActionEntry(CloseFolder.self), ActionEntry(MoveFolder.self),
            ],
            listeners: [
                Listener(DocumentAdded.self) { event, transaction in
                    guard let subject = event.subject else { return }
                    try transaction.fileIfFoldered(document: ID(event.document), kind: event.kind, subject: subject)
                },
                Listener(DocumentAttached.self) { event, transaction in
                    try transaction.fileIfFoldered(document: ID(event.document), kind: event.kind, subject: event.subject)
                },
            ]),
        routes: Routes.all,
        navigation: [
            NavigationItem(.workbench, "dossiers.navigation", "/dossiers", who: .permission("dossiers.read"), order: 40)
        ])
}
