import Catalogue
import Folders
import Kernel
import Mandates
import Notices
import Procedures
import Store
import Web

/// The page of one application.
enum StatusPages {
    static func crumbs(_ request: Request) -> [Crumb] { [Crumb(request.say("applications.title"), "/applications")] }

    static func show(_ request: Request) async throws -> Response {
        let side = try await ActingSide.of(request)
        let status = try await ApplicationStatus.load(request, side.caller)
        let layout = PageLayout(area: .portal, breadcrumb: crumbs(request), kicker: status.procedure.reference)
        let mandate = side.mandate(at: status.procedure)
        return request.page(status.words.title, layout: layout) { html in
            if let mandate { html.alert(.info, html.say("applications.represents", ["name": mandate.principalName])) }
            if status.procedure.state.isOver {
                present(&html, status)
            } else {
                let live = request.at("/applications/\(status.procedure.id)/live").address(with: ["mark": status.mark])
                html.liveRegion(live, news: html.say("applications.news")) { html in present(&html, status) }
            }
            more(&html, status)
        }
    }

    /// The part that renews itself while the page is open.
    static func live(_ request: Request) async throws -> Response {
        let status = try await ApplicationStatus.load(request, try await Admission.caller(of: request))
        let subject = status.procedure.id.text
        return request.live(concerns: { _, occurrences in occurrences.contains { $0.subject == subject } }) { again in
            let status = try await ApplicationStatus.load(again, try await Admission.caller(of: again))
            var html = HTML(again.context)
            present(&html, status)
            return LivePiece(mark: status.mark, html: html)
        }
    }

    private static func present(_ html: inout HTML, _ status: ApplicationStatus) {
        html.p { html in
            html.badge(status.stateText, badge(status.procedure.state))
            if let outcome = status.outcomeText {
                html.text(" ")
                html.badge(outcome, status.procedure.outcome == .refused ? .warning : .success)
            }
        }
        StatusRequests.write(status, &html)
        StatusObjections.write(status, &html)
        requests(&html, status)
        next(&html, status)
        followUps(&html, status)
        notices(&html, status)
        html.h2(html.say("applications.timeline"))
        timeline(&html, status)
    }

    private static func badge(_ state: Procedure.State) -> AlertKind {
        switch state {
        case .documentsRequested, .hearing: .warning
        case .decided: .success
        default: .info
        }
    }

    /// What the applicant is asked for stands first.
    private static func requests(_ html: inout HTML, _ status: ApplicationStatus) {
        guard !status.tasks.isEmpty, status.isApplicant else { return }
        html.alert(.warning, title: html.say("applications.request")) { html in
            for task in status.tasks { html.p(status.words("tasks.\(task.element)")) }
            if let due = status.tasks.compactMap(\.due).min() {
                html.p(html.say("applications.request.due", ["date": Written.longDate(due, html.language)]))
            }
            html.p { html in
                html.linkButton(html.say("applications.request.button"), "/applications/\(status.procedure.id)/evidence")
            }
        }
    }

    private static func next(_ html: inout HTML, _ status: ApplicationStatus) {
        guard let next = status.next else { return }
        let date = Written.longDate(next.date, html.language)
        html.p(.class("lead")) { html in html.strong(html.say("applications.next", ["date": date, "name": next.name])) }
        html.p(html.say("applications.next.why", ["why": next.why]))
    }

    /// What holds until when, and what its holder can apply for.
    private static func followUps(_ html: inout HTML, _ status: ApplicationStatus) {
        guard let first = status.offers.first else { return }
        html.section(.class("card"), .aria("labelledby", "follow-up")) { html in
            html.h2(html.say("applications.follow.title"), .id("follow-up"))
            html.p(html.say("applications.follow.holds", ["date": Written.longDate(first.holding.validUntil, html.language)]))
            html.div(.class("actions")) { html in
                for offer in status.offers {
                    html.linkButton(
                        status.words("\(offer.kind.rawValue).label"), FollowUpPages.address(status.procedure.id, offer.kind),
                        style: offer.kind == .renewal ? .primary : .secondary)
                }
            }
        }
    }

