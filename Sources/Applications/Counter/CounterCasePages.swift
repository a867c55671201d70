import Catalogue
import Folders
import Identity
import Kernel
import PDF
import Procedures
import Store
import Web

/// One case at the counter: as much of it as it takes to accept what its applicant hands over, and to give a receipt.
enum CounterCasePages {
    /// The case, and its code where this member of the staff entered it today for somebody without an account.
    private static func load(_ request: Request) async throws -> (side: ActingSide, status: ApplicationStatus, code: String?) {
        let side = try await ActingSide.of(request)
        let status = try await side.load(request)
        return (side, status, try code(of: status, side, request))
    }

    /// The code is shown to whoever entered the application, and only as long as it is open at the counter: the applicant takes
    /// it along on paper. Nobody of the staff can look it up later.
    private static func code(of status: ApplicationStatus, _ side: ActingSide, _ request: Request) throws -> String? {
        guard status.procedure.owner == nil, let sent = status.sent, let nonce = sent.nonce, let by = sent.enteredBy,
            by == request.caller.staff, side.caller.grants.contains(status.procedure.id.text),
            sent.at > request.now.adding(seconds: -OpenAtCounter.hours * 3600)
        else { return nil }
        return AccessCode.make(try request.store.part(SecretKey.self), nonce: nonce)
    }

    static func show(_ request: Request) async throws -> Response {
        let (side, status, code) = try await load(request)
        let address = side.address(status.procedure.id)
        let layout = PageLayout(breadcrumb: CounterPages.crumbs(request), kicker: status.words.title)
        return request.page("\(status.procedure.reference), \(status.procedure.applicant)", layout: layout) { html in
            if request.query("entered") != nil {
                html.alert(.success, title: html.say("applications.counter.entered")) { html in
                    html.p(html.say("applications.counter.entered.text"))
                }
            }
            html.summaryList(rows(status, html))
            if let code {
                html.alert(.warning, title: html.say("applications.counter.code.title")) { html in
                    html.p(html.say("applications.counter.code"))
                    html.p(.class("access-code")) { html in
                        html.copyable(AccessCode.grouped(code), label: html.say("applications.access.code"))
                    }
                }
            }
            if status.sent != nil {
                html.p { html in html.linkButton(html.say("applications.counter.handout"), address + "/handout") }
            }
            steps(&html, status, address)
            html.p { html in html.a(html.say("applications.authority"), .href(address + "/authority")) }
            if status.procedure.owner != nil, !status.isCompany {
                html.p { html in html.a(html.say("applications.delivery"), .href(address + "/delivery")) }
            }
            if side.caller.units.contains(status.procedure.unit) {
                html.p { html in html.a(html.say("applications.counter.procedure"), .href("/procedures/\(status.procedure.id)")) }
            }
        }
    }

    private static func rows(_ status: ApplicationStatus, _ html: HTML) -> [SummaryRow] {
        let procedure = status.procedure
        var rows = [
            SummaryRow(html.say("applications.reference"), procedure.reference),
            SummaryRow(html.say("applications.paper.applicant"), procedure.applicant),
            SummaryRow(
                html.say("applications.counter.received"), Written.longDate(procedure.receivedAt.date(), html.language)),
            SummaryRow(html.say("procedures.channel"), html.say("procedures.channel.\(procedure.channel)")),
            SummaryRow(
                html.say("applications.column.state"),
                [status.stateText, status.outcomeText].compactMap { $0 }.joined(separator: ", ")),
            SummaryRow(
                html.say("applications.counter.account"),
                html.say(procedure.owner == nil ? "applications.counter.account.no" : "applications.counter.account.yes")),
        ]
        if let next = status.next {
            rows.append(
                SummaryRow(
                    html.say("applications.column.next"), "\(next.name), \(Written.longDate(next.date, html.language))"))
        }
        return rows
    }

    /// What can be taken in for this case.
    private static func steps(_ html: inout HTML, _ status: ApplicationStatus, _ address: String) {
        html.h2(html.say("applications.counter.steps"))
        let requests = status.requests.filter { status.takesAnswer($0) }
        guard !requests.isEmpty || !status.tasks.isEmpty || status.canBeWithdrawn else {
            return html.p(html.say("applications.counter.steps.none"))
        }
        html.ul { html in
            for request in requests {
                html.li { html in
                    html.a(
                        html.say("applications.counter.answer.\(request.kind.rawValue)"),
                        .href("\(address)/requests/\(request.id)"))
                    html.text(
                        " (" + html.say("applications.request.due", ["date": Written.longDate(request.due, html.language)])
                            + ")")
                }
            }
            if !status.tasks.isEmpty {
                html.li { html in html.a(html.say("applications.counter.evidence"), .href(address + "/evidence")) }
            }
            if status.canBeWithdrawn {
                html.li { html in html.a(html.say("applications.counter.withdrawal"), .href(address + "/withdrawal")) }
            }
        }
    }

    /// The sheet that the applicant takes home. It is made anew each time and kept nowhere, because the code stands on it.
    static func handout(_ request: Request) async throws -> Response {
        let (_, status, code) = try await load(request)
        guard let sent = status.sent else { throw WebFault.notFound }
        let city = try request.store.part(City.self)
        let origin = try? request.store.part(PublicOrigin.self).text
        let report = CounterReceipt(status: status, sent: sent, code: code, origin: origin, city: city, at: request.now).report
        return Response.bytes(try PDF.render(report), type: "application/pdf", filename: "\(report.title) \(sent.reference).pdf")
            .with("cache-control", "private, no-store")
    }
}

/// The receipt that is handed over at the counter or posted, in the language of the application.
private struct CounterReceipt {
    let status: ApplicationStatus
    let sent: SentApplication
    let code: String?
    let origin: String?
    let city: City
    let at: Instant

    private func say(_ key: String, _ values: [String: String] = [:]) -> String { Texts.shared(key, sent.language, values) }

    var report: Report {
        let language = sent.language
        let words = ServiceWords(status.words.service, city: city, language: language, now: at)
        var body: [Block] = [
            Block(
                .keyValues([
                    KeyValue(say("applications.reference"), sent.reference),
                    KeyValue(say("applications.column.service"), words.title),
                    KeyValue(say("applications.paper.applicant"), status.procedure.applicant),
                    KeyValue(
                        say("applications.paper.received"), Written.longDate(sent.arrived?.day ?? sent.at.date(), language)),
                ])),
            .paragraph(say("applications.counter.handout.text")),
        ]
        if let code {
            let place = origin.map { $0 + "/applications/access" } ?? "/applications/access"
            body += [
                Block(.heading(level: 1, [.text(say("applications.access.code"))]), keepsWithNext: true),
                Block(.paragraph([.strong([.text(AccessCode.grouped(code))])])),
                .paragraph(say("applications.counter.handout.code", ["address": place])),
                .paragraph(say("applications.code")),
            ]
        }
        if let after = words.text("service.after") {
            body.append(Block(.heading(level: 1, [.text(say("applications.sent.after"))]), keepsWithNext: true))
            body += Markdown.blocks(from: after)
        }
        let title = say("applications.receipt.title")
        return Report(
            language: language, issuer: city.fullName[language], title: "\(title): \(words.title)", reference: sent.reference,
            body: body,
            details: DocumentDetails(
                title: "\(title), \(sent.reference)", author: city.fullName[language], subject: words.title, created: at))
    }
}
