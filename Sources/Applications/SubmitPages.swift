import Catalogue
import Documents
import FEEL
import Folders
import Forms
import Identity
import Kernel
import Procedures
import Store
import Web

/// Sending a draft off, and what the applicant reads then.
enum SubmitPages {
    static func submit(_ request: Request) async throws -> Response {
        guard let draft = ID<Draft>(checking: try await request.form().text("draft")) else { throw FormFault.draftNotFound }
        let body = Digest(of: "draft")
        let key = SubmitApplication.Key(scope: "draft", slug: "", key: draft.text, body: body)
        // Pressed twice: the second press leads to where the first one did.
        if let before = try await request.read({ try $0.submission(key) }) {
            let caller = try await Admission.caller(of: request)
            _ = try await request.read { try $0.procedure(before.id, visibleTo: caller) }
            return confirmed(before.id)
        }
        let open = try await OpenDraft.load(draft.text, request)
        guard !open.isGone else { return .redirect("/forms/drafts/\(draft)") }
        // What staff enter goes the way of the counter, which asks for their permission.
        guard open.draft.entry == nil else { throw FormFault.draftNotFound }
        if open.service.folder.about.account == .required, request.caller.account == nil { throw WebFault.signInNeeded }
        guard open.result.isValid else {
            if request.wantsJSON { throw InvalidInput(open.problems()) }
            return .redirect("/forms/drafts/\(draft)/summary")
        }
        // How the post goes is the choice of whoever is represented.
        if open.draft.mandate == nil, let missing = try await SendingPages.missing(request, draft) { return missing }
        let former = try await former(open.draft.follows, request)
        let content = SubmitApplication.Content(
            slug: open.draft.slug, answers: open.result.answers, values: open.result.values.typedJSON, language: request.language,
            documents: open.form.files(in: open.result.answers).map { ($0.field, $0.id) },
            fileNames: open.files.mapValues(\.name), origins: open.draft.origins ?? [:], former: former,
            follows: open.draft.follows)
        let submitted = try await request.perform(
            SubmitApplication(
                content, owner: request.caller.account, session: Uploads.session(of: request), key: key,
                draft: (draft, DraftKey(request)), visit: request.caller.account == nil ? Admission.visit(request) : nil,
                mandate: open.draft.mandate))
        return confirmed(submitted.id)
    }

    /// The case that a draft follows, as it is at this moment.
    private static func former(_ follows: Followed?, _ request: Request) async throws -> Former? {
        guard let follows else { return nil }
        let caller = try await Admission.caller(of: request)
        return try await request.read { try $0.former(ID(follows.procedure), of: caller) }
    }

    private static func confirmed(_ id: ID<Procedure>) -> Response { .redirect("/applications/\(id)/confirmation") }

    static func confirmation(_ request: Request) async throws -> Response {
        let status = try await ApplicationStatus.load(request, try await Admission.caller(of: request))
        guard let sent = status.sent else { return .redirect("/applications/\(status.procedure.id)") }
        let address = "/applications/\(status.procedure.id)"
        var code: String?
        if request.caller.account == nil, let nonce = sent.nonce {
            code = AccessCode.make(try request.store.part(SecretKey.self), nonce: nonce)
        }
        let layout = PageLayout(area: .portal, breadcrumb: StatusPages.crumbs(request), kicker: status.words.title)
        return request.page(request.say("applications.sent.title"), layout: layout) { html in
            html.alert(.success, title: html.say("applications.sent")) { html in
                html.p(html.say("applications.sent.at", ["when": Written.moment(sent.at, html.language)]))
            }
            html.summaryList([
                SummaryRow(
                    html.say("applications.reference"),
                    html: html.piece { $0.copyable(sent.reference, label: request.say("applications.reference")) })
            ])
            if let code { note(&html, AccessCode.grouped(code)) }
            if let after = status.words.text("service.after") {
                html.h2(html.say("applications.sent.after"))
                html.markdown(after, level: 3)
            }
            html.ul { html in
                html.li { html in html.a(html.say("applications.sent.status"), .href(address)) }
                html.li { html in html.a(html.say("applications.receipt.download"), .href(address + "/receipt")) }
            }
        }
    }

    private static func note(_ html: inout HTML, _ code: String) {
        html.alert(.warning, title: html.say("applications.code.title")) { html in
            html.p(html.say("applications.code"))
            html.p(.class("access-code")) { html in html.copyable(code, label: html.say("applications.access.code")) }
        }
    }
}
