@testable import Identity
import Kernel
import Store
import Testing

@Suite struct SessionTests {
    @Test("the token of an anonymous visit is worthless after signing in: nobody keeps a session that was planted")
    func fixation() async throws {
        let bed = try await Bed()
        try await bed.add()
        let planted = try await bed.store.perform(OpenAnonymousSession(visitor: Bed.visitor), as: .anonymous)
        let opened = try await bed.enter(former: planted.token)
        #expect(opened.token != planted.token)
        #expect(try await bed.session(planted, kinds: [.anonymous, .browser, .bearer, .halfway]) == nil)
        let event = try await bed.store.read { try $0.events(of: "account:a1") }.first { $0.name == "identity.signed-in" }
        #expect(event?.payload["anonymous"]?.string == planted.id.text)
    }

    @Test("signing in again in the same browser ends the session before")
    func rotation() async throws {
        let bed = try await Bed()
        try await bed.add()
        let first = try await bed.enter()
        let second = try await bed.enter(former: first.token)
        #expect(try await bed.session(first) == nil)
        #expect(try await bed.session(second) != nil)
    }

    @Test("a browser session ends after an hour without a request, and after twelve hours whatever happens")
    func timeouts() async throws {
        let bed = try await Bed()
        try await bed.add()
        let idle = try await bed.enter()
        bed.clock.advance(seconds: 3601)
        #expect(try await bed.session(idle) == nil)
        let busy = try await bed.enter()
        for _ in 0..<14 {
            bed.clock.advance(seconds: 3000)
            #expect(try await bed.session(busy) != nil)
        }
        // 14 × 3000 s are 11 hours 40 minutes; 1300 s more are beyond twelve hours.
        bed.clock.advance(seconds: 1300)
        #expect(try await bed.session(busy) == nil)
    }

    @Test("a bearer token lasts twelve hours without being used")
    func bearer() async throws {
        let bed = try await Bed()
        try await bed.add()
        let opened = try await bed.enter(kind: .bearer)
        #expect(opened.expires == bed.clock.now().adding(seconds: 43_200))
        bed.clock.advance(seconds: 43_199)
        #expect(try await bed.session(opened) != nil)
        bed.clock.advance(seconds: 1)
        #expect(try await bed.session(opened) == nil)
    }

    @Test("a token is of one kind: a session half way or an anonymous one opens nothing else")
    func kinds() async throws {
        let bed = try await Bed()
        try await bed.add()
        _ = try await bed.addCodes()
        let halfway = try #require(try await bed.signIn().opened)
        #expect(try await bed.session(halfway, kinds: [.browser, .anonymous, .bearer]) == nil)
        let anonymous = try await bed.store.perform(OpenAnonymousSession(visitor: Bed.visitor), as: .anonymous)
        #expect(try await bed.session(anonymous, kinds: [.browser, .bearer, .halfway]) == nil)
    }

    @Test("one ends one's own sessions and never those of others")
    func signOut() async throws {
        let bed = try await Bed()
        try await bed.add()
        try await bed.add(.staff("s1"), email: "karla@example.org")
        let opened = try await bed.enter()
        let staff = Caller(.staff("s1"), permissions: Identity.ownPermissions)
        await #expect(throws: IdentityFault.sessionUnknown) {
            try await bed.store.perform(SignOut(session: opened.id), as: staff)
        }
        #expect(try await bed.session(opened) != nil)
        try await bed.store.perform(SignOut(session: opened.id), as: Caller(.account("a1")))
        #expect(try await bed.session(opened) == nil)
        await #expect(throws: IdentityFault.sessionUnknown) {
            try await bed.store.perform(SignOut(session: opened.id), as: Caller(.account("a1")))
        }
        await #expect(throws: StoreFault.forbidden("identity.sign-out")) {
            try await bed.store.perform(SignOut(session: opened.id), as: .anonymous)
        }
        #expect(try await bed.events.last == "identity.signed-out")
    }

    @Test("the list shows the living sessions of the caller, and ending the others leaves this one")
    func list() async throws {
        let bed = try await Bed()
        try await bed.add()
        let here = try await bed.enter()
        let there = try await bed.enter()
        let program = try await bed.enter(kind: .bearer)
        let caller = Caller(.account("a1"))
        #expect(try await bed.store.read { try IdentitySession.own(caller, in: $0) }.count == 3)
        #expect(try await bed.store.read { try IdentitySession.own(Caller(.account("a2")), in: $0) }.isEmpty)
        #expect(try await bed.store.perform(EndOtherSessions(kept: here.id), as: caller) == 2)
        #expect(try await bed.session(here) != nil)
        #expect(try await bed.session(there) == nil)
        #expect(try await bed.session(program) == nil)
        #expect(try await bed.events.filter { $0 == "identity.signed-out" }.count == 2)
    }

    @Test("sweeping deletes what has run out and nothing else, and puts itself in for the next day")
    func sweep() async throws {
        let bed = try await Bed()
        try await bed.add()
        _ = try await bed.enter()
        bed.clock.advance(seconds: 4000)
        let living = try await bed.enter()
        try await Identity.start(bed.store)
        try await Identity.start(bed.store)
        try await bed.store.settle()
        #expect(try await bed.count("SELECT COUNT(*) FROM identity_sessions") == 1)
        #expect(try await bed.session(living) != nil)
        #expect(try await bed.count("SELECT COUNT(*) FROM jobs WHERE state = 'waiting'") == 1)
        #expect(try await bed.count("SELECT COUNT(*) FROM jobs WHERE state = 'done'") == 1)
    }
}

