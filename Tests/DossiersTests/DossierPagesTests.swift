@testable import Dossiers
import Documents
import Folders
import Foundation
import Kernel
@_spi(Testing) import Store
import Testing
import Web

@Suite("Pages of the file") struct DossierPagesTests {
    @Test("the list shows the plan, and dossiers of the caller's units only")
    func list() async throws {
        let world = try await World()
        let place = try await world.file(try world.facts("p1", dossier: "procedure"))
        _ = try await world.file(
            try world.facts("p2", applicant: "Otto Fremd", dossier: "procedure", position: "parks", unit: "parks-unit"))
        let client = world.client("clerk", world.clerk)
        let page = try await client.get("/dossiers")
        #expect(page.status == 200)
        #expect(page.words.contains("22.34.1 Hundesteuer"))
        #expect(page.words.contains("Hundesteuer Anna Müller"))
        #expect(page.text.contains("/dossiers/\(place.dossier)"))
        #expect(!page.words.contains("Otto Fremd"))
        #expect(try await client.get("/dossiers?lang=en").words.contains("Filing plan"))
    }

    @Test("nobody else gets in: visitors sign in, accounts and staff without the permission are refused")
    func access() async throws {
        let world = try await World()
        let place = try await world.file(try world.facts("p1", owner: "anna"))
        for path in ["/dossiers", "/dossiers/export", "/dossiers/\(place.dossier)", "/dossiers/\(place.dossier)/export"] {
            #expect(try await world.client("nobody", .anonymous).get(path, follow: false).status != 200)
            #expect(try await world.client("anna", Caller(.account("anna"))).get(path).status == 403)
            #expect(try await world.client("plain", Caller(.staff("s"), units: ["tax-unit"])).get(path).status == 403)
        }
        let foreign = Caller(.staff("f"), units: ["parks-unit"], permissions: ["dossiers.read"])
        #expect(try await world.client("foreign", foreign).get("/dossiers/\(place.dossier)").status == 404)
        #expect(try await world.client("clerk", world.clerk).get("/dossiers/nonsense").status == 404)
        let table = try await world.client("foreign", foreign).get("/dossiers/export")
        #expect(table.text.split(whereSeparator: \.isNewline).count == 1)
    }

    @Test(
        "search finds number, titles and references without minding case and umlauts",
        arguments: [
            ("mueller", 1), ("MÜLLER hundesteuer", 1), ("22.34.1", 1), ("l-2026-p1", 1), ("anmeldung", 1), ("Meier", 0),
            ("100%", 0), ("_", 0), ("!", 0),
            ("' OR 1=1 --", 0),
        ])
    func search(words: String, count: Int) async throws {
        let world = try await World()
        _ = try await world.file(try world.facts("p1"))
        var filter = DossierFilter()
        filter.words = words
        let found = try await world.store.read { [filter] in try $0.dossiers(visibleTo: world.clerk, filter: filter) }
        #expect(found.count == count)
    }

    @Test("filters by position with everything below, by state and by year")
    func filters() async throws {
        let world = try await World()
        _ = try await world.file(try world.facts("p1", dossier: "procedure"))
        _ = try await world.file(try world.facts("p2", applicant: "Berta Beta", dossier: "procedure", position: "parks"))
        try await world.store.perform(CloseFolder(subject: "p2"), as: .system("test"))
        let client = world.client("clerk", world.clerk)
        let expected: [(String, Bool, Bool)] = [
            ("position=finance", true, false), ("position=tax-dogs", true, false), ("position=parks", false, true),
            ("state=open", true, false),
            ("state=closed", false, true), ("year=2026", true, true), ("year=2025", false, false), ("q=beta", false, true),
            ("state=nonsense&year=x", true, true), ("position=unknown", false, false),
        ]
        for (query, anna, berta) in expected {
            let page = try await client.get("/dossiers?\(query)")
            #expect(page.status == 200)
            #expect(page.words.contains("Anna Müller") == anna, "\(query)")
            #expect(page.words.contains("Berta Beta") == berta, "\(query)")
        }
    }

    @Test("long lists are paged by key, and every dossier stands on exactly one page")
    func paging() async throws {
        let world = try await World()
        for index in 0..<55 { _ = try await world.file(try world.facts("p\(index)", dossier: "procedure")) }
        let client = world.client("clerk", world.clerk)
        let first = try await client.get("/dossiers")
        let next = try #require(first.text.firstMatch(of: /href="(\/dossiers\?before=[^"]+)" rel="next"/)).1
        let second = try await client.get(String(next))
        let numbers = { (page: Reply) in Set(page.text.matches(of: />(22\.34\.1\/[^<]+)</).map { String($0.1) }) }
        #expect(numbers(first).count == 50)
        #expect(numbers(second).count == 5)
        #expect(numbers(first).isDisjoint(with: numbers(second)))
        #expect(!second.text.contains("rel=\"next\""))
    }

