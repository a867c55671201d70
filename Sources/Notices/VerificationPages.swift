import Folders
import Kernel
import PDF
import Store
import Web

/// Anybody may ask whether a document is genuine and still holds; whoever has its code learns that and no more.
enum VerificationPages {
    static let address = "/notices/verification"

    /// For whoever cannot scan: the code is typed in.
    static func ask(_ request: Request) async throws -> Response {
        guard let typed = request.query("code") else { return form(request, error: nil, status: 200) }
        guard let code = VerificationCode.normal(typed) else {
            return form(request, error: request.say("notices.verification.form"), status: 422)
        }
        return .redirect("\(address)/\(code)")
    }

    private static func form(_ request: Request, error: String?, status: Int) -> Response {
        request.page(request.say("notices.verification.title"), status: status) { html in
            if let error { html.errorSummary([ErrorLine("code", error)]) }
            html.p(html.say("notices.verification.lead"))
            html.searchForm(address) { html in
                html.textField(
                    "code",
                    FieldText(
                        html.say("notices.verification.code"), hint: html.say("notices.verification.code.hint"), error: error),
                    autocomplete: "off", width: .half)
                html.submit(html.say("notices.verification.button"))
            }
        }
    }

    static func show(_ request: Request) async throws -> Response {
        let code = VerificationCode.normal(request.parameter("code"))
        let found = try await request.read { reader in try code.flatMap { try reader.verification(code: $0) } }
        guard let found else { return unknown(request) }
        let today = request.now.date()
        let status = found.status(on: today)
        let city = try request.store.part(City.self)
        let layout = PageLayout(area: .portal, kicker: request.say("notices.verification.title"))
        let page = request.page(found.title[request.language], layout: layout) { html in
            html.alert(kind(status), title: html.say("notices.verification.\(status.rawValue)")) { html in
                html.p(html.say("notices.verification.\(status.rawValue).text", words(found, today, html.language)))
            }
            var rows = found.lines.map { SummaryRow($0.label[html.language], $0.value[html.language]) }
            rows.append(SummaryRow(html.say("notices.verification.from"), Written.longDate(found.validFrom, html.language)))
            rows.append(SummaryRow(html.say("notices.verification.until"), Written.longDate(found.validUntil, html.language)))
            rows.append(SummaryRow(html.say("notices.verification.by"), city.fullName[html.language]))
            html.summaryList(rows)
            html.p(html.say("notices.verification.masked"), .class("hint"))
            html.p(html.say("notices.verification.compare"))
        }
        return quiet(page)
    }

    private static func words(_ found: Verification, _ today: LocalDate, _ language: Language) -> [String: String] {
        [
            "today": Written.longDate(today, language), "from": Written.longDate(found.validFrom, language),
            "until": Written.longDate(found.validUntil, language),
            "ended": Written.longDate(found.endedOn ?? found.validUntil, language),
        ]
    }

    private static func kind(_ status: Verification.Status) -> AlertKind {
        switch status {
        case .valid: .success
        case .notYet: .warning
        case .expired, .replaced, .withdrawn: .error
        }
    }

    private static func unknown(_ request: Request) -> Response {
        let page = request.page(request.say("notices.verification.unknown"), status: 404, layout: PageLayout(area: .portal)) {
            html in
            html.alert(.error, html.say("notices.verification.unknown.text"))
            html.p { html in html.a(html.say("notices.verification.again"), .href(address)) }
        }
        return quiet(page)
    }

    /// The address is a secret of whoever holds the document: no search engine lists it, no cache keeps what held yesterday.
    private static func quiet(_ response: Response) -> Response {
        response.with("x-robots-tag", "noindex, nofollow").with("cache-control", "no-store")
    }
}

extension HTML {
    /// The code of a document as it stands in its letter, drawn, and as a link.
    mutating func verificationCode(_ code: NoticeText.Code) {
        guard let drawing = QRCode(code.address) else { return }
        figure(.class("qr-code")) { html in
            html.element(
                "svg",
                [
                    .attribute("viewBox", "0 0 \(drawing.extent) \(drawing.extent)"), .role("img"),
                    .aria("label", html.say("notices.verification.alternative")), .attribute("width", "180"),
                    .attribute("height", "180"), .literal("shape-rendering", "crispEdges"),
                ]
            ) { html in
                html.element("rect", [.literal("width", "100%"), .literal("height", "100%"), .literal("fill", "#ffffff")]) { _ in
                }
                html.element("path", [.literal("fill", "#000000"), .attribute("d", drawing.path)]) { _ in }
            }
            html.figcaption { html in
                html.a(html.say("notices.verification.open"), .href("\(VerificationPages.address)/\(code.code)"))
            }
        }
    }
}