@Suite struct PasswordTests {
    private func change(_ bed: Bed, _ opened: OpenedSession, present: String, new: String) async throws {
        let session = try #require(try await bed.session(opened))
        try await ChangePassword.run(present: present, new: new, session: session, in: bed.store, as: Caller(.account("a1")))
    }

    @Test("changing the password needs the present one, keeps this session and ends all others")
    func changed() async throws {
        let bed = try await Bed()
        try await bed.add()
        let here = try await bed.enter()
        let there = try await bed.enter()
        await #expect(throws: IdentityFault.wrongPassword) {
            try await change(bed, here, present: "falsch", new: "drei rote Ziegelsteine")
        }
        await #expect(throws: IdentityFault.weakPassword(.short)) {
            try await change(bed, here, present: Bed.password, new: "kurz")
        }
        #expect(try await bed.session(there) != nil)
        try await change(bed, here, present: Bed.password, new: "drei rote Ziegelsteine")
        #expect(try await bed.session(here) != nil)
        #expect(try await bed.session(there) == nil)
        #expect(try await bed.signIn().word == "refused")
        #expect(try await bed.signIn("mia@example.org", "drei rote Ziegelsteine").word == "signed in")
        #expect(try await bed.events.filter { $0 == "identity.password-changed" }.count == 1)
    }

    @Test("guessing the present password from an open session is limited like signing in")
    func guessing() async throws {
        let bed = try await Bed()
        try await bed.add()
        let opened = try await bed.enter()
        for _ in 0..<5 {
            await #expect(throws: IdentityFault.wrongPassword) {
                try await change(bed, opened, present: "falsch", new: "drei rote Ziegelsteine")
            }
        }
        await #expect(throws: IdentityFault.blocked(seconds: 30)) {
            try await change(bed, opened, present: Bed.password, new: "drei rote Ziegelsteine")
        }
    }

    @Test("a reset ends every session and every wait, and only the program or staff with the permission may do it")
    func reset() async throws {
        let bed = try await Bed()
        try await bed.add()
        let opened = try await bed.enter()
        for _ in 0..<5 { _ = try await bed.signIn("mia@example.org", "falsch falsch falsch") }
        let action = ResetPassword(
            principal: .account("a1"), password: try await Identity.hash("drei rote Ziegelsteine", in: bed.store))
        await #expect(throws: StoreFault.forbidden("identity.reset-password")) {
            try await bed.store.perform(action, as: Caller(.account("a1")))
        }
        try await bed.store.perform(action, as: .system("test"))
        #expect(try await bed.session(opened) == nil)
        #expect(try await bed.signIn("mia@example.org", "drei rote Ziegelsteine").word == "signed in")
    }

    @Test("a proof is void when the password has been changed in between")
    func staleProof() async throws {
        let bed = try await Bed()
        try await bed.add()
        let proof = try await PasswordProof.of(email: "mia@example.org", password: Bed.password, in: bed.store)
        let hash = try await Identity.hash("drei rote Ziegelsteine", in: bed.store)
        try await bed.store.perform(ResetPassword(principal: .account("a1"), password: hash), as: .system("test"))
        let action = SignIn(proof: proof, code: nil, kind: .browser, visitor: Bed.visitor, former: nil)
        #expect(try await bed.store.perform(action, as: .anonymous).word == "refused")
    }
}
