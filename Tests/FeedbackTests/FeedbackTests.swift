@testable import Feedback
import Folders
import Foundation
import Kernel
@_spi(Testing) import Store
import Synchronization
import Testbed
import Testing
import Web

/// Keeps mails instead of sending them.
private final class KeptMails: Mailer {
    let mails = Mutex<[Mail]>([])
    func send(_ mail: Mail, key: String) async throws { mails.withLock { $0.append(mail) } }
    var all: [Mail] { mails.withLock { $0 } }
}

private struct World {
    let store: Store
    let app: WebApp
    let mails = KeptMails()
    let unit: String
    let clock: SimulatedClock

    init() async throws {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: root + "/Cities").first { !$0.hasPrefix(".") })
        let city = try #require(City.load(root + "/Cities/" + name).city)
        unit = try #require(city.feedback?.unit)
        let clock = SimulatedClock(start: try #require(Instant("2026-11-30T09:00:00Z")), frozen: true)
        let store = try await TestStore.open(components: [Feedback.component.store], clock: clock)
        store.parts.set(city)
        store.parts.set(mails as any Mailer)
        self.store = store
        self.clock = clock
        let site = Site(
            id: "test-\(Crypto.token(bytes: 4))", name: LocalText(de: "Stadt"), service: LocalText(de: "Portal"), store: store)
        let unit = unit
        app = try WebApp(
            sites: [site], components: [Feedback.component], settings: WebSettings(logsRequests: false),
            identify: { request in
                guard let of = request.headers["x-staff-of"] else { return .anonymous }
                return Session(
                    caller: Caller(.staff("s1"), units: [of == "own" ? unit : of], permissions: ["feedback.answer"]), name: "s1")
            })
    }

    func client(of unit: String? = nil) -> InProcessClient {
        let client = InProcessClient(app)
        if let unit { client.setHeader("x-staff-of", unit) }
        return client
    }
}

@Suite("Reports of barriers") struct FeedbackTests {
    @Test("anybody reports, the unit answers, both go by mail, and then the address is forgotten")
    func story() async throws {
        let world = try await World()
        let sent = try await world.client().post(
            "/feedback?lang=de", form: ["text": "Der Knopf hat keinen Namen.", "page": "/forms", "email": "Ada@Example.org"])
        #expect(sent.path == "/feedback/sent")
        try await world.store.settle()
        #expect(world.mails.all.map(\.to) == ["ada@example.org"])
        // One month after Monday, 30.11.2026: Wednesday, 30.12.2026 (§ 12b Abs. 4 BGG, unchecked; §§ 187, 188 BGB).
        #expect(world.mails.all[0].text.contains("30. Dezember 2026"))
        let office = world.client(of: "own")
        let list = try await office.get("/feedback/reports")
        #expect(list.words.contains("Der Knopf hat keinen Namen."))
        let link = String(try #require(list.text.firstMatch(of: #/href="(/feedback/reports/[0-9a-f-]{36})"/#)).1)
        #expect(try await world.client(of: "elsewhere").get(link).status == 404)
        #expect(try await office.post(link + "/answer", form: ["answer": ""]).status == 422)
        #expect(try await office.post(link + "/answer", form: ["answer": "Er heißt jetzt „Weiter“."]).status == 200)
        #expect(try await office.post(link + "/answer", form: ["answer": "Noch einmal"]).status == 409)
        try await world.store.settle()
        #expect(world.mails.all.count == 2 && world.mails.all[1].text.contains("Er heißt jetzt"))
        #expect(
            try await world.store.read {
                try $0.values(String.self, "SELECT email FROM feedback_reports WHERE email IS NOT NULL")
            } == [])
        #expect(try await office.get("/feedback/reports").words.contains("Keine Meldungen"))
        #expect(try await office.get("/feedback/reports?state=answered").words.contains("Der Knopf"))
    }

    @Test("nobody's words go to an address that nobody has confirmed, and one address gets six mails an hour")
    func noRelay() async throws {
        let world = try await World()
        var statuses: [Int] = []
        for number in 1...7 {
            let form: KeyValuePairs = ["text": "Kaufen Sie Uhren \(number)", "page": "", "email": "ada@example.org"]
            statuses.append(try await world.client().post("/feedback?lang=de", form: form).status)
        }
        #expect(statuses.dropLast().allSatisfy { $0 == 200 } && statuses.last == 429)
        let other: KeyValuePairs = ["text": "Zu klein", "page": "", "email": "bea@example.org"]
        #expect(try await world.client().post("/feedback?lang=de", form: other).status == 200)
        try await world.store.settle()
        #expect(world.mails.all.count == 7)
        #expect(!world.mails.all.contains { $0.text.contains("Uhren") || $0.subject.contains("Uhren") })
    }

    @Test("without a mail server the answer waits, and the address is forgotten only once it is away")
    func noServer() async throws {
        let world = try await World()
        let form: KeyValuePairs = ["text": "Der Knopf hat keinen Namen.", "page": "", "email": "ada@example.org"]
        _ = try await world.client().post("/feedback?lang=de", form: form)
        try await world.store.settle()
        world.store.parts.remove((any Mailer).self)
        let list = try await world.client(of: "own").get("/feedback/reports")
        let link = String(try #require(list.text.firstMatch(of: #/href="(/feedback/reports/[0-9a-f-]{36})"/#)).1)
        #expect(
            try await world.client(of: "own").post(link + "/answer", form: ["answer": "Er heißt jetzt Weiter."]).status == 200)
        try await world.store.settle()
        func addresses() async throws -> [String] {
            try await world.store.read {
                try $0.values(String.self, "SELECT email FROM feedback_reports WHERE email IS NOT NULL")
            }
        }
        #expect(try await addresses() == ["ada@example.org"])
        world.store.parts.set(world.mails as any Mailer)
        world.clock.advance(seconds: 3600)
        try await world.store.settle()
        #expect(world.mails.all.count == 2 && world.mails.all[1].text.contains("Weiter"))
        #expect(try await addresses() == [])
    }

    @Test("what is wrong is said all at once and nothing typed is lost; without an address nobody is written to")
    func problems() async throws {
        let world = try await World()
        let wrong = try await world.client().post("/feedback?lang=de", form: ["text": "", "page": "/hier", "email": "keine"])
        #expect(wrong.status == 422)
        #expect(
            wrong.words.contains("was nicht geht") && wrong.words.contains("keine E-Mail-Adresse") && wrong.text.contains("/hier")
        )
        _ = try await world.client().post("/feedback", form: ["text": "Zu klein", "page": "", "email": ""])
        try await world.store.settle()
        #expect(world.mails.all.isEmpty)
        #expect(try await world.store.read { try $0.value(Int.self, "SELECT COUNT(*) FROM feedback_reports") } == 1)
    }
}
