import Catalogue
import Folders
import Forms
import Identity
import Kernel
import Notices
import Procedures
import Store
import Web

/// Renewing or changing: what was said last time, what is asked anew, and the way into the form.
enum FollowUpPages {
    static func address(_ procedure: ID<Procedure>, _ kind: FollowUpKind) -> String {
        "/applications/\(procedure)/follow-up/\(kind.rawValue)"
    }

    static func ask(_ request: Request) async throws -> Response {
        let (status, offer) = try await load(request)
        guard let offer else { throw ApplicationFault.notFollowable }
        let words = ServiceWords(offer.service, city: status.words.city, language: request.language, now: request.now)
        let earlier = try await request.read { reader in
            try status.sent.map { try EarlierEntries(offer, $0, in: reader) }
        }
        let address = "/applications/\(status.procedure.id)"
        let layout = PageLayout(
            area: .portal, breadcrumb: StatusPages.crumbs(request) + [Crumb(status.procedure.reference, address)],
            kicker: words.title)
        return request.page(words("\(offer.kind.rawValue).label"), layout: layout) { html in
            html.p(
                html.say(
                    "applications.follow.until",
                    [
                        "reference": status.procedure.reference,
                        "date": Written.longDate(offer.holding.validUntil, html.language),
                    ]), .class("lead"))
            if let hint = words.text("\(offer.kind.rawValue).hint") { html.p(hint) }
            asked(&html, offer, FieldWords(words))
            html.form(FollowUpPages.address(status.procedure.id, offer.kind), action: BeginFollowUp.name) { html in
                if let earlier, !earlier.entries.isEmpty { taken(&html, earlier, FieldWords(words)) }
                html.submit(html.say("applications.follow.button"))
            }
            html.p { html in html.a(html.say("applications.objection.back"), .href(address)) }
        }
    }

    /// What last time's application said, with its day; everything is ticked, because coming here is asking for it.
    private static func taken(_ html: inout HTML, _ earlier: EarlierEntries, _ words: FieldWords) {
        html.checkboxes(
            "take",
            FieldText(
                html.say("applications.follow.take"),
                hint: html.say(
                    "applications.follow.origin",
                    [
                        "reference": earlier.sent.reference,
                        "date": Written.longDate(earlier.sent.at.date(), html.language),
                    ]), optional: true),
            choices: earlier.entries.map { field, value in
                let text = (AnswerSection.text(value, field, words) ?? "").replacing("\n", with: ", ")
                return Choice(field.id, "\(words.label(field.id)): \(text)")
            }, values: Set(earlier.entries.map(\.field.id)))
    }

    private static func asked(_ html: inout HTML, _ offer: FollowUpOffer, _ words: FieldWords) {
        // A confirmation is no question.
        let asks = offer.rule.asks.filter { offer.service.folder.form.field($0)?.type != .yesNo }
        guard !asks.isEmpty else { return }
        html.p(html.say("applications.follow.asks"))
        html.ul { html in for field in asks { html.li { html in html.text(words.label(field)) } } }
    }

    static func begin(_ request: Request) async throws -> Response {
        let (status, offer) = try await load(request)
        guard let offer else { throw ApplicationFault.notFollowable }
        var key = DraftKey(request)
        var opened: OpenedSession?
        if request.caller.isAnonymous {
            let visit = try await request.visit()
            opened = visit.opened
            key = DraftKey(account: nil, session: "session:\(visit.id)")
        }
        let fields = Set(try await request.form().all("take"))
        let action = BeginFollowUp(
            procedure: status.procedure.id, kind: offer.kind, fields: fields, key: key, language: request.language)
        let draft = try await request.store.perform(action, as: try await Admission.caller(of: request))
        return Response.redirect("/forms/drafts/\(draft)").with(
            opened, settings: IdentitySettings.of(request.store.parts))
    }

    private static func load(_ request: Request) async throws -> (ApplicationStatus, FollowUpOffer?) {
        let caller = try await Admission.caller(of: request)
        guard let kind = FollowUpKind(rawValue: request.parameter("kind")) else { throw WebFault.notFound }
        let status = try await ApplicationStatus.loadOwn(request, caller)
        if status.words.service.folder.about.account == .required, caller.account == nil { throw WebFault.signInNeeded }
        return (status, status.offers.first { $0.kind == kind })
    }
}
