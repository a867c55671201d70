import Identity
import Kernel
@testable import Organisation
import Store
import Testing
import Web

@Suite struct OrganisationTests {
    @Test("the same plan again changes nothing and fires nothing; another one closes what it leaves out")
    func load() async throws {
        let bed = try await Bed()
        try await Organisation.load(Bed.plan, into: bed.store)
        #expect(try await bed.store.perform(LoadOrganisation(Bed.plan), as: .system("test")) == false)
        #expect(try await bed.events == ["organisation.loaded"])
        let id = try await bed.add("Karla", post: "tax-clerk")
        var smaller = Bed.plan
        smaller.posts.removeAll { $0.key == "tax-clerk" }
        smaller.units[1].name = LocalText(de: "Kämmerei")
        try await Organisation.load(smaller, into: bed.store)
        #expect(try await bed.caller(id).posts.isEmpty)
        let chart = try await bed.store.read { try Organisation.snapshot(in: $0) }
        #expect(chart.units["finance"]?.name.de == "Kämmerei")
        #expect(chart.posts["tax-clerk"] == nil)
        try await Organisation.load(Bed.plan, into: bed.store)
        #expect(try await bed.caller(id).posts == ["tax-clerk"])
    }

    @Test("a plan that contradicts itself is refused as a whole", arguments: 0..<5)
    func badPlan(index: Int) async throws {
        let bed = try await Bed()
        var plan = Bed.plan
        switch index {
        case 0: plan.units[3].parent = "nowhere"
        case 1: plan.units[1].parent = "tax"
        case 2: plan.posts[0].unit = "nowhere"
        case 3: plan.posts[0].roles = ["nobody"]
        default: plan.unitRoles["x"] = "nowhere"
        }
        await #expect(throws: OrganisationFault.self) { try await Organisation.load(plan, into: bed.store) }
        #expect(try await bed.store.read { try Organisation.snapshot(in: $0) }.units.count == 4)
    }

    @Test("units are found by the role that services call them by, and people by name even after they have left")
    func names() async throws {
        let bed = try await Bed()
        #expect(try await bed.store.read { try Organisation.unit(forRole: "municipal-taxes", in: $0) } == "tax")
        #expect(try await bed.store.read { try Organisation.unit(forRole: "unknown", in: $0) } == nil)
        let id = try await bed.add("Karla", post: "tax-clerk")
        try await bed.store.perform(DismissPerson(person: id), as: .system("test"))
        #expect(try await bed.store.read { try Organisation.name(of: id.text, in: $0) } == "Karla Winter")
        #expect(try await bed.store.read { try Organisation.name(of: "nobody", in: $0) } == nil)
    }

    @Test("a person gets a sign-in with the post's rights; two people cannot share an address")
    func person() async throws {
        let bed = try await Bed()
        _ = try await bed.add("Karla", post: "tax-clerk")
        await #expect(throws: IdentityFault.emailTaken) { try await bed.add("Karla") }
        #expect(try await bed.store.read { try Organisation.snapshot(in: $0) }.people.count == 1)
        #expect(try await bed.events == ["organisation.loaded", "organisation.person-added", "organisation.post-assigned"])
    }

