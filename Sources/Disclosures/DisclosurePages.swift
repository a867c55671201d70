import Documents
import Foundation
import Kernel
import Store
import Web

/// A copy of one's data: asked for, watched while it is made, fetched.
enum DisclosurePages {
    static func show(_ request: Request) async throws -> Response {
        guard let account = request.caller.account else { throw WebFault.signInNeeded }
        let copies = try await request.read { try $0.disclosures(of: account) }
        let layout = PageLayout(breadcrumb: [Crumb(request.say("accounts.profile.title"), "/accounts/profile")])
        let isAtWork = copies.contains { $0.state == .waiting }
        return request.page(request.say("disclosures.title"), layout: layout) { html in
            html.p(html.say("disclosures.lead"), .class("lead"))
            html.ul { html in
                for part in ["account", "applications", "documents", "messages", "accesses", "notes"] {
                    html.li { html in html.text(html.say("disclosures.contains.\(part)")) }
                }
            }
            html.form("/disclosures", action: RequestDisclosure.name) { html in
                html.submit(html.say("disclosures.button"), style: isAtWork ? .secondary : .primary)
            }
            if isAtWork {
                let live = request.at("/disclosures/live").address(with: ["mark": mark(copies)])
                html.liveRegion(live, news: html.say("disclosures.news")) { html in list(&html, copies) }
            } else {
                list(&html, copies)
            }
            html.p { html in html.a(html.say("disclosures.accesses.title"), .href("/disclosures/accesses")) }
        }
    }

    static func request(_ request: Request) async throws -> Response {
        _ = try await request.perform(RequestDisclosure(language: request.language))
        return .redirect("/disclosures")
    }

    /// The list while something is being made.
    static func live(_ request: Request) async throws -> Response {
        guard let account = request.caller.account else { throw WebFault.signInNeeded }
        return request.live(concerns: { _, occurrences in occurrences.contains { $0.subject == account } }) { again in
            let copies = try await again.read { try $0.disclosures(of: account) }
            var html = HTML(again.context)
            list(&html, copies)
            return LivePiece(mark: mark(copies), html: html)
        }
    }

    private static func mark(_ copies: [Disclosure]) -> String {
        let text = copies.map { "\($0.id) \($0.state.rawValue) \($0.done)" }.joined(separator: "\n")
        return String(Digest(of: text).hex.prefix(16))
    }

    private static func list(_ html: inout HTML, _ copies: [Disclosure]) {
        guard !copies.isEmpty else { return }
        html.h2(html.say("disclosures.copies"))
        for copy in copies {
            html.section(.class("card")) { html in
                html.h3(html.say("disclosures.copy", ["moment": Written.moment(copy.requestedAt, html.language)]))
                switch copy.state {
                case .waiting:
                    let values = ["done": String(copy.done), "total": String(copy.total)]
                    // Before the work begins nobody has counted.
                    let words = html.say(copy.total == 0 ? "disclosures.begun" : "disclosures.waiting", values)
                    html.p(words)
                    html.progress(
                        words, .aria("label", html.say("disclosures.progress")),
                        .attribute("max", String(max(1, copy.total))), .attribute("value", String(copy.done)))
                    html.p { html in html.a(html.say("disclosures.again"), .href("/disclosures")) }
                case .ready:
                    html.p(
                        html.say(
                            "disclosures.ready",
                            [
                                "size": Written.bytes(copy.bytes ?? 0, html.language),
                                "moment": copy.expiresAt.map { Written.moment($0, html.language) } ?? "",
                            ]))
                    html.p { html in html.linkButton(html.say("disclosures.fetch"), "/disclosures/\(copy.id)/file") }
                case .expired:
                    html.p(html.say("disclosures.expired"), .class("hint"))
                }
            }
        }
    }

    static func fetch(_ request: Request) async throws -> Response {
        guard let id = ID<Disclosure>(checking: request.parameter("id")) else { throw DisclosureFault.gone }
        let account = request.caller.account
        guard let copy = try await request.read({ try $0.disclosure(id, of: account) }), copy.state == .ready,
            let digest = copy.sha256, copy.expiresAt.map({ $0 > request.now }) ?? false
        else { throw DisclosureFault.gone }
        let name = request.say("disclosures.file", ["date": copy.requestedAt.date().description])
        return try Response.file(
            copy.path(in: try request.store.part(DocumentStore.self)), type: "application/zip", filename: "\(name).zip",
            digest: digest,
            for: request
        ).with("cache-control", "private, no-store").with("x-content-type-options", "nosniff")
    }
}
