@testable import Delivery
import Documents
import Folders
import Foundation
import Kernel
@_spi(Testing) import Store
import Testbed
import Testing
import Web

@Suite("Print and post") struct PostTests {
    private func letter(_ world: World, _ name: String, unit: String = "tax-unit") async throws -> PostItem {
        let document = try await world.document(of: name, owner: nil, name: name + ".pdf")
        try await world.store.perform(
            DeliverDocument(
                procedure: name, document: document, title: "Bescheid \(name)", reference: "L-\(name)", to: world.addressee(nil),
                unit: unit),
            as: .system("notices"))
        return try #require(try await world.items(name).first)
    }

    @Test("the list shows what must be printed, with address and document, of the caller's units only")
    func list() async throws {
        let world = try await World()
        let item = try await letter(world, "p1")
        _ = try await letter(world, "p2", unit: "parks-unit")
        let client = world.client("printer", world.printer)
        let page = try await client.get("/delivery/post")
        #expect(page.words.contains("Bescheid p1"))
        #expect(page.words.contains("Karl-Heine-Straße 5"))
        #expect(!page.words.contains("Bescheid p2"))
        #expect(page.text.contains("data-action=\"delivery.mark-posted\""))
        let one = try await client.get("/delivery/post/\(item.id)")
        #expect(one.text.contains("/delivery/post/\(item.id)/letter"))
        #expect(try await client.get("/documents/\(item.document ?? "?")?view=inline").status == 200)
        #expect(try await client.get("/delivery/post?lang=en").words.contains("Outgoing post"))
    }

    @Test("letters are marked as printed, then as posted on a day; the day is an event for each letter")
    func marks() async throws {
        let world = try await World()
        let (first, second) = (try await letter(world, "p1"), try await letter(world, "p2"))
        let client = world.client("printer", world.printer)
        world.clock.advance(seconds: 86_400)
        let printed = try await client.post("/delivery/post/prints", form: ["items": first.id.text, "items": second.id.text])
        #expect(printed.words.contains("Bescheid p1"))
        #expect(try await world.items("p1").first?.printedAt == Instant.testStart.adding(days: 1))
        let posted = try await client.post(
            "/delivery/post/postings", form: ["items": first.id.text, "items": second.id.text, "day": "02.03.2026"])
        #expect(posted.path == "/delivery/post?state=posted")
        #expect(posted.words.contains("Bescheid p2"))
        let day = LocalDate(year: 2026, month: 3, day: 2)
        #expect(try await world.items("p1").first?.postedOn == day)
        #expect(try await world.items("p2").first?.postedOn == day)
        #expect(try await world.events("p1") == ["delivery.delivered", "delivery.posted"])
        let event = try #require(try await world.store.read { try $0.events(of: "p1") }.first { $0.name == "delivery.posted" })
        #expect(event.payload["day"]?.string == "2026-03-02")
        #expect(event.payload["document"]?.string == first.document)
        #expect(try await client.get("/delivery/post").words.contains("Nichts zu drucken"))
    }