    @Test("somebody who leaves loses post, deputising and sign-in at once")
    func dismissal() async throws {
        let bed = try await Bed()
        let id = try await bed.add("Karla", post: "tax-clerk")
        let client = try await bed.client("Karla")
        #expect(try await client.get("/organisation").status == 200)
        try await bed.store.perform(DismissPerson(person: id), as: .system("test"))
        #expect(try await client.get("/organisation", follow: false).status == 303)
        await #expect(throws: OrganisationFault.personUnknown) {
            try await bed.store.perform(DismissPerson(person: id), as: .system("test"))
        }
        #expect(try await bed.events.last == "organisation.person-dismissed")
        #expect(
            try await bed.store.read { try Organisation.snapshot(in: $0) }.people(holding: "tax-clerk", on: Bed.today).isEmpty)
    }

    @Test("assigning the same post twice is one assignment; unknown posts and people and backward periods are refused")
    func assignment() async throws {
        let bed = try await Bed()
        let id = try await bed.add("Karla", post: "tax-clerk")
        _ = try await bed.store.perform(AssignPost(person: id, post: "tax-clerk", since: Bed.today), as: .system("test"))
        #expect(try await bed.store.read { try $0.value(Int.self, "SELECT COUNT(*) FROM organisation_holders") } == 1)
        await #expect(throws: OrganisationFault.postUnknown) {
            try await bed.store.perform(AssignPost(person: id, post: "nope", since: Bed.today), as: .system("test"))
        }
        await #expect(throws: OrganisationFault.personUnknown) {
            try await bed.store.perform(AssignPost(person: ID("nope"), post: "mayor", since: Bed.today), as: .system("test"))
        }
        await #expect(throws: OrganisationFault.badPeriod) {
            try await bed.store.perform(
                AssignPost(person: id, post: "mayor", since: Bed.today, until: Bed.today.adding(days: -1)), as: .system("test"))
        }
    }

    @Test("who may assign in one unit may not in another")
    func assignmentScope() async throws {
        let bed = try await Bed()
        let id = try await bed.add("Karla")
        var caller = Caller(.staff("x"), units: ["order"], permissions: ["organisation.assign-post"])
        caller.reaches = [Caller.Reach(units: ["order"], permissions: ["organisation.assign-post"])]
        let inOrder = caller
        await #expect(throws: OrganisationFault.notYours) {
            try await bed.store.perform(AssignPost(person: id, post: "tax-clerk", since: Bed.today), as: inOrder)
        }
        _ = try await bed.store.perform(AssignPost(person: id, post: "order-clerk", since: Bed.today), as: inOrder)
        await #expect(throws: StoreFault.forbidden("organisation.assign-post")) {
            try await bed.store.perform(AssignPost(person: id, post: "order-clerk", since: Bed.today), as: Caller(.staff("y")))
        }
    }

    @Test("an absence gives all of one's posts to a colleague, who is somebody else")
    func absence() async throws {
        let bed = try await Bed()
        let karla = try await bed.add("Karla", post: "tax-clerk")
        _ = try await bed.store.perform(AssignPost(person: karla, post: "order-clerk", since: Bed.today), as: .system("test"))
        let jens = try await bed.add("Jens")
        let caller = try await bed.caller(karla)
        let until = Bed.today.adding(days: 3)
        #expect(try await bed.store.perform(ReportAbsence(since: Bed.today, until: until, deputy: jens), as: caller) == 2)
        #expect(try await bed.caller(jens).posts == ["tax-clerk", "order-clerk"])
        await #expect(throws: OrganisationFault.ownDeputy) {
            try await bed.store.perform(ReportAbsence(since: Bed.today, until: until, deputy: karla), as: caller)
        }
        let none = try await bed.caller(try await bed.add("Mandy"))
        await #expect(throws: OrganisationFault.noPost) {
            try await bed.store.perform(ReportAbsence(since: Bed.today, until: until, deputy: jens), as: none)
        }
        #expect(try await bed.events.filter { $0 == "organisation.deputy-appointed" }.count == 2)
    }

    @Test("deputising is ended by who holds the post, from today on")
    func ending() async throws {
        let bed = try await Bed()
        let karla = try await bed.add("Karla", post: "tax-clerk")
        let jens = try await bed.add("Jens")
        let caller = try await bed.caller(karla)
        let id = try await bed.store.perform(
            AppointDeputy(post: "tax-clerk", person: jens, since: Bed.today, until: Bed.today.adding(days: 9)), as: caller)
        bed.clock.advance(seconds: 86_400)
        let deputy = try await bed.caller(jens)
        await #expect(throws: OrganisationFault.notYours) { try await bed.store.perform(EndDeputy(deputy: id), as: deputy) }
        try await bed.store.perform(EndDeputy(deputy: id), as: caller)
        #expect(try await bed.caller(jens).posts.isEmpty)
        #expect(try await bed.events.last == "organisation.deputy-ended")
        await #expect(throws: OrganisationFault.deputyUnknown) {
            try await bed.store.perform(EndDeputy(deputy: ID("nope")), as: caller)
        }
    }
}

