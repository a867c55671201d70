import Kernel
@testable import Procedures
@_spi(Testing) import Store
import Testbed
import Testing
import Web

@Suite("The lists of the workbench") struct InboxTests {
    @Test("a clerk sees the work of her unit with its step and day; what is late says so in a word")
    func inbox() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let reference = try await bench.procedure(id).reference
        let client = bench.client("berg", try await bench.clerk(of: id))
        let page = try await client.get("/procedures/inbox")
        #expect(page.status == 200)
        #expect(page.words.contains(reference) && page.words.contains("Uwe Schulze") && page.words.contains("Anmeldung prüfen"))
        // Received on 30 November; the city's target is 14 days later.
        #expect(page.words.contains("30.11.2026") && page.words.contains("14.12.2026") && page.words.contains("noch frei"))
        #expect(!page.text.contains("badge error"))
        bench.clock.advance(seconds: 15 * 86_400)
        let late = try await client.get("/procedures/inbox?due=overdue")
        #expect(late.words.contains("\(reference) Uwe Schulze") && late.text.contains(">überfällig<"))
        #expect(try await client.get("/procedures/inbox", headers: ["accept-language": "en"]).words.contains("overdue"))
    }

    @Test("other units, citizens and strangers see nothing of it")
    func others() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let reference = try await bench.procedure(id).reference
        let elsewhere = bench.client("fern", Caller(.staff("fern"), units: ["elsewhere"], permissions: ["procedures.*"]))
        for address in [
            "/procedures/inbox?tab=all", "/procedures", "/procedures/inbox?tab=all&format=csv", "/procedures?format=csv",
        ] {
            let page = try await elsewhere.get(address)
            #expect(page.status == 200 && !page.text.contains(reference))
        }
        #expect(try await elsewhere.get("/procedures/\(id)").status == 404)
        let citizen = bench.client("anna", Caller(.account("anna")))
        for address in ["/procedures/inbox", "/procedures", "/procedures/\(id)"] {
            #expect(try await citizen.get(address).status == 403)
        }
    }

    @Test("claimed work stands in one's own list and can be given back")
    func claiming() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        let task = try await bench.task(id)
        let berg = bench.client("berg", try await bench.clerk("berg", of: id))
        let tal = bench.client("tal", try await bench.clerk("tal", of: id))
        #expect(try await berg.get("/procedures/inbox?tab=mine").words.contains("Hier wartet keine Aufgabe"))
        let page = try await berg.post("/procedures/\(id)/tasks/\(task.id)/claim")
        #expect(page.status == 200 && page.text.contains(#"data-action="procedures.release""#))
        #expect(try await berg.get("/procedures/inbox?tab=mine").words.contains("Frau berg"))
        #expect(try await tal.get("/procedures/inbox?tab=mine").words.contains("Hier wartet keine Aufgabe"))
        #expect(try await tal.post("/procedures/\(id)/tasks/\(task.id)/claim").status == 409)
        _ = try await berg.post("/procedures/\(id)/tasks/\(task.id)/release")
        #expect(try await tal.post("/procedures/\(id)/tasks/\(task.id)/claim").status == 200)
        #expect(try await bench.task(id).claimedBy == "tal")
    }

    @Test("filters by text take signs of patterns as letters, and state, service and period narrow the list")
    func filters() async throws {
        let bench = try await Workbench()
        let id = try await bench.open()
        _ = try await bench.open("first-dog")
        let procedure = try await bench.procedure(id)
        let client = bench.client("berg", try await bench.clerk(of: id))
        func rows(_ query: String) async throws -> Int {
            try await client.get("/procedures?format=csv&" + query).text.split(separator: "\r\n").count - 1
        }
        #expect(try await rows("") == 2)
        #expect(try await rows("text=SCHULZ") == 1)
        #expect(try await rows("text=" + procedure.reference.lowercased()) == 1)
        #expect(try await rows("text=%25") == 0)
        #expect(try await rows("text=_chulze") == 0)
        #expect(try await rows("state=in-review") == 1)
        #expect(try await rows("state=decided") == 1)
        #expect(try await rows("service=\(procedure.slug)") == 2)
        #expect(try await rows("service=other") == 0)
        #expect(try await rows("from=30.11.2026&to=30.11.2026") == 2)
        #expect(try await rows("from=2026-12-01") == 0)
        #expect(
            try await client.get("/procedures/inbox?text=schulze&state=in-review&due=week").words.contains(
                "Hier wartet keine Aufgabe"))
        #expect(try await client.get("/procedures/inbox?text=schulze&state=in-review").words.contains(procedure.reference))
    }

    @Test("lists are paged by key and miss nothing")
    func paging() async throws {
        let bench = try await Workbench()
        var ids: [ID<Procedure>] = []
        for _ in 0..<5 {
            ids.append(try await bench.open())
            bench.clock.advance(seconds: 1)
        }
        let clerk = try await bench.clerk(of: ids[0])
        var seen: [ID<Procedure>] = []
        var after: String?
        repeat {
            let view = try await bench.store.read { [after] in
                try InboxView(InboxFilter(), clerk, .de, after: after, limit: 2, in: $0)
            }
            #expect(view.lines.count <= 2)
            seen += view.lines.map(\.row.procedure)
            after = view.next
        } while after != nil
        #expect(seen == ids)
    }

    @Test("no cell of an export runs as a formula", arguments: ["=1+1", "+49 341", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1"])
    func formulas(_ value: String) {
        #expect(CSV.cell(value).hasPrefix("\"'") || CSV.cell(value).hasPrefix("'"))
    }

    @Test("cells keep their quotes, semicolons and lines")
    func cells() {
        #expect(CSV.cell("Müller") == "Müller")
        #expect(CSV.cell("a;b") == "\"a;b\"")
        #expect(CSV.cell("say \"no\"") == "\"say \"\"no\"\"\"")
        #expect(CSV.cell("L-2026-BCDF-GHJK") == "L-2026-BCDF-GHJK")
    }

    @Test("an applicant whose name is a formula is harmless in the export")
    func formulaName() async throws {
        let bench = try await Workbench()
        let id = try await bench.open(changing: ["givenName": "=HYPERLINK(1)"])
        let client = bench.client("berg", try await bench.clerk(of: id))
        let export = try await client.get("/procedures/inbox?format=csv")
        #expect(export.headers["content-type"] == "text/csv; charset=utf-8")
        #expect(export.text.contains(";\"'=HYPERLINK(1) Schulze\";"))
    }
}
