import Accesses
import Catalogue
import FEEL
import Folders
import Foundation
import Kernel
@testable import Notices
@_spi(Testing) import Store
import Synchronization
import Testbed
import Testing
import Web

/// A city that has issued one notice of the project's own service: a refusal with a clerk's reason.
private struct Issued {
    /// Read once: it costs a second, and many tests need them.
    private static let folders = FolderCheck.services(in: root + "/Services").compactMap { ServiceFolder.load($0).folder }

    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().path

    let store: Store
    let app: WebApp
    let notice: ID<Notice>
    private let callers = Callers()

    final class Callers: Sendable {
        let all = Mutex<[String: Caller]>([:])
    }

    init(language: Language = .de) async throws {
        let folders = Self.folders
        // The service whose clear cases a machine decides.
        let service = Service(try #require(folders.first { $0.about.automaticDecision.allowed }))
        let cities = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/Cities").filter { !$0.hasPrefix(".") }
        let first = try #require(cities.first)
        let city = try #require(City.load(Self.root + "/Cities/" + first).city)
        let monday = try #require(Instant("2026-11-30T09:00:00Z"))
        let store = try await TestStore.open(
            components: [Accesses.component.store, Catalogue.component.store, Notices.component.store],
            clock: SimulatedClock(start: monday, frozen: true))
        store.parts.set(city)
        store.parts.set(CatalogueShelf([service]) { ServiceFolder.read($0).folder })
        let unit = try #require(city.unit(forRole: service.folder.about.unit))
        var facts = CaseFacts(
            procedure: "case-1", reference: "T-2026-BCDF-GHJK", slug: service.slug, serviceHash: service.hash.hex, unit: unit,
            owner: "uwe",
            confidential: false, applicant: "Uwe Schulze", address: ["Mockauer Straße 33", "04357 Leipzig"], email: nil,
            language: language,
            channel: "online", receivedOn: try #require(LocalDate("2026-11-30")))
        facts.reasons = ["objection": LocalText(de: "Ein Monat nach Bekanntgabe.", en: "One month after notification.")]
        let context: JSON = [
            "answers": ["home": ["place": "Markkleeberg"]], "route": ["why": "elsewhere"], "city": city.context(unit: unit),
            "procedure": ["reference": "T-2026-BCDF-GHJK", "received": "@2026-11-30"],
            "tasks": [
                "review": [
                    "act": "refuse", "reason": "Die Hunde leben <b>nicht</b> hier.", "by": "Frau Berg",
                    "at": "@2026-11-30T10:00:00@Europe/Berlin",
                ]
            ],
            "dates": ["notified": "@2026-12-04", "objection": "@2027-01-04"],
        ]
        let call = ServiceCall(
            subject: "case-1", inputs: ["template": "notice-refusal", "channel": "post"], context: context,
            facts: try JSON(encoding: facts))
        let output = try await store.perform(as: .system("test")) { try $0.callService("notices.issue", call) }
        notice = ID(try #require(output?["notice"]?.string))
        let site = Site(id: "test", name: LocalText(de: "Stadt"), service: LocalText(de: "Portal"), store: store)
        let callers = callers
        self.store = store
        app = try WebApp(
            sites: [site], components: [Notices.component], settings: WebSettings(logsRequests: false),
            identify: { request in
                let name = request.headers["x-who"]
                let caller = name.flatMap { name in callers.all.withLock { $0[name] } } ?? .anonymous
                return Session(caller: caller)
            })
    }

    func client(_ name: String, _ caller: Caller) -> InProcessClient {
        callers.all.withLock { $0[name] = caller }
        let client = InProcessClient(app)
        client.setHeader("x-who", name)
        return client
    }
}

@Suite("Why a notice says what it says") struct WhyTests {
    @Test("each sentence stands with the answer, the deadline and the clerk's entry that it rests on")
    func why() async throws {
        let city = try await Issued()
        let page = try await city.client("uwe", Caller(.account("uwe"))).get("/notices/\(city.notice)")
        #expect(page.status == 200)
        #expect(page.words.contains("Nach Ihren Angaben leben die Hunde in Markkleeberg. Warum? Ihre Angabe"))
        #expect(page.words.contains("Die Hunde leben <b>nicht</b> hier. Warum? Bearbeitung"))
        #expect(page.words.contains("Die Frist endet dann am 4. Januar 2027. Warum? Frist"))
        #expect(page.words.contains("Ein Monat nach Bekanntgabe."))
        #expect(!page.text.contains("<b>nicht</b>"))
        // Fixed text has no reason of its own.
        #expect(!page.words.contains("Eine Hundesteuer setzen wir nicht fest. Warum?"))
        #expect(page.words.contains("Das PDF wird gerade erstellt"))
    }

    @Test("the page speaks English and Leichte Sprache; without a translation the letter stays German and says so")
    func languages() async throws {
        let city = try await Issued()
        let client = city.client("uwe", Caller(.account("uwe")))
        let english = try await client.get("/notices/\(city.notice)?lang=en")
        #expect(
            english.words.contains("One month after notification.") && english.words.contains("The letter itself is in German"))
        #expect(english.text.contains(#"lang="de""#))
        let simple = try await client.get("/notices/\(city.notice)?lang=ls")
        #expect(simple.words.contains("Der Brief selbst ist in schwerer Sprache"))
        let translated = try await Issued(language: .en)
        let page = try await translated.client("uwe", Caller(.account("uwe"))).get("/notices/\(translated.notice)?lang=en")
        #expect(page.words.contains("This is a translation") && page.words.contains("4 January 2027. Why? Deadline"))
    }

    @Test("only the owner, the unit and whoever holds the case's code see it; for all others it does not exist")
    func visible() async throws {
        let city = try await Issued()
        let unit = try await city.store.read { try $0.value(String.self, "SELECT unit FROM notices") } ?? ""
        let address = "/notices/\(city.notice)"
        #expect(try await city.client("clerk", Caller(.staff("clerk"), units: [unit])).get(address).status == 200)
        #expect(try await city.client("guest", Caller(.anonymous, grants: ["case-1"])).get(address).status == 200)
        for stranger in [
            Caller.anonymous, Caller(.account("eve")), Caller(.staff("far"), units: ["elsewhere"]),
            Caller(.anonymous, grants: ["case-2"]),
        ] {
            #expect(try await city.client("x", stranger).get(address).status == 404)
        }
        #expect(try await city.client("uwe", Caller(.account("uwe"))).get("/notices/1").status == 404)
    }
}

@Suite("Words for where sentences come from") struct OriginWordsTests {
    @Test("every detail of procedure, applicant and city that a sentence can read has a label in German and English")
    func labels() throws {
        for name in ["procedure", "applicant", "city"] {
            let type = try #require(CaseNames().all.variables[name])
            let paths = leaves(type, name)
            #expect(paths.count >= 7)
            for path in paths {
                for language in [Language.de, .en] { #expect(Texts.shared.has("notices.origin.\(path)", language), "\(path)") }
            }
        }
    }

    private func leaves(_ type: ValueType, _ path: String) -> [String] {
        guard case .context(let fields) = type else { return [path] }
        // An address is named as a whole.
        if path == "applicant.address" { return [path] }
        return fields.flatMap { leaves($0.type, "\(path).\($0.name)") }
    }

    @Test("answers read as on the form, acts with who and when, amounts with their source")
    func words() async throws {
        let city = try await Issued()
        let page = try await city.client("uwe", Caller(.account("uwe"))).get("/notices/\(city.notice)?lang=en")
        #expect(page.words.contains("About the procedure – Receipt of the application: 30 November 2026"))
        #expect(page.words.contains("Clerk’s entry – Reasons: Die Hunde"))
        #expect(page.words.contains("(Frau Berg, 30 November 2026)"))
        #expect(!page.words.contains("procedure.received") && !page.words.contains("city.unit"))
        #expect(Texts.shared.takeMissing() == [])
    }
}
