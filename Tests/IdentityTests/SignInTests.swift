import Foundation
@testable import Identity
import Kernel
import Store
import Testing

@Suite struct SignInTests {
    @Test("signing in opens a session of the principal, with exactly one event and an audit entry")
    func success() async throws {
        let bed = try await Bed()
        try await bed.add()
        let opened = try await bed.enter()
        let session = try #require(try await bed.session(opened))
        #expect(session.principal == .account("a1"))
        #expect(session.name == "Mia Krause")
        #expect(session.hasSecondFactor == false)
        #expect(try await bed.events == ["identity.credential-created", "identity.signed-in"])
        let audit = try await bed.store.read { try AuditLog.entries(of: "account:a1", in: $0) }
        #expect(Set(audit.map(\.action)) == ["identity.create-credential", "identity.sign-in"])
    }

    @Test("the address is found however it is typed")
    func spelling() async throws {
        let bed = try await Bed()
        try await bed.add()
        #expect(try await bed.signIn("  MIA@Example.org").word == "signed in")
    }

    @Test("a password typed with composed or decomposed letters is the same password")
    func composition() async throws {
        let bed = try await Bed()
        try await bed.add(password: "fünf grüne Türen")
        #expect(try await bed.signIn("mia@example.org", "fu\u{308}nf gru\u{308}ne Tu\u{308}ren").word == "signed in")
    }

    @Test("a wrong password and an unknown address are refused alike, and cost the same work")
    func enumeration() async throws {
        // A cost of its own, so that tests beside this one do not count.
        let cost = PasswordCost(passes: 1, kibibytes: 72)
        let bed = try await Bed()
        bed.store.parts.set(IdentitySettings(clock: bed.clock, passwordCost: cost))
        try await bed.add()
        _ = try await bed.signIn("warm@example.org", "up")
        let start = PasswordWork.shared.verified(cost)
        let wrong = try await bed.signIn("mia@example.org", "falsch und lang genug")
        let middle = PasswordWork.shared.verified(cost)
        let unknown = try await bed.signIn("niemand@example.org", "falsch und lang genug")
        let end = PasswordWork.shared.verified(cost)
        #expect(wrong.word == "refused")
        #expect(unknown.word == wrong.word)
        #expect(middle == start + 1)
        #expect(end == middle + 1)
        #expect(try await bed.events.filter { $0 == "identity.sign-in-refused" }.count == 3)
    }

    @Test("an e-mail address belongs to one principal only, and only the program creates credentials")
    func taken() async throws {
        let bed = try await Bed()
        try await bed.add()
        await #expect(throws: IdentityFault.emailTaken) { try await bed.add(.staff("s1"), email: "MIA@example.org") }
        let hash = try await Identity.hash(Bed.password, in: bed.store)
        let action = CreateCredential(principal: .account("a9"), email: "x@example.org", name: "X", language: .de, password: hash)
        for caller in [Caller.anonymous, Caller(.account("a1")), Caller(.staff("s1"), permissions: ["identity.*"])] {
            await #expect(throws: StoreFault.forbidden("identity.create-credential")) {
                try await bed.store.perform(action, as: caller)
            }
        }
    }

    @Test("a suspended principal is refused like a wrong password, its sessions end, and it can be let in again")
    func suspended() async throws {
        let bed = try await Bed()
        try await bed.add()
        let opened = try await bed.enter()
        try await bed.store.perform(
            SuspendCredential(principal: .account("a1")), as: Caller(.staff("s"), permissions: ["identity.suspend"]))
        #expect(try await bed.session(opened) == nil)
        #expect(try await bed.signIn().word == "refused")
        try await bed.store.perform(SuspendCredential(principal: .account("a1"), isSuspended: false), as: .system("test"))
        #expect(try await bed.signIn().word == "signed in")
        await #expect(throws: StoreFault.forbidden("identity.suspend")) {
            try await bed.store.perform(SuspendCredential(principal: .account("a1")), as: Caller(.staff("s")))
        }
    }

    @Test("an older, cheaper hash is renewed at the next sign-in")
    func renewed() async throws {
        let bed = try await Bed()
        try await bed.add()
        let before = try await bed.store.read { try $0.value(String.self, "SELECT password FROM identity_credentials") }
        bed.store.parts.set(IdentitySettings(clock: bed.clock, passwordCost: PasswordCost(passes: 2, kibibytes: 128)))
        _ = try await bed.enter()
        let after = try #require(
            try await bed.store.read { try $0.value(String.self, "SELECT password FROM identity_credentials") })
        #expect(before != after)
        #expect(after.hasPrefix("$argon2id$v=19$m=128,t=2,p=1$"))
        #expect(try await bed.signIn().word == "signed in")
    }

    @Test("neither password, token, hash nor secret stands in events, audit or jobs; the token stands nowhere at all")
    func noSecrets() async throws {
        let bed = try await Bed()
        try await bed.add()
        _ = try await bed.signIn("mia@example.org", "falsches Geheimnis hier")
        let (secret, recovery) = try await bed.addCodes()
        let opened = try await bed.enter(code: OneTimeCode.code(secret: secret, at: bed.clock.now()))
        let texts = try await bed.store.read { reader in
            try ["events", "audit_details", "jobs"].indices.flatMap { index -> [String] in
                switch index {
                case 0: try reader.values(String.self, "SELECT payload FROM events")
                case 1: try reader.values(String.self, "SELECT detail FROM audit_details")
                default: try reader.values(String.self, "SELECT payload FROM jobs")
                }
            } + reader.values(String.self, "SELECT digest FROM identity_sessions")
                + reader.values(String.self, "SELECT codes FROM identity_credentials")
                + reader.values(String.self, "SELECT digest FROM identity_recovery_codes")
        }.joined(separator: "\n")
        #expect(texts.contains("signed-in"))
        for word in [
            Bed.password, "falsches Geheimnis", opened.token, "argon2", Hex.encode(secret), Base32.encode(secret),
            "mia@example.org",
        ] + recovery {
            #expect(!texts.contains(word), "\(word)")
        }
    }
}

