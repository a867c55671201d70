import Catalogue
import Documents
public import Forms
import Folders
public import Kernel
import Procedures
public import Store

/// Staff send off an application that they entered for somebody, from paper, at the counter or on the telephone. It becomes the
/// same case by the same action as one that was sent online; the paper itself goes into the file, and it counts as received on
/// the day on which it came.
public struct EnterApplication: Action {
    public static let name = "applications.enter"
    public static let audience: Audience = .staff
    let content: SubmitApplication.Content
    let entry: DraftEntry
    let draft: ID<Draft>
    let key: DraftKey
    /// To which the uploads are bound.
    let session: String?

    public init(_ content: SubmitApplication.Content, entry: DraftEntry, draft: ID<Draft>, key: DraftKey, session: String?) {
        self.content = content
        self.entry = entry
        self.draft = draft
        self.key = key
        self.session = session
    }

    /// What keeps a second press from opening a second case.
    static func key(of draft: ID<Draft>) -> SubmitApplication.Key {
        SubmitApplication.Key(scope: "draft", slug: "", key: draft.text, body: Digest(of: "draft"))
    }

    public func perform(in transaction: Transaction) throws -> SubmitApplication.Submitted {
        if let before = try transaction.submission(EnterApplication.key(of: draft)) {
            transaction.audit("application", before.id, detail: ["repeated": true])
            return before
        }
        guard let channel = Arrival.Channel(rawValue: entry.channel) else { throw FormFault.draftNotFound }
        let submitted = try transaction.perform(
            SubmitApplication(
                content, owner: entry.account, session: session, key: EnterApplication.key(of: draft), draft: (draft, key),
                arrival: Arrival(channel: channel, day: entry.day)))
        let procedure = try transaction.procedure(submitted.id, visibleTo: .system("applications"))
        let service = try transaction.part(CatalogueShelf.self).pinned(procedure.serviceHash, in: transaction)
        // On a paper everything stands together: it is as confidential as the most sensitive answer of the form.
        let isConfidential = service.folder.form.fields.contains { $0.sensitive || $0.fields.contains(where: \.sensitive) }
        for paper in entry.papers {
            try transaction.perform(
                AttachDocument(
                    document: ID(paper), session: session, subject: submitted.id, kind: "paper", owner: entry.account,
                    unit: procedure.unit, confidential: isConfidential, retention: .years10))
        }
        try transaction.noteOpening(of: submitted.id)
        transaction.audit(
            "application", submitted.id, unit: procedure.unit,
            detail: [
                "channel": .string(entry.channel), "day": .string(entry.day.description), "account": .bool(entry.account != nil),
            ])
        return submitted
    }
}
