import Catalogue
import Folders
import Foundation
import Kernel
@testable import Notices
import PDF
@_spi(Testing) import Store
import Testbed
import Testing
import Web

/// A city that has granted something that holds from 1 December 2026 to 30 November 2027, with a code.
private struct Granted {
    /// Read once: it costs a second, and many tests need them.
    private static let folders = FolderCheck.services(in: root + "/Services").compactMap { ServiceFolder.load($0).folder }

    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    let store: Store
    let clock: SimulatedClock
    let code: String
    let letter: NoticeText
    let client: InProcessClient
    private let facts: CaseFacts

    init(origin: String? = "https://stadt.example") async throws {
        let folders = Self.folders
        let service = Service(try #require(folders.first { $0.about.validity != nil }))
        let cities = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/Cities").filter { !$0.hasPrefix(".") }
        let first = try #require(cities.first)
        let city = try #require(City.load(Self.root + "/Cities/" + first).city)
        clock = SimulatedClock(start: try #require(Instant("2026-11-24T09:00:00Z")), frozen: true)
        store = try await TestStore.open(components: [Catalogue.component.store, Notices.component.store], clock: clock)
        store.parts.set(city)
        store.parts.set(CatalogueShelf([service]) { ServiceFolder.read($0).folder })
        if let origin { store.parts.set(PublicOrigin(origin)) }
        let unit = try #require(city.unit(forRole: service.folder.about.unit))
        facts = CaseFacts(
            procedure: "case-1", reference: "T-2026-BCDF-GHJK", slug: service.slug, serviceHash: service.hash.hex, unit: unit,
            owner: "mia", confidential: false, applicant: "Mia Krause", address: ["Karl-Heine-Straße 12", "04229 Leipzig"],
            email: nil, language: .en, channel: "online", receivedOn: try #require(LocalDate("2026-11-23")))
        let context: JSON = [
            "answers": [
                "plate": "L-MK 417", "purpose": "new", "registration": "main", "holder": "self", "years": 1,
                "home": ["street": "Karl-Heine-Straße", "houseNumber": "12", "place": "Leipzig"],
            ],
            "area": ["label": "C Plagwitz Ost", "district": "Plagwitz", "found": true], "city": city.context(unit: unit),
            "fee": ["kind": "year", "each": 31, "count": 1, "total": 31],
            "term": ["begin": "@2026-12-01", "end": "@2027-11-30"],
            "procedure": ["reference": "T-2026-BCDF-GHJK", "received": "@2026-11-23", "outcome": "granted"],
            "tasks": ["confirm": ["by": "Frau Lorenz"]],
            "dates": ["notified": "@2026-11-28", "objection": "@2026-12-28", "payment": "@2026-12-28"],
        ]
        let call = ServiceCall(
            subject: "case-1", inputs: ["template": "notice", "channel": "post"], context: context,
            facts: try JSON(encoding: facts))
        let output = try await store.perform(as: .system("test")) { try $0.callService("notices.issue", call) }
        let notice: ID<Notice> = ID(try #require(output?["notice"]?.string))
        letter = try await store.read { try $0.letter(of: notice) }
        code = try #require(letter.verification?.code)
        let site = Site(id: "test", name: LocalText(de: "Stadt"), service: LocalText(de: "Portal"), store: store)
        client = InProcessClient(
            try WebApp(sites: [site], components: [Notices.component], settings: WebSettings(logsRequests: false)))
    }

    /// What a process asks for when a new document takes the place of this one.
    func end(_ reference: String, slug: String? = nil) async throws -> JSON? {
        var facts = facts
        facts.procedure = "case-2"
        facts.reference = "T-2026-ZZZZ-ZZZZ"
        if let slug { facts.slug = slug }
        let call = ServiceCall(
            subject: "case-2", inputs: ["reference": .string(reference)], context: [:], facts: try JSON(encoding: facts))
        return try await store.perform(as: .system("test")) { try $0.callService("notices.end-validity", call) }
    }

    func page(_ code: String, _ query: String = "") async throws -> (status: Int, text: String, headers: Headers) {
        let answer = try await client.get("/notices/verification/\(code)\(query)")
        return (answer.status, answer.text, answer.headers)
    }

    func set(_ moment: String) throws { clock.advance(to: try #require(Instant(moment))) }
}

@Suite("Whether a document is genuine and holds") struct VerificationTests {
    @Test("the page says what holds on the day: not yet, valid on the first and the last day, expired on the day after")
    func days() async throws {
        let city = try await Granted()
        #expect(try await city.page(city.code).text.contains("Noch nicht gültig"))
        // Midnight of 1 December in Leipzig is 23 o'clock of the day before in UTC.
        try city.set("2026-11-30T22:59:59Z")
        #expect(try await city.page(city.code).text.contains("Noch nicht gültig"))
        try city.set("2026-11-30T23:00:00Z")
        #expect(try await city.page(city.code).text.contains("Es gilt heute, am 1. Dezember 2026"))
        try city.set("2027-11-30T22:59:59Z")
        #expect(try await city.page(city.code).text.contains("Es gilt heute"))
        try city.set("2027-11-30T23:00:00Z")
        let expired = try await city.page(city.code).text
        #expect(expired.contains("Abgelaufen") && expired.contains("galt bis zum 30. November 2027"))
    }

    @Test("it shows the number plate in part, the area and the days; no name, no address, no reference")
    func nothingPersonal() async throws {
        let city = try await Granted()
        let page = try await city.page(city.code).text
        for shown in ["•-•• •17", "C Plagwitz Ost", "1. Dezember 2026", "30. November 2027", "Stadt Leipzig"] {
            #expect(page.contains(shown), "lacks \(shown)")
        }
        for hidden in ["L-MK", "Krause", "Mia", "Karl-Heine", "T-2026", "case-1", "mia"] {
            #expect(!page.contains(hidden), "shows \(hidden)")
        }
        let stored = try await city.store.read {
            try $0.all("SELECT title, lines, digest FROM notices_verifications") as [[String: String]]
        }
        #expect(stored.count == 1)
        #expect(!"\(stored)".contains("L-MK") && !"\(stored)".contains(city.code))
    }

    @Test("it speaks the reader's language, is kept by no cache and listed by no search engine")
    func quiet() async throws {
        let city = try await Granted()
        let (status, text, headers) = try await city.page(city.code, "?lang=en")
        #expect(status == 200)
        #expect(text.contains("Resident parking permit") && text.contains("Not valid yet"))
        #expect(headers["x-robots-tag"] == "noindex, nofollow" && headers["cache-control"] == "no-store")
        #expect(try await city.page(city.code, "?lang=ls").text.contains("Das Papier gilt noch nicht"))
    }

    @Test("a code that was never issued, or is none, is not found, and both answers are the same")
    func unknown() async throws {
        let city = try await Granted()
        let never = try await city.page(String(city.code.reversed()))
        let none = try await city.page("abc")
        #expect(never.status == 404 && none.status == 404)
        #expect(never.text.contains("Zu diesem Code gibt es kein Dokument"))
        #expect(none.text.contains("Zu diesem Code gibt es kein Dokument"))
    }

    @Test("typed in with dashes and in lower case it is the same code; half a code is told at the field")
    func typed() async throws {
        let city = try await Granted()
        let written = VerificationCode.grouped(city.code).lowercased()
        #expect(written.contains("-"))
        let answer = try await city.client.get("/notices/verification?code=\(written)")
        #expect(answer.status == 200 && answer.path == "/notices/verification/\(city.code)" && answer.text.contains("Plagwitz"))
        let half = try await city.client.get("/notices/verification?code=BCDF")
        #expect(half.status == 422 && half.text.contains("Ein Code hat 26 Buchstaben und Ziffern"))
        #expect(try await city.client.get("/notices/verification").status == 200)
    }

    @Test("a document that another one replaced holds no longer from that moment, and stays so")
    func replaced() async throws {
        let city = try await Granted()
        try city.set("2027-03-01T10:00:00Z")
        #expect(try await city.end(" t-2026-bcdf-ghjk ")?["ended"] == 1)
        let page = try await city.page(city.code).text
        #expect(page.contains("Ersetzt") && page.contains("seit dem 1. März 2027 nicht mehr"))
        try city.set("2027-12-24T10:00:00Z")
        #expect(try await city.page(city.code).text.contains("seit dem 1. März 2027"))
        #expect(try await city.end("T-2026-BCDF-GHJK")?["ended"] == 0)
    }

    @Test("a process ends no document of another service, and an unknown reference ends nothing")
    func notOthers() async throws {
        let city = try await Granted()
        #expect(try await city.end("T-2026-BCDF-GHJK", slug: "another-service")?["ended"] == 0)
        #expect(try await city.end("66.4-2024-1182")?["ended"] == 0)
        #expect(try await city.end("")?["ended"] == 0)
        try city.set("2027-03-01T10:00:00Z")
        #expect(try await city.page(city.code).text.contains("Es gilt heute"))
    }

    @Test("a withdrawn notice says so, and its end is an event of its case")
    func withdrawn() async throws {
        let city = try await Granted()
        try city.set("2027-03-01T10:00:00Z")
        #expect(try await city.store.perform(EndValidity(procedure: "case-1", .withdrawn), as: .system("test")) == 1)
        #expect(try await city.page(city.code).text.contains("Die Stadt hat es zurückgenommen"))
        let events = try await city.store.read { try $0.events(of: "case-1").map(\.name) }
        #expect(events.contains("notices.validity-ended"))
    }

    @Test("who may see the case sees until when its documents hold, others nothing")
    func scoped() async throws {
        let city = try await Granted()
        let own = try await city.store.read { try $0.verifications(of: "case-1", visibleTo: Caller(.account("mia"))) }
        #expect(own.map(\.validUntil.description) == ["2027-11-30"])
        #expect(try await city.store.read { try $0.verifications(of: "case-1", visibleTo: Caller(.account("bob"))) }.isEmpty)
        #expect(try await city.store.read { try $0.verifications(of: "case-1", visibleTo: .anonymous) }.isEmpty)
    }

    @Test("whoever guesses is stopped: sixty tries, then one a second")
    func rate() async throws {
        let city = try await Granted()
        var tries = 0
        // On a busy machine some seconds pass meanwhile, and each gives one try more.
        while tries < 600, try await city.page("BCDFGHJKLMNPQRSTVWXZ234567").status == 404 { tries += 1 }
        #expect((60..<600).contains(tries))
        #expect(try await city.page("BCDFGHJKLMNPQRSTVWXZ234567").status == 429)
    }

    @Test("the letter carries the code as a figure with words, once, on the page of the permit, and its address below")
    func letter() async throws {
        let city = try await Granted()
        #expect(city.letter.verification?.address == "https://stadt.example/notices/verification/\(city.code)")
        let letter = NoticeLetter(text: city.letter, title: "Bewohnerparkausweis", issuedAt: city.clock.now()).letter()
        var figures: [Figure] = []
        for block in letter.body { if case .figure(let figure) = block.content { figures.append(figure) } }
        #expect(figures.map(\.alternative) == ["QR-Code zur Prüfung dieses Dokuments"])
        #expect(
            figures.first?.shapes
                == QRCode(city.letter.verification?.address ?? "")?.figure(millimetres: 42, alternative: "").shapes)
        let words = "\(letter.body)"
        #expect(
            words.contains(VerificationCode.grouped(city.code)) && words.contains("https://stadt.example/notices/verification "))
        // The English translation follows, and proves nothing by itself.
        #expect(words.contains("Resident parking permit"))
        #expect(!words.contains("<!--"))
    }

    @Test("without an address outside, the code leads to the first host of the city")
    func host() async throws {
        let city = try await Granted(origin: nil)
        #expect(city.letter.verification?.address.hasPrefix("https://leipzig.example/notices/verification/") == true)
    }

    @Test("codes are long, without look-alikes, and never the same")
    func codes() {
        let codes = (0..<200).map { _ in VerificationCode.make() }
        #expect(Set(codes).count == 200)
        #expect(codes.allSatisfy { $0.count == 26 && $0.allSatisfy { "23456789BCDFGHJKLMNPQRSTVWXZ".contains($0) } })
        #expect(VerificationCode.normal("bcdfg-hjklm-npqrs-tvwxz-234567") == "BCDFGHJKLMNPQRSTVWXZ234567")
        #expect(VerificationCode.normal("BCDFGHJKLMNPQRSTVWXZ23456A") == nil)
    }
}
