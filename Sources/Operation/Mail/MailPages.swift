import Delivery
import Folders
import Identity
import Kernel
import Organisation
import Store
import Web

/// How mail leaves the house: what holds and where it comes from, the form, tests with their results. A password goes in and
/// never comes out.
enum MailPages {
    struct View: Sendable {
        let record: MailRecord
        let names: [String: String]
        let tests: [MailTest]
        let ownAddress: String?
        /// What a mailer of this process uses.
        let used: MailSettings?
        let isFixed: Bool
        /// Why what was set up is not used.
        let trouble: MailTrouble?
        let city: City

        var mark: String {
            let rows = tests.map { "\($0.id) \($0.outcome?.rawValue ?? "")" } + ["\(record.version)"]
            return String(Digest(of: rows.joined(separator: "\n")).hex.prefix(16))
        }
    }

    private static let fields = ["host", "port", "security", "login", "password", "sender"]

    static func show(_ request: Request) async throws -> Response { try await page(request) }

    static func change(_ request: Request) async throws -> Response {
        let form = try await request.form()
        if form.text("do") == "remove" {
            try await request.perform(ChangeMail(server: nil))
        } else {
            var problems: [String: String] = [:]
            let host = form.text("host")
            if host.isEmpty { problems["host"] = request.say("operation.mail.host.missing") }
            let port = form.int("port")
            if port.map({ !(1...65_535).contains($0) }) ?? (form.optional("port") != nil) {
                problems["port"] = request.say("operation.mail.port.wrong")
            }
            let security = MailSecurity(rawValue: form.text("security"))
            if security == nil { problems["security"] = request.say("operation.mail.security.missing") }
            if let sender = form.optional("sender"), (try? MailAddress(sender)) == nil {
                problems["sender"] = request.say("operation.mail.sender.wrong")
            }
            guard problems.isEmpty, let security else { return try await page(request, typed: form, problems) }
            // Not trimmed: a password may begin with a space.
            let typed = form["password"] ?? ""
            let server = ChangeMail.Server(
                host: host, port: port, security: security, login: form.optional("login"),
                password: form.isOn("forget") ? .forget : typed.isEmpty ? .keep : .set(typed), sender: form.optional("sender"))
            do { try await request.perform(ChangeMail(server: server)) } catch let OperationFault.badMail(field, why) {
                return try await page(request, typed: form, [field: request.say("operation.mail.\(field).\(why)")])
            } catch is MailSettingsProblem {
                return try await page(request, typed: form, ["host": request.say("operation.mail.host.wrong")])
            }
        }
        try await Operation.refresh(request.store)
        return .redirect("/operation/mail?saved=1")
    }

    static func test(_ request: Request) async throws -> Response {
        try await request.perform(TestMail())
        return .redirect("/operation/mail")
    }

    static func live(_ request: Request) async throws -> Response {
        request.live(concerns: { _, occurrences in occurrences.contains { $0.name.hasPrefix("operation.mail") } }) { present in
            let view = try await read(present)
            var html = HTML(present.context)
            tests(view, &html)
            return LivePiece(mark: view.mark, html: html)
        }
    }

    private static func read(_ request: Request) async throws -> View {
        let staff = request.caller.staff
        let used = try? request.store.part(MailSettings.self)
        let isFixed = (try? request.store.part(FixedMail.self)) != nil
        let trouble = isFixed ? nil : MailKeeper.of(request.store).trouble
        return try await request.read { reader in
            let record = try reader.mailRecord()
            let tests: [MailTest] = try reader.all("SELECT * FROM operation_mail_tests ORDER BY id DESC LIMIT 10")
            var names: [String: String] = [:]
            for label in Set(tests.map(\.askedBy) + [record.changedBy ?? ""]) where label.hasPrefix("staff:") {
                names[label] = try Organisation.name(of: String(label.dropFirst(6)), in: reader)
            }
            let own = try staff.flatMap { try Organisation.snapshot(in: reader).people[$0]?.email }
            return View(
                record: record, names: names, tests: tests, ownAddress: own, used: used, isFixed: isFixed,
                trouble: trouble, city: try reader.part(City.self))
        }
    }

    private static func page(_ request: Request, typed: FormData? = nil, _ problems: [String: String] = [:]) async throws
        -> Response
    {
        let view = try await read(request)
        let title = request.say("operation.mail.title")
        let layout = PageLayout(windowTitle: problems.isEmpty ? nil : request.say("web.error.prefix") + title)
        return request.page(title, status: problems.isEmpty ? 200 : 422, layout: layout) { html in
            if !problems.isEmpty {
                html.errorSummary(fields.compactMap { name in problems[name].map { ErrorLine(name, $0) } })
            } else if request.query("saved") != nil {
                html.alert(.success, html.say("operation.mail.saved"))
            }
            html.p(html.say("operation.mail.lead"), .class("lead"))
            present(view, &html)
            if !view.isFixed, request.caller.may(ChangeMail.name) { form(view, typed, problems, &html) }
            html.h2(.id("tests")) { html in html.say(text: "operation.mail.tests") }
            if request.caller.may(TestMail.name), view.used != nil, let own = view.ownAddress {
                html.form("/operation/mail/tests", action: TestMail.name) { html in
                    html.p(html.say("operation.mail.test.to", ["address": own]))
                    html.submit(html.say("operation.mail.test.button"), style: .secondary)
                }
            }
            html.liveRegion(
                Address.path("/operation/mail/live", ["mark": view.mark]), news: html.say("operation.mail.tests.news")
            ) { html in tests(view, &html) }
            secrets(view, &html)
        }
    }

