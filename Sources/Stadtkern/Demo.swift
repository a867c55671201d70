import Catalogue
import FEEL
import Folders
import Foundation
import Identity
import Kernel
import Organisation
import Procedures
import Store
import Web

/// What `--demo` adds: people with sign-ins, a story told by Actions on the simulated clock, and a clock that visitors can move.
enum Demo {
    /// A person of the demo as `demo.json` names them.
    struct Entry: Codable, Sendable {
        let key: String
        let name: String
        let role: String
        let unit: String
        let email: String
        let password: String
        let totpSecret: String
    }

    /// The one URL that exists in a demo only. The answer tells the city's moment; one-time codes go by the machine's clock.
    static let component = Component(
        StoreComponent(name: "demo"),
        routes: [
            Route(.post, "/demo/clock", action: "demo.advance-clock", who: .everyone) { request in
                guard let clock = request.store.clock as? SimulatedClock else { throw WebFault.notFound }
                let text = (try await request.json())["advance"]?.string ?? ""
                guard let seconds = seconds(text, from: clock.now()) else {
                    throw InvalidInput([
                        FieldProblem(
                            pointer: "/advance", code: "not-a-duration", detail: "advance is a duration such as P10D or PT2H")
                    ])
                }
                try await move(clock, to: clock.now().adding(seconds: seconds), in: request.store)
                return .json(["clock": .string(clock.now().description)])
            }
        ])

    /// Moves the clock, letting every job on the way run at its own moment; at the end nothing is due any more.
    static func move(_ clock: SimulatedClock, to target: Instant, in store: Store) async throws {
        while let due = try await store.nextJobDue(), due <= target {
            clock.advance(to: due)
            try await store.settle()
        }
        clock.advance(to: target)
    }

    private static func seconds(_ text: String, from moment: Instant) -> Double? {
        guard case .some(let value) = Value.temporal(text) else { return nil }
        switch value {
        case .duration(let duration): return duration.seconds >= 0 ? Double(duration.seconds) : nil
        case .months(let months):
            return months >= 0
                ? Instant(startOf: moment.date().adding(months: months)).seconds(since: Instant(startOf: moment.date())) : nil
        default: return nil
        }
    }

    /// Makes people and tells the story in databases that have none yet; writes `file`. Existing databases keep their people and
    /// their file, since passwords cannot be read back.
    static func settle(_ programs: [CityProgram], file: String, present: Instant) async throws {
        var entries: [Entry] = []
        var fresh = false
        for program in programs {
            guard let clock = program.store.clock as? SimulatedClock else { continue }
            if try await program.store.read({
                try $0.value(Int.self, "SELECT 1 FROM events WHERE name = 'organisation.person-added' LIMIT 1")
            }) == nil {
                fresh = true
                let (people, owners) = try await people(program)
                entries += people
                try await tell(program, clock: clock, owners: owners, until: present)
            }
            if clock.now() < present { try await move(clock, to: present, in: program.store) }
            clock.run()
        }
        if fresh || !FileManager.default.fileExists(atPath: file) {
            let text = JSON.array(try entries.map { try JSON(encoding: $0) }).description
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        }
    }

    private static func password() -> String {
        // Pronounceable enough to type, 70 bits.
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
        return String(
            Crypto.random(16).enumerated().flatMap { index, byte in
                (index % 4 == 0 && index > 0 ? "-" : "") + String(letters[Int(byte) % letters.count])
            })
    }

    /// Makes the people; returns their sign-ins, and the accounts of citizens by key.
    private static func people(_ program: CityProgram) async throws -> (entries: [Entry], owners: [String: String]) {
        var entries: [Entry] = []
        var owners: [String: String] = [:]
        let (city, store) = (program.city, program.store)
        for person in city.people.staff {
            let password = password()
            let hash = try await Identity.hash(password, in: store)
            let id = try await store.perform(
                AddPerson(
                    givenName: person.givenName, familyName: person.familyName, email: person.email, language: person.language,
                    password: hash),
                as: .system("demo"))
            _ = try await store.perform(
                AssignPost(person: id, post: person.post, since: store.clock.now().date()), as: .system("demo"))
            let post = city.organisation.posts.first { $0.key == person.post }
            let secret = try await secondFactor(Caller(.staff(id.text), permissions: Identity.ownPermissions), store)
            entries.append(
                Entry(
                    key: person.key, name: "\(person.givenName) \(person.familyName)", role: post?.roles.last ?? "staff",
                    unit: post?.unit ?? "",
                    email: person.email, password: password, totpSecret: secret))
        }
        for person in city.people.citizens where person.account {
            guard let email = person.email else { continue }
            let password = password()
            owners[person.key] = try await account(person, email: email, password: password, in: store)
            entries.append(
                Entry(
                    key: person.key, name: "\(person.givenName) \(person.familyName)", role: "citizen", unit: "", email: email,
                    password: password,
                    totpSecret: ""))
        }
        return (entries, owners)
    }

    private static func secondFactor(_ caller: Caller, _ store: Store) async throws -> String {
        let offered = try await store.perform(OfferSecondFactor(), as: caller)
        let secret = Base32.decode(offered.text) ?? []
        let now = IdentitySettings.of(store.parts).clock.now()
        _ = try await store.perform(AddSecondFactor(code: OneTimeCode.code(secret: secret, at: now)), as: caller)
        return offered.text
    }
}