@Suite struct OrganisationPageTests {
    @Test(
        "staff read the chart, citizens and visitors do not",
        arguments: ["/organisation", "/organisation/own", "/organisation/posts/tax-clerk"])
    func reading(path: String) async throws {
        let bed = try await Bed()
        _ = try await bed.add("Karla", post: "tax-clerk")
        let client = try await bed.client("Karla")
        for language in ["de", "en", "ls"] {
            let reply = try await client.get("\(path)?lang=\(language)")
            #expect(reply.status == 200)
            #expect(reply.words.contains(language == "en" ? "Tax clerk" : "Sachbearbeitung Steuern"))
        }
        #expect(try await InProcessClient(try bed.app()).get(path, follow: false).status == 303)
    }

    @Test("absence on the page: all mistakes at once at their fields, what was typed stays, then it is entered")
    func absence() async throws {
        let bed = try await Bed()
        _ = try await bed.add("Karla", post: "tax-clerk")
        let jens = try await bed.add("Jens")
        let client = try await bed.client("Karla")
        let wrong = try await client.post(
            "/organisation/absences?lang=de", form: ["person": "", "since": "1.4.2026", "until": "nie"])
        #expect(wrong.status == 422)
        #expect(wrong.words.contains("Bitte wählen Sie eine Person."))
        #expect(wrong.words.contains("Bitte geben Sie ein Datum an"))
        #expect(wrong.text.contains("1.4.2026"))
        #expect(wrong.text.contains("data-action=\"organisation.report-absence\""))
        let right = try await client.post(
            "/organisation/absences", form: ["person": jens.text, "since": "1.4.2026", "until": "3.4.2026"])
        #expect(right.path == "/organisation/own")
        #expect(right.words.contains("Jens Winter vertritt Sachbearbeitung Steuern vom 01.04.2026 bis 03.04.2026."))
    }

    @Test("only whoever may assign posts sees the form for it and can send it")
    func assignment() async throws {
        let bed = try await Bed()
        _ = try await bed.add("Robin", post: "admin")
        let karla = try await bed.add("Karla", post: "order-clerk")
        let clerk = try await bed.client("Karla")
        #expect(!(try await clerk.get("/organisation/posts/tax-clerk").text.contains("organisation.assign-post\"")))
        #expect(
            try await clerk.post("/organisation/posts/tax-clerk/holders", form: ["holder": karla.text, "from": "2.3.2026"]).status
                == 403)
        let admin = try await bed.client("Robin")
        #expect(try await admin.get("/organisation/posts/tax-clerk").text.contains("data-action=\"organisation.assign-post\""))
        let done = try await admin.post(
            "/organisation/posts/tax-clerk/holders", form: ["holder": karla.text, "from": "2.3.2026"])
        #expect(done.words.contains("Karla Winter"))
        let left = try await admin.post(
            "/organisation/posts/tax-clerk/vacancy", form: ["leaving": karla.text, "last": "1.3.2026"])
        #expect(left.words.contains("nicht besetzt"))
        #expect(try await admin.get("/organisation/posts/nope").status == 404)
    }

    @Test("the same addresses take JSON with a bearer token")
    func json() async throws {
        let bed = try await Bed()
        _ = try await bed.add("Karla", post: "tax-clerk")
        let jens = try await bed.add("Jens")
        let client = InProcessClient(try bed.app())
        let token = try await client.json(
            .post, "/api/v1/sessions", ["email": "karla@stadt.example", "password": .string(Bed.password)])
        client.useBearer(try token.json()["token"]?.string)
        let reply = try await client.json(
            .post, "/organisation/posts/tax-clerk/deputies",
            ["person": .string(jens.text), "since": "2026-03-02", "until": "2026-03-09"])
        #expect(reply.status == 200)
        #expect(try reply.json()["location"]?.string == "/organisation/posts/tax-clerk")
        #expect(try await bed.caller(jens).posts == ["tax-clerk"])
    }
}
