import Accesses
import Documents
import Kernel
import Store
import Web

/// The staff's view of the file: the plan with a search, and a dossier with its folders.
enum DossierPages {
    static let pageSize = 50

    static func list(_ request: Request) async throws -> Response {
        let asked = AskedFor(request)
        let (plan, found) = try await request.read { [caller = request.caller] reader in
            let plan = try reader.filingPlan()
            return (
                plan,
                try reader.dossiers(visibleTo: caller, filter: asked.filter(plan), before: asked.before, limit: pageSize + 1)
            )
        }
        let shown = found.prefix(pageSize)
        let next = found.count > pageSize ? shown.last.map { request.address(with: ["before": $0.id.text]) } : nil
        return request.page(request.say("dossiers.title"), layout: PageLayout(isWide: true)) { html in
            search(asked, &html)
            html.disclosure(html.say("dossiers.plan"), open: asked.isEmpty) { html in
                tree(plan, below: nil, chosen: asked.position, &html)
            }
            if let position = asked.position.flatMap(plan.position) {
                html.p(html.say("dossiers.under", ["position": name(position)]))
            }
            if shown.isEmpty {
                html.emptyState(
                    html.say(asked.isEmpty ? "dossiers.empty" : "dossiers.none-found"), html.say("dossiers.empty.hint")
                ) { _ in }
            } else {
                table(Array(shown), &html)
                html.p { html in html.a(html.say("dossiers.export"), .href(asked.address("/dossiers/export"))) }
            }
            html.paging(next: next, first: asked.before == nil ? nil : request.address(with: ["before": nil]))
        }
    }

    private static func search(_ asked: AskedFor, _ html: inout HTML) {
        html.searchForm("/dossiers", .class("filters")) { html in
            html.textField(
                "q", FieldText(html.say("dossiers.search"), hint: html.say("dossiers.search.hint"), optional: true),
                value: asked.words, kind: .search)
            html.selectField(
                "state", FieldText(html.say("dossiers.state"), optional: true),
                choices: [Choice("open", html.say("dossiers.state.open")), Choice("closed", html.say("dossiers.state.closed"))],
                value: asked.state, empty: html.say("dossiers.state.all"))
            html.textField(
                "year", FieldText(html.say("dossiers.year"), optional: true), value: asked.year.map(String.init), kind: .number,
                width: .tiny)
            if let position = asked.position { html.hidden("position", position) }
            html.submit(html.say("web.filter"))
            if !asked.isEmpty { html.linkButton(html.say("web.filter.clear"), "/dossiers", style: .link) }
        }
    }

    /// The plan as a tree of links; deep plans are no problem, because a position knows its children.
    private static func tree(_ plan: FilingPlan, below key: String?, chosen: String?, _ html: inout HTML) {
        let children = plan.children(of: key)
        guard !children.isEmpty else { return }
        html.ul(.class("tree")) { html in
            for position in children {
                html.li { html in
                    html.a(
                        name(position), .href(Address.path("/dossiers", ["position": position.key])),
                        .aria("current", position.key == chosen ? "true" : nil))
                    tree(plan, below: position.key, chosen: chosen, &html)
                }
            }
        }
    }

    static func name(_ position: FilingPlan.Position) -> String { "\(position.number) \(position.title)" }

    private static func table(_ dossiers: [Dossier], _ html: inout HTML) {
        let columns = [
            Column(html.say("dossiers.number"), header: true), Column(html.say("dossiers.name")),
            Column(html.say("dossiers.opened")),
            Column(html.say("dossiers.state")),
        ]
        let language = html.language
        let words = (
            open: html.say("dossiers.state.open"), closed: html.say("dossiers.state.closed"),
            secret: html.say("dossiers.confidential")
        )
        html.table(html.say("dossiers.title"), columns: columns, items: dossiers, hidesCaption: true) { dossier, row in
            row.link(dossier.number, "/dossiers/\(dossier.id)")
            row.cell { html in
                html.text(dossier.title)
                if dossier.confidential {
                    html.raw(" ")
                    html.badge(words.secret, .warning)
                }
            }
            row.cell(Written.date(dossier.openedAt.date(), language))
            row.cell(dossier.closedAt == nil ? words.open : words.closed)
        }
    }

    // MARK: One dossier

    /// A folder as a page shows it.
    struct Contents: Sendable {
        let folder: Folder
        let entries: [FolderEntry]
        /// By identifier, those that the caller may see.
        let documents: [String: Document]
    }

