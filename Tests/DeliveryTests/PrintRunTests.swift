@testable import Delivery
import Folders
import Foundation
import Kernel
@_spi(Testing) import Store
import Testing
import Web

@Suite("Print runs") struct PrintRunTests {
    /// A city whose head stands over the letters.
    private func open() async throws -> World {
        let world = try await World()
        let folder = World.root.appendingPathComponent("Cities")
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }.sorted().first)
        world.store.parts.set(try #require(City.load(folder.appendingPathComponent(name).path).city))
        return world
    }

    private func letters(_ world: World, _ count: Int) async throws {
        for number in 1...count {
            _ = try await world.store.perform(
                SendMessage(
                    procedure: "p\(number)", reference: "L-\(number)", key: "k\(number)", title: "Mitteilung \(number)",
                    body: "Guten Tag, dies ist Brief \(number).",
                    to: world.addressee(nil, lines: ["Person \(number)", "Am Ring \(number)", "04229 Leipzig"]),
                    unit: "tax-unit"), as: .system("test"))
        }
    }

    @Test("the chosen letters come as one file, with address sheets, envelopes and a list; nothing is marked by that")
    func kinds() async throws {
        let world = try await open()
        try await letters(world, 3)
        let client = world.client("printer", world.printer)
        let items = try await world.store.read { try $0.postItems(visibleTo: .system("test")) }
        #expect(items.count == 3)
        for sheet in PrintSheet.allCases {
            let reply = try await client.post(
                "/delivery/post/runs",
                form: ["what": sheet.rawValue, "items": items[0].id.text, "items": items[2].id.text, "state": "open"])
            #expect(reply.status == 200 && reply.bytes.starts(with: "%PDF-".utf8), "\(sheet)")
            #expect(reply.headers["content-type"] == "application/pdf")
            #expect(reply.headers["cache-control"]?.contains("no-store") == true)
        }
        let again = try await world.store.read { try $0.postItems(visibleTo: .system("test")) }
        #expect(again.allSatisfy { $0.printedAt == nil && $0.postedOn == nil })
    }

    @Test("all letters of a list are posted on one day at once, and only those that one may see")
    func all() async throws {
        let world = try await open()
        try await letters(world, 3)
        _ = try await world.store.perform(
            SendMessage(
                procedure: "p9", reference: "L-9", key: "k9", title: "Anderswo", body: "Guten Tag.", to: world.addressee(nil),
                unit: "parks-unit"), as: .system("test"))
        let client = world.client("printer", world.printer)
        let day = world.clock.now().date()
        let posted = try await client.post("/delivery/post/postings", form: ["all": "true", "state": "open", "day": "\(day)"])
        #expect(posted.path == "/delivery/post?state=posted")
        for number in 1...3 { #expect(try await world.items("p\(number)").first?.postedOn == day) }
        #expect(try await world.items("p9").first?.postedOn == nil)
    }

    @Test("nothing chosen and a letter from elsewhere are told above the list; the list is still there")
    func refused() async throws {
        let world = try await open()
        try await letters(world, 1)
        let client = world.client("printer", world.printer)
        let nothing = try await client.post("/delivery/post/runs", form: ["what": "letters", "state": "open"])
        #expect(nothing.status == 422 && nothing.words.contains("Mitteilung 1"))
        #expect(nothing.text.contains(##"href="#f-items""##))
        let item = try #require(try await world.items("p1").first)
        #expect(try await client.post("/delivery/post/runs", form: ["what": "x", "items": item.id.text]).status == 422)
        let document = try await world.document(of: "p2", owner: nil)
        try await world.deliver(document, of: "p2", title: "Fremd", to: world.addressee(nil))
        let foreign = try await client.post("/delivery/post/runs", form: ["what": "letters", "all": "true", "state": "open"])
        #expect(foreign.status == 422 && foreign.words.contains("„Fremd“"))
        // Who may not print has no list.
        let other = world.client("other", Caller(.staff("other"), units: ["tax-unit"], permissions: ["procedures.read"]))
        #expect(try await other.post("/delivery/post/runs", form: ["what": "letters", "all": "true"]).status == 403)
    }
}
