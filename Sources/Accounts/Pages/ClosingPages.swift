import Identity
import Kernel
import Store
import Web

/// Closing the account: what goes, what stays, and how one gets on without it.
enum ClosingPages {
    static func show(_ request: Request) async throws -> Response { try await page(request, nil) }

    static func close(_ request: Request) async throws -> Response {
        guard let account = request.caller.account else { throw WebFault.signInNeeded }
        let password = try await request.form()["password"] ?? ""
        if password.isEmpty { return try await page(request, request.say("identity.password.missing")) }
        if let problem = try await OwnPassword.problem(password, request) { return try await page(request, problem) }
        try await request.perform(CloseAccount())
        let language = request.language
        let remaining = try await request.read { try RemainingCases.of(account, language, in: $0) }
        // The page is shown once and never again: it is the only place where the codes stand.
        let visitor = request.signedOut()
        return visitor.page(visitor.say("accounts.closing.done.title")) { html in
            html.alert(.success, html.say("accounts.closing.done"))
            let coded = remaining.filter { $0.code != nil }
            guard !coded.isEmpty else { return }
            html.alert(.warning, title: html.say("accounts.closing.codes.title")) { html in
                html.p(html.say("accounts.closing.codes"))
            }
            for entry in coded {
                html.section(.class("card")) { html in
                    html.h2("\(entry.title), \(entry.reference)")
                    html.p(.class("access-code")) { html in
                        html.copyable(entry.code ?? "", label: html.say("accounts.closing.code"))
                    }
                }
            }
            html.p { html in html.a(html.say("accounts.closing.access"), .href("/applications/access")) }
        }.with("cache-control", "no-store")
    }

    private static func page(_ request: Request, _ problem: String?) async throws -> Response {
        guard let account = request.caller.account else { throw WebFault.signInNeeded }
        let language = request.language
        let remaining = try await request.read { try RemainingCases.of(account, language, in: $0) }
        let title = request.say("accounts.closing.title")
        let layout = PageLayout(
            breadcrumb: [Crumb(request.say("accounts.profile.title"), "/accounts/profile")],
            windowTitle: problem == nil ? nil : request.say("accounts.error.window", ["title": title]))
        return request.page(title, status: problem == nil ? 200 : 422, layout: layout) { html in
            if let problem { html.errorSummary([ErrorLine("password", problem)]) }
            html.p(html.say("accounts.closing.lead"), .class("lead"))
            html.h2(html.say("accounts.closing.goes"))
            html.ul { html in
                for part in ["profile", "drafts", "mailbox", "sessions"] {
                    html.li { html in html.text(html.say("accounts.closing.goes.\(part)")) }
                }
            }
            html.h2(html.say("accounts.closing.stays"))
            html.ul { html in
                for part in ["files", "log"] { html.li { html in html.text(html.say("accounts.closing.stays.\(part)")) } }
            }
            let open = remaining.filter(\.isOpen)
            if !open.isEmpty {
                html.h2(html.say("accounts.closing.open"))
                html.p(html.say("accounts.closing.open.text"))
                html.ul { html in
                    for entry in open { html.li { html in html.text("\(entry.title), \(entry.reference)") } }
                }
            }
            html.p(html.say("accounts.closing.export"))
            html.p { html in html.linkButton(html.say("accounts.profile.export"), "/disclosures", style: .secondary) }
            html.h2(html.say("accounts.closing.confirm"))
            html.form("/accounts/closing", action: CloseAccount.name) { html in
                OwnPassword.field(&html, problem)
                html.submit(html.say("accounts.closing.button"), style: .danger)
            }
        }
    }
}
