import Kernel
import Organisation
import Store
import Web

/// The log for those who supervise: filtered, paged by key, never counted.
enum AuditPages {
    private static let size = 50

    static func list(_ request: Request) async throws -> Response {
        let from = request.query("from")
        let to = request.query("to")
        let search = AuditSearch(
            subject: request.query("subject")?.trimmed, caller: request.query("caller")?.trimmed,
            action: request.query("action")?.trimmed,
            from: from.flatMap { FormData.date($0) }, to: to.flatMap { FormData.date($0) })
        var problems: [String: String] = [:]
        if from != nil, search.from == nil { problems["from"] = request.say("audit.date.wrong") }
        if to != nil, search.to == nil { problems["to"] = request.say("audit.date.wrong") }
        let caller = request.caller
        let key = request.query("after").flatMap { AuditSearch.Key($0) }
        let (found, names): ([AuditEntry], [String: String]) =
            problems.isEmpty
            ? try await request.read { reader in
                let found = try search.entries(for: caller, after: key, limit: size + 1, in: reader)
                return (found, try people(found, reader))
            } : ([], [:])
        let entries = Array(found.prefix(size))
        return request.page(request.say("audit.title"), status: problems.isEmpty ? 200 : 422, layout: PageLayout(isWide: true)) {
            html in
            if !problems.isEmpty {
                html.errorSummary(["from", "to"].compactMap { name in problems[name].map { ErrorLine(name, $0) } })
            }
            html.p(html.say("audit.text"))
            filter(&html, request, problems)
            if entries.isEmpty { html.p(html.say("audit.empty")) } else { table(&html, request, entries, names) }
            if found.count > size, let last = entries.last {
                html.paging(
                    next: request.address(with: ["after": AuditSearch.Key(last).text]),
                    first: key == nil ? nil : request.address(with: ["after": nil]))
            } else if key != nil {
                html.paging(next: nil, first: request.address(with: ["after": nil]))
            }
        }
    }

    private static func filter(_ html: inout HTML, _ request: Request, _ problems: [String: String]) {
        html.searchForm("/audit", .class("filters")) { html in
            for name in ["subject", "caller", "action"] {
                html.textField(
                    name, FieldText(html.say("audit.\(name)"), hint: html.say("audit.\(name).hint"), optional: true),
                    value: request.query(name))
            }
            for name in ["from", "to"] {
                html.dateField(
                    name, FieldText(html.say("audit.\(name)"), error: problems[name], optional: true), value: request.query(name))
            }
            html.submit(html.say("web.filter"))
            html.linkButton(html.say("web.filter.clear"), "/audit", style: .link)
        }
    }

    /// The members of staff among the callers by name; whoever applied keeps the identifier: supervision needs no more.
    private static func people(_ entries: [AuditEntry], _ reader: Reader) throws -> [String: String] {
        let prefix = "staff:"
        var names: [String: String] = [:]
        for caller in Set(entries.map(\.caller)) where caller.hasPrefix(prefix) {
            names[caller] = try Organisation.name(of: String(caller.dropFirst(prefix.count)), in: reader)
        }
        return names
    }

    /// What people call an action; one of an older version that is no more keeps its name.
    private static func label(_ action: String, _ request: Request) -> String {
        let key = "actions.\(action)"
        return Texts.shared.has(key) ? request.say(key) : action
    }

    private static func table(_ html: inout HTML, _ request: Request, _ entries: [AuditEntry], _ names: [String: String]) {
        let columns = ["at", "action", "caller", "subject", "unit", "seal"].map {
            Column(html.say("audit.\($0)"), header: $0 == "at")
        }
        let language = html.language
        html.table(html.say("audit.title"), columns: columns, items: entries, hidesCaption: true) { entry, row in
            row.cell(Written.moment(entry.at, language))
            row.link(label(entry.action, request), Address.path("/audit", ["action": entry.action]))
            row.link(names[entry.caller] ?? entry.caller, Address.path("/audit", ["caller": entry.caller]))
            row.link("\(entry.kind) \(entry.subject)", Address.path("/audit", ["subject": entry.subject]))
            row.cell(entry.unit ?? "–")
            row.cell(entry.seal.map(String.init) ?? "–")
        }
    }
}

extension String {
    /// Without spaces at either end; people paste identifiers with them.
    fileprivate var trimmed: String { split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ") }
}