    /// What holds, and who set it.
    private static func present(_ view: View, _ html: inout HTML) {
        html.h2(html.say("operation.mail.present"))
        let record = view.record
        let source = view.isFixed ? "environment" : record.host != nil ? "product" : view.used != nil ? "demo" : "none"
        html.p(html.say("operation.mail.source.\(source)"))
        if let trouble = view.trouble {
            html.alert(
                .error, title: html.say("operation.mail.unusable"),
                trouble.text.map { html.say($0) } ?? html.say("operation.mail.unusable.reason", ["reason": trouble.reason]))
        }
        guard let used = view.used, source != "demo" else { return }
        let security: MailSecurity = used.isTLS ? .tls : used.demandsTLS ? .startTLS : .offered
        var rows = [
            SummaryRow(html.say("operation.mail.server"), "\(used.host):\(used.port)"),
            SummaryRow(html.say("operation.mail.security"), html.say("operation.mail.security.\(security.rawValue)")),
            SummaryRow(html.say("operation.mail.login"), used.user ?? "–"),
            SummaryRow(html.say("operation.mail.sender"), used.from.text),
        ]
        if !view.isFixed, let by = record.changedBy, let at = record.changedAt {
            rows.append(
                SummaryRow(html.say("operation.mail.changed"), "\(view.names[by] ?? by), \(Written.moment(at, html.language))"))
        }
        html.summaryList(rows)
    }

    private static func form(_ view: View, _ typed: FormData?, _ problems: [String: String], _ html: inout HTML) {
        let (record, language) = (view.record, html.language)
        func value(_ name: String, _ stored: String?) -> String? { typed?.text(name) ?? stored }
        func text(_ name: String, hint: Bool = true, optional: Bool = false) -> FieldText {
            FieldText(
                Texts.shared("operation.mail.\(name)", language),
                hint: hint ? Texts.shared("operation.mail.\(name).hint", language) : nil, error: problems[name],
                optional: optional)
        }
        html.h2(html.say("operation.mail.change"))
        html.form("/operation/mail", action: ChangeMail.name) { html in
            html.textField("host", text("host"), value: value("host", record.host), autocomplete: "off", width: .half)
            html.radios(
                "security", text("security", hint: false),
                choices: MailSecurity.allCases.map { Choice($0.rawValue, html.say("operation.mail.security.\($0.rawValue)")) },
                value: value("security", record.security?.rawValue ?? MailSecurity.startTLS.rawValue))
            html.textField(
                "port", text("port", optional: true), value: value("port", record.port.map(String.init)), kind: .number,
                width: .short)
            html.textField(
                "login", text("login", hint: false, optional: true), value: value("login", record.login), autocomplete: "off",
                width: .half)
            html.textField(
                "password", text("password", optional: true), kind: .password, autocomplete: "new-password", width: .half)
            if record.password != nil {
                html.checkbox(
                    "forget", FieldText(html.say("operation.mail.forget"), optional: true), isOn: typed?.isOn("forget") ?? false)
            }
            html.textField(
                "sender",
                FieldText(
                    html.say("operation.mail.sender"),
                    hint: html.say("operation.mail.sender.hint", ["address": view.city.mail.from]), error: problems["sender"],
                    optional: true), value: value("sender", record.sender), kind: .email, autocomplete: "off", width: .half)
            html.div(.class("actions")) { html in
                html.submit(html.say("operation.mail.save"), name: "do", value: "save")
                if record.host != nil {
                    html.submit(html.say("operation.mail.remove"), style: .secondary, name: "do", value: "remove")
                }
            }
        }
    }

    private static func tests(_ view: View, _ html: inout HTML) {
        guard !view.tests.isEmpty else { return html.p(html.say("operation.mail.tests.none")) }
        let language = html.language
        let columns = ["when", "by", "server", "outcome"].map {
            Column(html.say("operation.mail.\($0)"), header: $0 == "when")
        }
        html.table(html.say("operation.mail.tests"), columns: columns, items: view.tests, hidesCaption: true) { test, cells in
            cells.cell(Written.moment(test.askedAt, language))
            cells.cell(view.names[test.askedBy] ?? test.askedBy)
            cells.cell(test.server)
            cells.cell { html in
                let word = test.outcome?.rawValue ?? "running"
                html.badge(
                    html.say("operation.mail.outcome.\(word)"),
                    test.outcome == .accepted ? .success : test.outcome == .refused ? .error : .info)
                if let sentence = test.sentence, !sentence.isEmpty {
                    html.text(" ")
                    html.element("code", [.lang("en")], text: sentence)
                }
            }
        }
    }

    /// Every secret of the city by its name: where it lies and since when, never what it is.
    private static func secrets(_ view: View, _ html: inout HTML) {
        html.h2(html.say("operation.secrets.title"))
        html.p(html.say("operation.secrets.text"))
        let password: String
        if view.isFixed {
            password = html.say(view.used?.password == nil ? "operation.secrets.none" : "operation.secrets.environment")
        } else if let at = view.record.passwordAt {
            password = html.say("operation.secrets.sealed", ["moment": Written.moment(at, html.language)])
        } else {
            password = html.say("operation.secrets.none")
        }
        html.summaryList([
            SummaryRow(html.say("operation.secrets.key"), html.say("operation.secrets.outside")),
            SummaryRow(html.say("operation.secrets.mail"), password),
        ])
    }
}