    @Test("a dossier shows its folders with numbered documents, each with a link to those who may see it")
    func show() async throws {
        let world = try await World()
        let id = try await world.add("application", to: "p1")
        world.clock.advance(seconds: 1)
        try await world.add("evidence", to: "p1", name: "Attest.pdf", confidential: true)
        let place = try await world.file(try world.facts("p1"))
        let page = try await world.client("clerk", world.clerk).get("/dossiers/\(place.dossier)")
        #expect(page.words.contains("Antrag vom 2. März 2026"))
        #expect(page.text.contains("/documents/\(id)?view=inline"))
        #expect(page.words.contains("L-2026-P1"))
        #expect(page.words.contains("nicht für Sie freigegeben"))
        #expect(!page.words.contains("Nachweis 2"))
        #expect(page.text.components(separatedBy: "/documents/").count == 2)
    }

    @Test("an empty list says so")
    func empty() async throws {
        let world = try await World()
        #expect(try await world.client("clerk", world.clerk).get("/dossiers").words.contains("Noch keine Akten"))
        #expect(try await world.client("clerk", world.clerk).get("/dossiers?q=x").words.contains("Keine Akte gefunden"))
    }

    @Test("the list as CSV: every dossier of the filter, and no cell that a spreadsheet would run")
    func export() async throws {
        let world = try await World()
        var facts = try world.facts("p1", dossier: "procedure")
        facts.filing?.dossierTitle = "=HYPERLINK(\"x\"); Anna"
        _ = try await world.file(facts)
        _ = try await world.file(try world.facts("p2", dossier: "procedure", position: "parks"))
        let reply = try await world.client("clerk", world.clerk).get("/dossiers/export?position=tax")
        #expect(reply.headers["content-type"] == "text/csv; charset=utf-8")
        #expect(reply.headers["content-disposition"]?.contains("dossiers.csv") == true)
        #expect(Array(reply.bytes.prefix(3)) == [0xEF, 0xBB, 0xBF])
        let lines = reply.text.dropFirst().split(separator: "\r\n")
        #expect(lines.count == 2)
        #expect(lines.first == "Aktenzeichen;Aktenplan;Titel;Angelegt;Abgeschlossen")
        #expect(lines.last == "22.34.1/L-2026-P1;22.34.1;\"'=HYPERLINK(\"\"x\"\"); Anna\";02.03.2026;")
    }

    @Test("the contents of a dossier as CSV, with digests")
    func contents() async throws {
        let world = try await World()
        try await world.add("application", to: "p1")
        let place = try await world.file(try world.facts("p1", dossier: "procedure"))
        let reply = try await world.client("clerk", world.clerk).get("/dossiers/\(place.dossier)/export")
        #expect(reply.headers["content-disposition"]?.contains("22.34.1-L-2026-P1.csv") == true)
        let digest = Digest(of: "%PDF-1.7 application p1 ")
        #expect(reply.text.contains("L-2026-P1;1;Antrag vom 2. März 2026;Antrag;\"02.03.2026, 09:00 Uhr\";\(digest)"))
    }

    @Test("every text is there in German and English, and faults have their sentences")
    func texts() {
        for key in Texts.shared.keys(.de) where key.hasPrefix("dossiers.") || key.hasPrefix("faults.dossiers.") {
            #expect(Texts.shared.has(key, .en), "\(key)")
        }
        for fault in [DossierFault.notFound, .ruleMissing, .positionUnknown("x"), .noFolder] {
            #expect(Texts.shared.has("faults." + fault.code))
        }
    }
}

@Suite("The filing plan") struct FilingPlanTests {
    @Test("a position knows everything below it; a lost parent and a circle lose nothing and end")
    func tree() {
        #expect(World.plan.subtree(of: "finance") == ["finance", "tax", "tax-dogs"])
        #expect(World.plan.children(of: nil).map(\.key) == ["finance", "parks"])
        let odd = FilingPlan([
            .init(key: "a", number: "1", title: "A", parent: "gone"), .init(key: "b", number: "2", title: "B", parent: "c"),
            .init(key: "c", number: "3", title: "C", parent: "b"),
        ])
        #expect(odd.children(of: nil).map(\.key) == ["a"])
        #expect(odd.subtree(of: "b") == ["b", "c"])
    }
}
