public import Web
import Store

/// Documents: contents by their SHA-256, and who may see them.
///
/// **What it is.** Everything that has pages: uploads of applicants, rendered notices, receipts, later scans. The row says what
/// it is, whom it concerns and who may see it; the contents lie in the `DocumentStore`, once for equal bytes, and never change.
///
/// **Life of an upload.**
///
///     upload ──▶ loose ──attach──▶ part of a procedure (subject, unit, access, retention of the procedure)
///                  └──seven days──▶ removed, with its contents where no other document has them
///
/// **Law.** Evidence and notices are kept as long as their file (filing plan and retention classes of the service); what was
/// never submitted is not kept at all (Art. 5 (1) (e) GDPR).
///
/// **Tables.** `documents`.
/// **Events.** `DocumentAdded`, `DocumentAttached`, `DocumentRemoved`. Listens to nobody.
/// **Parts.** `DocumentStore`, put in by the executable.
/// **Jobs.** `documents.remove-loose` (once for a day on which something was uploaded), `documents.remove-contents`.
public enum Documents {
    /// What the executable lists.
    public static let component = Component(
        StoreComponent(
            name: "documents", schema: Schema.migrations,
            actions: [
                ActionEntry(AddDocument.self), ActionEntry(AttachDocument.self), ActionEntry(AdoptUploads.self),
                ActionEntry(RemoveLooseUploads.self), ActionEntry(MoveDocuments.self),
                ActionEntry(AdoptDocuments.self),
            ],
            jobs: [LooseUploads.job, LooseUploads.contentsJob]),
        routes: Routes.all)
}