    private static func notices(_ html: inout HTML, _ status: ApplicationStatus) {
        guard !status.notices.isEmpty else { return }
        html.h2(html.say("applications.notices"))
        for notice in status.notices.reversed() {
            html.section(.class("card")) { html in
                html.h3(status.title(of: notice.template, at: notice.issuedAt))
                if let how = notice.replacement {
                    html.p { html in html.badge(html.say("notices.replaced.\(how.rawValue)"), .warning) }
                }
                html.p(Written.longDate(notice.issuedAt.date(), html.language), .class("hint"))
                if let explained = status.explanation(of: notice.template, at: notice.issuedAt) { html.p(explained) }
                if notice.document == nil {
                    html.p(html.say("applications.notice.waiting"))
                } else {
                    html.p { html in
                        html.linkButton(
                            html.say("applications.notice.download"), "/applications/\(status.procedure.id)/notices/\(notice.id)")
                    }
                }
                html.p { html in html.a(html.say("applications.notice.why"), .href("/notices/\(notice.id)")) }
            }
        }
    }

    private static func timeline(_ html: inout HTML, _ status: ApplicationStatus) {
        let language = html.language
        let entries = status.timeline
        let past = entries.filter { $0.due.map { $0 < status.today } ?? true }.map { entry in
            let at = entry.due.map { Written.longDate($0, language) } ?? Written.moment(entry.at, language)
            let question = entry.due == nil ? nil : html.say("applications.date.why")
            return (
                entry.due.map { Instant(startOf: $0) } ?? entry.at,
                TimelineEntry(at: at, entry.text, text: entry.detail, question: question)
            )
        }
        let ahead = entries.filter { $0.due.map { $0 >= status.today } ?? false }.sorted {
            ($0.due ?? status.today) < ($1.due ?? status.today)
        }
        html.timeline(
            past.sorted { $0.0 < $1.0 }.map(\.1)
                + ahead.map { entry in
                    TimelineEntry(
                        at: entry.due.map { Written.longDate($0, language) } ?? "", entry.text, text: entry.detail,
                        question: html.say("applications.date.why"), ahead: true)
                })
    }

    private static func more(_ html: inout HTML, _ status: ApplicationStatus) {
        html.h2(html.say("applications.more"))
        html.ul { html in
            if status.sent != nil {
                html.li { html in
                    html.a(html.say("applications.receipt.download"), .href("/applications/\(status.procedure.id)/receipt"))
                }
            }
            if status.canObject, status.isApplicant {
                html.li { html in
                    html.a(html.say("applications.objection.title"), .href("/applications/\(status.procedure.id)/objection"))
                }
            }
            if status.procedure.owner != nil, !status.isCompany, status.isApplicant {
                html.li { html in
                    html.a(html.say("applications.delivery"), .href("/applications/\(status.procedure.id)/delivery"))
                }
            }
            if status.canBeWithdrawn, status.isApplicant {
                html.li { html in
                    html.a(html.say("applications.withdraw"), .href("/applications/\(status.procedure.id)/withdrawal"))
                }
            }
            html.li { html in
                html.a(html.say("applications.service"), .href("/catalogue/\(Address.encode(status.procedure.slug))"))
            }
        }
    }
}

/// Taking an application back, after being asked whether one means it.
enum WithdrawalPages {
    static func ask(_ request: Request) async throws -> Response {
        let side = try await ActingSide.of(request)
        return page(request, side, try await side.load(request), FormData(), [])
    }

    private static func page(
        _ request: Request, _ side: ActingSide, _ status: ApplicationStatus, _ form: FormData, _ lines: [ErrorLine]
    ) -> Response {
        let address = side.address(status.procedure.id)
        guard status.canBeWithdrawn else { return .redirect(address) }
        let title = request.say(side.isCounter ? "applications.counter.withdrawal" : "applications.withdraw.title")
        let layout = side.layout(request, status, isFaulty: !lines.isEmpty, title: title)
        return request.page(title, status: lines.isEmpty ? 200 : 422, layout: layout) { html in
            html.errorSummary(lines)
            html.p(
                html.say(
                    side.isCounter ? "applications.counter.withdrawal.ask" : "applications.withdraw.ask",
                    ["service": status.words.title]))
            html.alert(.warning, html.say("applications.withdraw.hint"))
            html.form(address + "/withdrawal", action: WithdrawProcedure.name) { html in
                side.arrivalFields(&html, form, lines)
                html.submit(html.say("applications.withdraw.button"), style: .danger)
            }
            html.p { html in html.a(html.say("applications.withdraw.keep"), .href(address)) }
        }
    }

    static func withdraw(_ request: Request) async throws -> Response {
        let side = try await ActingSide.of(request)
        let status = try await side.load(request)
        let id = status.procedure.id
        let form = try await request.form()
        do {
            try await side.perform(
                WithdrawProcedure(procedure: id, arrival: try side.arrival(form)), at: status.procedure, in: request.store)
        } catch let invalid as InvalidInput where !request.wantsJSON {
            return page(request, side, status, form, invalid.lines(request))
        }
        return .redirect(side.address(id))
    }
}