@Suite struct BruteForceTests {
    @Test("after five wrong passwords the address waits, also with the right password, and waits longer each time")
    func backoff() async throws {
        let bed = try await Bed()
        try await bed.add()
        for _ in 0..<5 { #expect(try await bed.signIn("mia@example.org", "falsch falsch falsch").word == "refused") }
        #expect(try await bed.signIn().word == "blocked 30")
        bed.clock.advance(seconds: 31)
        #expect(try await bed.signIn("mia@example.org", "falsch falsch falsch").word == "refused")
        #expect(try await bed.signIn().word == "blocked 60")
        bed.clock.advance(seconds: 61)
        #expect(try await bed.signIn().word == "signed in")
        #expect(try await bed.signIn("mia@example.org", "falsch falsch falsch").word == "refused")
    }

    @Test("an address that nobody has waits in the same way")
    func unknownWaits() async throws {
        let bed = try await Bed()
        for _ in 0..<5 { #expect(try await bed.signIn("niemand@example.org", "falsch falsch falsch").word == "refused") }
        #expect(try await bed.signIn("niemand@example.org", "falsch falsch falsch").word == "blocked 30")
    }

    @Test("no wait is longer than fifteen minutes, and wrong attempts are forgotten after an hour without any")
    func limits() async throws {
        let bed = try await Bed()
        try await bed.add()
        for _ in 0..<15 {
            _ = try await bed.signIn("mia@example.org", "falsch falsch falsch")
            bed.clock.advance(seconds: 901)
        }
        _ = try await bed.signIn("mia@example.org", "falsch falsch falsch")
        #expect(try await bed.signIn().word == "blocked 900")
        bed.clock.advance(seconds: 3700)
        for _ in 0..<4 { #expect(try await bed.signIn("mia@example.org", "falsch falsch falsch").word == "refused") }
        #expect(try await bed.signIn().word == "signed in")
    }

    @Test("many wrong passwords at once get no more tries than one after the other")
    func parallel() async throws {
        let bed = try await Bed()
        try await bed.add()
        let words = try await withThrowingTaskGroup(of: String.self) { group in
            for index in 0..<40 {
                group.addTask { try await bed.signIn("mia@example.org", "falsch falsch \(index)").word }
            }
            return try await group.reduce(into: [String: Int]()) { $0[$1.hasPrefix("blocked") ? "blocked" : $1, default: 0] += 1 }
        }
        #expect(words == ["refused": 5, "blocked": 35])
    }

    @Test("one network address that tries many accounts waits, others do not; an IPv6 host cannot move within its network")
    func network() async throws {
        let bed = try await Bed(attempts: AttemptRules(freePerEmail: 5, freePerAddress: 8))
        try await bed.add()
        for index in 0..<8 {
            let visitor = Visitor(address: "2001:db8:1:2::\(index + 1)")
            #expect(
                try await bed.signIn("person\(index)@example.org", "falsch falsch falsch", visitor: visitor).word == "refused")
        }
        #expect(try await bed.signIn(visitor: Visitor(address: "2001:db8:1:2:ffff::9")).word == "blocked 30")
        #expect(try await bed.signIn(visitor: Visitor(address: "2001:db8:1:3::1")).word == "signed in")
        #expect(Attempts.Key.network("::ffff:192.0.2.1") != Attempts.Key.network("::ffff:192.0.2.2"))
        #expect(Attempts.Key.network("192.0.2.1") == "192.0.2.1")
    }
}