    static func read(_ request: Request) async throws -> (Dossier, FilingPlan.Position?, [Contents]) {
        guard let id = ID<Dossier>(checking: request.parameter("id")) else { throw DossierFault.notFound }
        let found = try await request.read { [caller = request.caller] reader in
            let dossier = try reader.dossier(id, visibleTo: caller)
            let contents = try reader.folders(of: id, visibleTo: caller).map { folder in
                Contents(
                    folder: folder, entries: try reader.entries(of: folder),
                    documents: Dictionary(
                        try reader.documents(of: folder.subject, visibleTo: caller).map { ($0.id.text, $0) },
                        uniquingKeysWith: { first, _ in first }))
            }
            return (dossier, try reader.filingPlan().position(dossier.position), contents)
        }
        try await request.noteAccess(toEach: found.2.map(\.folder.subject), for: "dossiers.read", unit: found.0.unit)
        return found
    }

    static func show(_ request: Request) async throws -> Response {
        let (dossier, position, contents) = try await read(request)
        let layout = PageLayout(
            breadcrumb: [Crumb(request.say("dossiers.title"), "/dossiers")], isWide: true, kicker: dossier.number)
        return request.page(dossier.title, layout: layout) { html in
            var rows = [
                SummaryRow(html.say("dossiers.position"), position.map(name) ?? dossier.positionNumber),
                SummaryRow(html.say("dossiers.opened"), Written.date(dossier.openedAt.date(), html.language)),
                SummaryRow(
                    html.say("dossiers.state"),
                    html.say(dossier.closedAt == nil ? "dossiers.state.open" : "dossiers.state.closed")),
                SummaryRow(
                    html.say("dossiers.retention"), dossier.retentionWords?[html.language] ?? dossier.retention),
            ]
            if dossier.confidential { rows.append(SummaryRow(html.say("dossiers.access"), html.say("dossiers.confidential"))) }
            html.summaryList(rows)
            for part in contents { folder(part, &html) }
            if contents.isEmpty { html.emptyState(html.say("dossiers.no-folders")) { _ in } }
            html.p { html in html.a(html.say("dossiers.export.contents"), .href("/dossiers/\(dossier.id)/export")) }
        }
    }

    private static func folder(_ part: Contents, _ html: inout HTML) {
        html.section(.aria("labelledby", "folder-\(part.folder.id)")) { html in
            html.h2(part.folder.title, .id("folder-\(part.folder.id)"))
            html.p { html in
                html.a(part.folder.reference, .href("/procedures/\(Address.encode(part.folder.subject))"))
                html.text(
                    " · " + html.say("dossiers.folder.opened", ["date": Written.date(part.folder.openedAt.date(), html.language)])
                )
                if let closed = part.folder.closedAt {
                    html.text(" · " + html.say("dossiers.folder.closed", ["date": Written.date(closed.date(), html.language)]))
                }
            }
            guard !part.entries.isEmpty else { return html.p(html.say("dossiers.folder.empty")) }
            entries(part, &html)
        }
    }

    private static func entries(_ part: Contents, _ html: inout HTML) {
        let columns = [
            Column(html.say("dossiers.entry.number"), number: true), Column(html.say("dossiers.entry.title"), header: true),
            Column(html.say("dossiers.entry.kind")), Column(html.say("dossiers.entry.at")),
            Column(html.say("dossiers.entry.size"), number: true),
        ]
        let context = html
        html.table(
            html.say("dossiers.folder.caption", ["folder": part.folder.title]), columns: columns, items: part.entries,
            hidesCaption: true
        ) { entry, row in
            let document = part.documents[entry.document]
            row.cell(String(entry.number))
            if let document {
                row.link(entry.title, Address.path("/documents/\(document.id)", ["view": "inline"]))
            } else {
                row.cell(context.say("dossiers.entry.hidden"))
            }
            row.cell(context.say(kindKey(entry.kind)))
            row.cell(Written.moment(entry.at, context.language))
            row.cell(document.map { Written.bytes($0.bytes, context.language) } ?? "")
        }
    }

    static func kindKey(_ kind: String) -> String {
        FolderEntry.isNotice(kind) ? "dossiers.kind.notice" : "dossiers.kind.\(kind)"
    }
}

/// What the address of a list asks for.
struct AskedFor: Sendable {
    let words: String
    let position: String?
    let state: String?
    let year: Int?
    let before: String?

    init(_ request: Request) {
        words = String((request.query("q") ?? "").prefix(200))
        position = request.query("position")
        state = request.query("state").flatMap { ["open", "closed"].contains($0) ? $0 : nil }
        year = request.query("year").flatMap { Int($0) }.flatMap { (1900...2999).contains($0) ? $0 : nil }
        before = request.query("before").flatMap { ID<Dossier>(checking: $0)?.text }
    }

    var isEmpty: Bool { words.isEmpty && position == nil && state == nil && year == nil }

    func filter(_ plan: FilingPlan) -> DossierFilter {
        var filter = DossierFilter()
        filter.words = words
        filter.positions = position.map { plan.subtree(of: $0) }
        filter.isOpen = state.map { $0 == "open" }
        filter.year = year
        return filter
    }

    func address(_ path: String) -> String {
        Address.path(
            path, ["q": words.isEmpty ? nil : words, "position": position, "state": state, "year": year.map(String.init)])
    }
}