    @Test("a right in one unit marks nothing in another that is only read")
    func otherUnit() async throws {
        let world = try await World()
        let item = try await letter(world, "p1", unit: "parks-unit")
        var caller = Caller(.staff("two"), units: ["tax-unit", "parks-unit"], permissions: ["delivery.print"])
        caller.reaches = [
            .init(
                units: ["tax-unit"],
                permissions: ["delivery.print", "delivery.mark-printed", "delivery.mark-posted", "delivery.mark-served"]),
            .init(units: ["parks-unit"], permissions: ["delivery.print"]),
        ]
        let day = try #require(LocalDate("2026-03-02"))
        let seen = try await world.store.read { [caller] in try $0.postItem(item.id, visibleTo: caller) }
        #expect(seen.id == item.id)
        await #expect(throws: StoreFault.forbidden("delivery.mark-printed")) {
            try await world.store.perform(MarkPrinted(items: [item.id]), as: caller)
        }
        await #expect(throws: StoreFault.forbidden("delivery.mark-posted")) {
            try await world.store.perform(MarkPosted(items: [item.id], day: day), as: caller)
        }
        await #expect(throws: StoreFault.forbidden("delivery.mark-served")) {
            try await world.store.perform(MarkServed(item: item.id, day: day), as: caller)
        }
    }

    @Test("what was said to be a letter when dates were counted stays one, whatever was chosen since")
    func way() async throws {
        let world = try await World()
        let document = try await world.document(of: "p1", owner: "anna", name: "p1.pdf")
        try await world.store.perform(
            DeliverDocument(
                procedure: "p1", document: document, title: "Bescheid", reference: "L-p1", to: world.addressee("anna"),
                unit: "tax-unit", way: .post), as: .system("notices"))
        #expect(try await world.items("p1").map(\.document) == [document.text])
    }

    @Test("posting again on the same day changes nothing; another day is refused, and none of the letters is marked")
    func again() async throws {
        let world = try await World()
        let (first, second) = (try await letter(world, "p1"), try await letter(world, "p2"))
        let monday = try #require(LocalDate(year: 2026, month: 3, day: 2))
        for _ in 0..<2 { try await world.store.perform(MarkPosted(items: [first.id], day: monday), as: world.printer) }
        #expect(try await world.events("p1") == ["delivery.delivered", "delivery.posted"])
        world.clock.advance(seconds: 86_400)
        await #expect(throws: DeliveryFault.alreadyPosted) {
            try await world.store.perform(
                MarkPosted(items: [second.id, first.id], day: monday.adding(days: 1)), as: world.printer)
        }
        #expect(try await world.items("p2").first?.postedOn == nil)
        for _ in 0..<2 { try await world.store.perform(MarkPrinted(items: [second.id]), as: world.printer) }
        #expect(try await world.items("p2").first?.printedAt == Instant.testStart.adding(days: 1))
    }

    @Test(
        "a day in the future, before the letter was there, or no day: the form comes back with the mistake",
        arguments: [
            "03.03.2026", "01.03.2026", "31.02.2026", "", "morgen",
        ])
    func days(day: String) async throws {
        let world = try await World()
        let item = try await letter(world, "p1")
        let client = world.client("printer", world.printer)
        let page = try await client.post("/delivery/post/postings", form: ["items": item.id.text, "day": day])
        #expect(page.status == 422)
        #expect(page.words.contains("Tag der Aufgabe zur Post"))
        #expect(page.text.contains("href=\"#f-day\""))
        #expect(try await world.items("p1").first?.postedOn == nil)
        let program = try await client.json(
            .post, "/delivery/post/postings", ["items": [.string(item.id.text)], "day": .string(day)],
            headers: ["x-form-token": try await token(client)])
        #expect(program.status == 422)
    }

    /// A page's form token, as its script sends it along with JSON.
    private func token(_ client: InProcessClient) async throws -> String {
        let page = try await client.get("/delivery/post")
        return String(try #require(page.text.firstMatch(of: /name="_token" value="([^"]+)"/)).1)
    }

    @Test("nothing chosen is said at the list")
    func nothing() async throws {
        let world = try await World()
        _ = try await letter(world, "p1")
        let client = world.client("printer", world.printer)
        for path in ["prints", "postings"] {
            let page = try await client.post("/delivery/post/\(path)", form: ["day": "02.03.2026"])
            #expect(page.status == 422)
            #expect(page.words.contains("Bitte wählen Sie mindestens ein Schreiben aus"))
            #expect(page.text.contains("href=\"#f-items\""))
        }
    }

    @Test("only staff with the permission, and only for letters they see")
    func access() async throws {
        let world = try await World()
        let item = try await letter(world, "p1")
        let day = try #require(LocalDate(year: 2026, month: 3, day: 2))
        for caller in [
            world.anna, .anonymous, Caller(.staff("s"), units: ["tax-unit"], permissions: ["delivery.print"]), .system("x"),
        ] {
            guard !caller.isSystem else { continue }
            await #expect(throws: StoreFault.forbidden("delivery.mark-posted")) {
                try await world.store.perform(MarkPosted(items: [item.id], day: day), as: caller)
            }
            await #expect(throws: StoreFault.forbidden("delivery.mark-printed")) {
                try await world.store.perform(MarkPrinted(items: [item.id]), as: caller)
            }
        }
        let stranger = Caller(.staff("s"), units: ["parks-unit"], permissions: ["delivery.*"])
        await #expect(throws: DeliveryFault.notFound) {
            try await world.store.perform(MarkPosted(items: [item.id], day: day), as: stranger)
        }
        #expect(try await world.client("stranger", stranger).get("/delivery/post/\(item.id)").status == 404)
        #expect(try await world.client("anna", world.anna).get("/delivery/post").status == 403)
        #expect(try await world.client("nobody", .anonymous).get("/delivery/post/export", follow: false).status != 200)
    }

    @Test("a message for somebody without mailbox and e-mail is a letter: a PDF after DIN 5008 with address, subject and text")
    func letterOfMessage() async throws {
        let world = try await World()
        let folder = World.root.appendingPathComponent("Cities")
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }.sorted().first)
        let city = try #require(City.load(folder.appendingPathComponent(name).path).city)
        world.store.parts.set(city)
        try await world.send("Bitte reichen Sie etwas nach", to: world.addressee(nil))
        let item = try #require(try await world.items().first)
        let client = world.client("printer", world.printer)
        let reply = try await client.get("/delivery/post/\(item.id)/letter")
        #expect(reply.status == 200)
        #expect(reply.headers["content-type"] == "application/pdf")
        #expect(reply.bytes.starts(with: Array("%PDF-".utf8)))
        let path = NSTemporaryDirectory() + "/letter-\(Crypto.token(bytes: 6)).pdf"
        try Data(reply.bytes).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        guard let text = MailServer.run("/usr/bin/pdftotext", "-layout", path, "-") else {
            return print("skipped: pdftotext is missing")
        }
        for word in [
            "Anna Müller", "Karl-Heine-Straße 5", "04229 Leipzig", "Bitte reichen Sie etwas nach", "Es fehlt der Nachweis.",
            "L-2026-1", city.fullName.de, "02.03.2026",
        ] {
            #expect(text.contains(word), "\(word)")
        }
        let document = try await letter(world, "p7")
        #expect(
            try await client.get("/delivery/post/\(document.id)/letter", follow: false).location
                == "/documents/\(document.document ?? "?")?view=inline")
        let stranger = Caller(.staff("s"), units: ["parks-unit"], permissions: ["delivery.print"])
        #expect(try await world.client("stranger", stranger).get("/delivery/post/\(item.id)/letter").status == 404)
    }

    @Test("the list as CSV")
    func export() async throws {
        let world = try await World()
        _ = try await letter(world, "p1")
        let reply = try await world.client("printer", world.printer).get("/delivery/post/export?state=open")
        let lines = reply.text.dropFirst().split(separator: "\r\n")
        #expect(lines.count == 2)
        #expect(lines.last == "02.03.2026;L-p1;Bescheid p1;Anna Müller;\"Karl-Heine-Straße 5, 04229 Leipzig\";;")
    }

    @Test("long lists are paged by key, oldest first")
    func paging() async throws {
        let world = try await World()
        for index in 0..<53 {
            _ = try await letter(world, "p\(index)")
            world.clock.advance(seconds: 1)
        }
        let client = world.client("printer", world.printer)
        let first = try await client.get("/delivery/post")
        let next = try #require(first.text.firstMatch(of: /href="(\/delivery\/post\?key=[^"]+)" rel="next"/)).1
        let second = try await client.get(String(next))
        let titles = { (page: Reply) in page.text.matches(of: />Bescheid p(\d+)</).compactMap { Int($0.1) } }
        #expect(titles(first) == Array(0..<50))
        #expect(titles(second) == Array(50..<53))
    }

    @Test("every text is there in German and English, citizens' ones in Leichte Sprache, faults have their sentences")
    func texts() {
        for key in Texts.shared.keys(.de) where key.hasPrefix("delivery.") || key.hasPrefix("faults.delivery.") {
            #expect(Texts.shared.has(key, .en), "\(key)")
        }
        for key in Texts.shared.keys(.de)
        where ["delivery.mailbox", "delivery.message", "delivery.hint", "delivery.document"].contains(where: key.hasPrefix) {
            #expect(Texts.shared.has(key, .ls), "\(key)")
        }
        let faults: [DeliveryFault] = [
            .notFound, .nowhereToDeliver, .textMissing, .dayImpossible, .alreadyPosted, .nothingChosen,
            .addressNotTaken("syntax"),
        ]
        for fault in faults { #expect(Texts.shared.has("faults." + fault.code)) }
    }
}
