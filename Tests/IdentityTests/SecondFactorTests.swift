@testable import Identity
import Kernel
import Store
import Testing

@Suite struct SecondFactorTests {
    private let caller = Caller(.account("a1"))

    @Test("codes are asked for only after one has been confirmed, and a wrong one confirms nothing")
    func enrolment() async throws {
        let bed = try await Bed()
        try await bed.add()
        await #expect(throws: IdentityFault.codesInactive) {
            try await bed.store.perform(AddSecondFactor(code: "123456"), as: caller)
        }
        let offered = try await bed.store.perform(OfferSecondFactor(), as: caller)
        #expect(try await bed.signIn().word == "signed in")
        let secret = try #require(Base32.decode(offered.text))
        let right = OneTimeCode.code(secret: secret, at: bed.clock.now())
        let wrong = right == "000000" ? "000001" : "000000"
        #expect(try await bed.store.perform(AddSecondFactor(code: wrong), as: caller) == nil)
        let codes = try #require(try await bed.store.perform(AddSecondFactor(code: right), as: caller))
        #expect(Set(codes).count == 10)
        #expect(try await bed.signIn().word == "code needed")
        await #expect(throws: IdentityFault.codesActive) { try await bed.store.perform(OfferSecondFactor(), as: caller) }
        #expect(try await bed.events.filter { $0 == "identity.second-factor-added" }.count == 1)
    }

    @Test("the second step needs the right code; a used code is refused, also from the step before")
    func secondStep() async throws {
        let bed = try await Bed()
        try await bed.add()
        let (secret, _) = try await bed.addCodes()
        let halfway = try #require(try await bed.signIn().opened)
        let code = OneTimeCode.code(secret: secret, at: bed.clock.now())
        func complete(_ token: String, _ code: String) async throws -> SignInOutcome {
            try await bed.store.perform(
                CompleteSignIn(halfway: token, code: code, visitor: Bed.visitor, former: nil), as: .anonymous)
        }
        let wrong = OneTimeCode.code(secret: secret, at: bed.clock.now().adding(seconds: 600))
        #expect(try await complete(halfway.token, wrong).word == "refused")
        let opened = try #require(try await complete(halfway.token, code).opened)
        #expect(try await bed.session(opened)?.hasSecondFactor == true)
        await #expect(throws: IdentityFault.sessionEnded) { try await complete(halfway.token, code) }
        let again = try #require(try await bed.signIn().opened)
        #expect(try await complete(again.token, code).word == "refused")
        bed.clock.advance(seconds: 30)
        #expect(try await complete(again.token, code).word == "refused")
        #expect(try await complete(again.token, OneTimeCode.code(secret: secret, at: bed.clock.now())).word == "signed in")
    }

    @Test("one code that arrives twenty times at once signs in once")
    func replayRace() async throws {
        let bed = try await Bed(attempts: AttemptRules(freePerEmail: 100, freePerAddress: 100))
        try await bed.add()
        let (secret, _) = try await bed.addCodes()
        let code = OneTimeCode.code(secret: secret, at: bed.clock.now())
        let words = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await bed.signIn(code: code, kind: .bearer).word } }
            return try await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(words == ["signed in": 1, "refused": 19])
    }

    @Test("a session half way ends after ten minutes")
    func halfwayEnds() async throws {
        let bed = try await Bed()
        try await bed.add()
        let (secret, _) = try await bed.addCodes()
        let halfway = try #require(try await bed.signIn().opened)
        bed.clock.advance(seconds: 600)
        let code = OneTimeCode.code(secret: secret, at: bed.clock.now())
        await #expect(throws: IdentityFault.sessionEnded) {
            try await bed.store.perform(
                CompleteSignIn(halfway: halfway.token, code: code, visitor: Bed.visitor, former: nil), as: .anonymous)
        }
    }

    @Test("each recovery code works once, however its groups are written")
    func recovery() async throws {
        let bed = try await Bed()
        try await bed.add()
        let (_, codes) = try await bed.addCodes()
        #expect(try await bed.signIn(code: codes[0].lowercased().replacing("-", with: " "), kind: .bearer).word == "signed in")
        #expect(try await bed.signIn(code: codes[0], kind: .bearer).word == "refused")
        #expect(try await bed.signIn(code: codes[1], kind: .bearer).word == "signed in")
        #expect(try await bed.events.filter { $0 == "identity.recovery-code-used" }.count == 2)
    }

    @Test("wrong codes make the account wait like wrong passwords")
    func wrongCodes() async throws {
        let bed = try await Bed()
        try await bed.add()
        let (secret, _) = try await bed.addCodes()
        let wrong = OneTimeCode.code(secret: secret, at: bed.clock.now().adding(seconds: 600))
        for _ in 0..<5 { #expect(try await bed.signIn(code: wrong, kind: .bearer).word == "refused") }
        #expect(
            try await bed.signIn(code: OneTimeCode.code(secret: secret, at: bed.clock.now()), kind: .bearer).word == "blocked 30")
    }

    @Test("switching codes off needs the password and voids the recovery codes")
    func removal() async throws {
        let bed = try await Bed()
        try await bed.add()
        let (_, codes) = try await bed.addCodes()
        await #expect(throws: IdentityFault.wrongPassword) {
            try await RemoveSecondFactor.run(password: "falsch", in: bed.store, as: caller)
        }
        #expect(try await bed.signIn(kind: .bearer).word == "code needed")
        try await RemoveSecondFactor.run(password: Bed.password, in: bed.store, as: caller)
        #expect(try await bed.signIn(kind: .bearer).word == "signed in")
        #expect(try await bed.count("SELECT COUNT(*) FROM identity_recovery_codes") == 0)
        #expect(codes.count == 10)
        await #expect(throws: IdentityFault.codesInactive) {
            try await RemoveSecondFactor.run(password: Bed.password, in: bed.store, as: caller)
        }
        #expect(try await bed.events.filter { $0 == "identity.second-factor-removed" }.count == 1)
    }

    @Test("with another key the codes do not open, and nobody gets in by that")
    func otherKey() async throws {
        let bed = try await Bed()
        try await bed.add()
        let (secret, _) = try await bed.addCodes()
        bed.store.parts.set(try SecretKey([UInt8](repeating: 9, count: 32)))
        await #expect(throws: IdentityFault.sealBroken) {
            try await bed.signIn(code: OneTimeCode.code(secret: secret, at: bed.clock.now()), kind: .bearer)
        }
    }

    @Test("codes of the machine's time count where the city's clock has been moved, and the city's time too")
    func movedClock() async throws {
        let bed = try await Bed()
        try await bed.add()
        let (secret, _) = try await bed.addCodes()
        let machine = SimulatedClock(start: Instant("2026-11-23T10:00:00Z")!, frozen: true)
        bed.store.parts.set(IdentitySettings(clock: machine, passwordCost: Bed.cost))
        #expect(
            try await bed.signIn(code: OneTimeCode.code(secret: secret, at: machine.now()), kind: .bearer).word == "signed in")
        #expect(
            try await bed.signIn(code: OneTimeCode.code(secret: secret, at: bed.clock.now()), kind: .bearer).word == "signed in")
    }
}
