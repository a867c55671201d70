import Identity
import Kernel
import Store
import Web

/// What the account says of its owner, and the ways to the pages of the sign-in.
enum ProfilePages {
    static func show(_ request: Request) async throws -> Response {
        let account = try await own(request)
        return try await page(request, account, values(account), [:])
    }

    static func change(_ request: Request) async throws -> Response {
        let account = try await own(request)
        let form = try await request.form()
        let profile = Profile(
            givenName: form.text("givenName"), familyName: form.text("familyName"), born: form.date("born"),
            phone: form.optional("phone"),
            street: form.optional("street"), houseNumber: form.optional("houseNumber"), postalCode: form.optional("postalCode"),
            place: form.optional("place"), language: Language(rawValue: form.text("language")) ?? account.language)
        var problems: [String: String] = [:]
        for problem in profile.problems(today: request.now.date()) {
            problems[problem.field] = request.say("accounts.problem.\(problem.code)")
        }
        if profile.born == nil, form.optional("born") != nil { problems["born"] = request.say("accounts.problem.not-a-date") }
        guard problems.isEmpty else {
            return try await page(
                request, account, Dictionary(form.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }),
                problems)
        }
        try await request.perform(ChangeProfile(profile: profile))
        return .redirect("/accounts/profile?saved=1&lang=\(profile.language.rawValue)")
    }

    private static func own(_ request: Request) async throws -> Account {
        let caller = request.caller
        guard let account = try await request.read({ try Account.own(caller, in: $0) }) else { throw AccountFault.accountUnknown }
        return account
    }

    private static func values(_ account: Account) -> [String: String] {
        [
            "givenName": account.givenName, "familyName": account.familyName, "born": account.born?.description ?? "",
            "phone": account.phone ?? "", "street": account.street ?? "", "houseNumber": account.houseNumber ?? "",
            "postalCode": account.postalCode ?? "", "place": account.place ?? "", "language": account.language.rawValue,
        ]
    }

    private static let order = ["givenName", "familyName", "born", "phone", "street", "houseNumber", "postalCode", "place"]

    private static func page(_ request: Request, _ account: Account, _ typed: [String: String], _ problems: [String: String])
        async throws -> Response
    {
        let caller = request.caller
        let hasCodes = try await request.read { try Credential.own(caller, in: $0)?.hasCodes ?? false }
        let title = request.say("accounts.profile.title")
        let layout = PageLayout(windowTitle: problems.isEmpty ? nil : request.say("accounts.error.window", ["title": title]))
        return request.page(title, status: problems.isEmpty ? 200 : 422, layout: layout) { html in
            if !problems.isEmpty { html.errorSummary(order.compactMap { name in problems[name].map { ErrorLine(name, $0) } }) }
            if problems.isEmpty, request.query("saved") != nil { html.alert(.success, html.say("accounts.profile.saved")) }
            if problems.isEmpty, request.query("welcome") != nil { html.alert(.success, html.say("accounts.profile.welcome")) }
            html.summaryList([
                SummaryRow(html.say("identity.email"), account.email, change: "/accounts/address"),
                SummaryRow(
                    html.say("identity.second-factor.title"), html.say(hasCodes ? "accounts.codes.on" : "accounts.codes.off"),
                    change: "/identity/second-factor"),
            ])
            html.form("/accounts/profile", action: ChangeProfile.name) { html in fields(&html, typed, problems) }
            html.h2(html.say("accounts.profile.more"))
            html.ul(.class("plain")) { html in
                for (key, address) in [
                    ("delivery", "/delivery/choice"), ("accesses", "/disclosures/accesses"), ("export", "/disclosures"),
                    ("closing", "/accounts/closing"),
                ] {
                    html.li { html in html.a(html.say("accounts.profile.\(key)"), .href(address)) }
                }
            }
            html.h2(html.say("accounts.profile.sign-in"))
            html.ul(.class("plain")) { html in
                for (key, address) in [
                    ("password", "/identity/password"), ("second-factor", "/identity/second-factor"),
                    ("sessions", "/identity/sessions"),
                ] {
                    html.li { html in html.a(html.say("identity.\(key).title"), .href(address)) }
                }
            }
        }
    }

    private static func fields(_ html: inout HTML, _ typed: [String: String], _ problems: [String: String]) {
        func text(_ name: String) -> FieldText { FieldText(html.say("accounts.\(name)"), error: problems[name], optional: true) }
        html.textField("givenName", text("givenName"), value: typed["givenName"], autocomplete: "given-name", width: .half)
        html.textField("familyName", text("familyName"), value: typed["familyName"], autocomplete: "family-name", width: .half)
        html.dateField("born", text("born"), value: typed["born"], autocomplete: "bday")
        html.textField("phone", text("phone"), value: typed["phone"], kind: .telephone, autocomplete: "tel", width: .half)
        html.textField("street", text("street"), value: typed["street"], autocomplete: "address-line1", width: .half)
        html.textField("houseNumber", text("houseNumber"), value: typed["houseNumber"], width: .short)
        html.textField(
            "postalCode", text("postalCode"), value: typed["postalCode"], kind: .number, autocomplete: "postal-code",
            width: .short)
        html.textField("place", text("place"), value: typed["place"], autocomplete: "address-level2", width: .half)
        html.selectField(
            "language", FieldText(html.say("accounts.language")),
            choices: Language.allCases.map { Choice($0.rawValue, Texts.shared("web.language.\($0.rawValue)", $0)) },
            value: typed["language"])
        html.submit(html.say("accounts.profile.button"))
    }
}
