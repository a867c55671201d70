import Catalogue
import Folders
import Foundation
import Identity
import Kernel
@testable import Mandates
@_spi(Testing) import Store
import Testbed
import Testing
import Web

@Suite("Mandates") struct MandateTests {
    @Test("a mandate holds once its address has accepted it, from its first to its last day, and no longer than it is wanted")
    func life() async throws {
        let world = try await MandateWorld()
        let id = try await world.grant([world.slug], from: "2026-11-25", until: "2026-11-30")
        #expect(try await world.holding().isEmpty)
        await #expect(throws: MandateFault.notFound) {
            try await world.store.perform(AcceptMandate(mandate: id), as: world.stranger)
        }
        try await world.store.perform(AcceptMandate(mandate: id), as: world.jonas)
        await #expect(throws: MandateFault.settled) {
            try await world.store.perform(AcceptMandate(mandate: id), as: world.jonas)
        }
        // It begins on Wednesday and ends with Monday, 30 November.
        #expect(try await world.holding().isEmpty)
        world.clock.advance(seconds: 2 * 86_400)
        #expect(try await world.holding() == [id])
        let mandate = try #require(try await world.store.read { try $0.mandate(id) })
        #expect(mandate.covers(world.slug) && !mandate.covers("another") && mandate.representativeName == "Jonas Weber")
        #expect(mandate.email == nil)
        world.clock.advance(seconds: 5 * 86_400)
        #expect(try await world.holding() == [id])
        world.clock.advance(seconds: 86_400)
        #expect(try await world.holding().isEmpty)
        await #expect(throws: MandateFault.holdsNoMore) {
            try await world.store.perform(UseMandate(mandate: id, procedure: "p1", action: "mandates.use"), as: world.jonas)
        }
    }

    @Test("somebody who acts for very many people acts for every one of them") func many() async throws {
        let world = try await MandateWorld()
        let id = try await world.grant()
        try await world.store.perform(AcceptMandate(mandate: id), as: world.jonas)
        for number in 1...130 {
            try await world.store.execute(
                """
                INSERT INTO mandates (id, principal, principal_name, representative, services, from_day, wants_copies, wording, offered_at,
                    accepted_at)
                SELECT \("other-\(number)"), \("other-\(number)"), principal_name, representative, services, from_day, wants_copies, wording,
                    offered_at, accepted_at FROM mandates WHERE id = \(id)
                """)
        }
        #expect(try await world.holding().count == 131)
        #expect(try await world.store.read { try $0.mandates(heldBy: "jonas") }.count == 131)
    }

    @Test("whoever gave it revokes it at once, whoever holds it returns it, and nobody else ends it")
    func ending() async throws {
        let world = try await MandateWorld()
        for side in [world.mia, world.jonas] {
            let id = try await world.grant()
            try await world.store.perform(AcceptMandate(mandate: id), as: world.jonas)
            try await world.store.perform(
                UseMandate(mandate: id, procedure: "p1", action: "mandates.use"), as: world.jonas)
            await #expect(throws: MandateFault.notFound) {
                try await world.store.perform(EndMandate(mandate: id), as: world.stranger)
            }
            try await world.store.perform(EndMandate(mandate: id), as: side)
            #expect(try await world.holding().isEmpty)
            await #expect(throws: MandateFault.holdsNoMore) {
                try await world.store.perform(
                    UseMandate(mandate: id, procedure: "p1", action: "mandates.use"), as: world.jonas)
            }
            // Twice is as once; what was done remains to be seen.
            try await world.store.perform(EndMandate(mandate: id), as: side)
            #expect(try await world.store.read { try $0.uses(of: id).count } == 1)
        }
        let sides = try await world.store.read { try $0.mandates(givenBy: "mia").compactMap(\.endedBy) }
        #expect(Set(sides) == [.principal, .representative])
    }

    @Test("a closed account acts for nobody, and nobody for it")
    func closed() async throws {
        let world = try await MandateWorld()
        for account in ["mia", "jonas"] {
            let id = try await world.grant()
            try await world.store.perform(AcceptMandate(mandate: id), as: world.jonas)
            #expect(try await world.holding() == [id])
            try await world.store.perform(EndMandates(account: account), as: .system("test"))
            #expect(try await world.holding().isEmpty)
        }
    }

    @Test("a mandate for one case is used for no other")
    func oneCase() async throws {
        let world = try await MandateWorld()
        let id = try await world.store.perform(
            RecordMandate(
                procedure: "p1", principal: (nil, "Uwe Schulze"), representative: ("jonas", "Jonas Weber"),
                from: world.clock.now().date(), until: nil), as: .system("test"))
        try await world.store.perform(UseMandate(mandate: id, procedure: "p1", action: "mandates.use"), as: world.jonas)
        await #expect(throws: MandateFault.holdsNoMore) {
            try await world.store.perform(UseMandate(mandate: id, procedure: "p2", action: "mandates.use"), as: world.jonas)
        }
        await #expect(throws: MandateFault.holdsNoMore) {
            try await world.store.perform(LookByMandate(mandate: id, procedure: "p2"), as: world.jonas)
        }
    }

    @Test("an offer looks the same whether its address has an account or not, and what is wrong is told at once")
    func offers() async throws {
        let world = try await MandateWorld()
        let id = try await world.grant(to: "nobody@example.org")
        let offer = try #require(try await world.store.read { try $0.mandate(id) })
        #expect(offer.state(on: world.clock.now().date()) == .offered)
        #expect(try await world.store.read { try $0.mandates(offeredTo: "nobody@example.org").count } == 1)
        await #expect(throws: MandateFault.notFound) {
            try await world.store.perform(AcceptMandate(mandate: id), as: world.jonas)
        }
        var codes: [String] = []
        do {
            _ = try await world.store.perform(
                GrantMandate(
                    email: "mia@example.org", services: ["nothing"], from: nil, until: LocalDate("2026-11-22"),
                    wantsCopies: false,
                    language: .de), as: world.mia)
        } catch let invalid as InvalidInput {
            codes = invalid.problems.map(\.code)
        }
        #expect(Set(codes) == ["own", "no-service", "not-a-date", "until-before"])
        await #expect(throws: StoreFault.forbidden("mandates.grant")) {
            try await world.store.perform(
                GrantMandate(email: "x@example.org", services: [], from: nil, until: nil, wantsCopies: false, language: .de),
                as: Caller(.staff("s1"), permissions: ["*"]))
        }
    }
}
