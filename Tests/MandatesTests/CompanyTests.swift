import Kernel
@testable import Mandates
@_spi(Testing) import Store
import Testing

@Suite("Companies with several people") struct CompanyTests {
    private func company(_ world: MandateWorld) async throws -> ID<Company> {
        try await world.store.perform(
            FoundCompany(
                name: "Weber & Töchter GmbH", street: "Am Ring", houseNumber: "1", postalCode: "04109", place: "Leipzig",
                language: .de),
            as: world.mia)
    }

    private func join(_ world: MandateWorld, _ company: ID<Company>, _ role: Mandate.Role) async throws -> ID<Mandate> {
        let id = try await world.store.perform(
            InviteMember(company: company, email: "jonas@example.org", role: role, language: .de), as: world.mia)
        try await world.store.perform(AcceptMandate(mandate: id), as: world.jonas)
        return id
    }

    @Test("an owner invites; each role may do what it says and no more")
    func roles() async throws {
        let world = try await MandateWorld()
        let company = try await company(world)
        for (role, may) in [(Mandate.Role.reader, false), (.filer, true), (.owner, true)] {
            let id = try await join(world, company, role)
            let mandate = try #require(try await world.store.read { try $0.mandate(id) })
            #expect(mandate.covers(world.slug) == may, "\(role)")
            let use = UseMandate(mandate: id, procedure: "p1", action: "mandates.use")
            if may {
                try await world.store.perform(use, as: world.jonas)
            } else {
                await #expect(throws: MandateFault.holdsNoMore) { try await world.store.perform(use, as: world.jonas) }
            }
            let invite = InviteMember(company: company, email: "eva@example.org", role: .reader, language: .de)
            if role == .owner {
                _ = try await world.store.perform(invite, as: world.jonas)
            } else {
                await #expect(throws: StoreFault.forbidden("mandates.invite-member")) {
                    try await world.store.perform(invite, as: world.jonas)
                }
            }
            // Removed by the owner, at once.
            try await world.store.perform(EndMandate(mandate: id), as: world.mia)
            #expect(try await world.holding().isEmpty)
        }
        await #expect(throws: MandateFault.notFound) {
            try await world.store.perform(
                InviteMember(company: company, email: "eva@example.org", role: .reader, language: .de), as: world.stranger)
        }
    }

    @Test("the last owner cannot leave or be removed; with a second one the first may go")
    func lastOwner() async throws {
        let world = try await MandateWorld()
        let company = try await company(world)
        let own = try #require(try await world.store.read { try $0.owners(of: company.text).first })
        await #expect(throws: MandateFault.lastOwner) {
            try await world.store.perform(EndMandate(mandate: own.id), as: world.mia)
        }
        _ = try await join(world, company, .filer)
        await #expect(throws: MandateFault.lastOwner) {
            try await world.store.perform(EndMandate(mandate: own.id), as: world.mia)
        }
        let second = try await join(world, company, .owner)
        try await world.store.perform(EndMandate(mandate: own.id), as: world.mia)
        #expect(try await world.store.read { try $0.owners(of: company.text).map(\.id) } == [second])
        await #expect(throws: MandateFault.lastOwner) {
            try await world.store.perform(EndMandate(mandate: second), as: world.jonas)
        }
        // Whoever has left does not find the company any more.
        await #expect(throws: MandateFault.notFound) {
            try await world.store.read { try $0.company(company, visibleTo: world.mia) }.own.id
        }
    }

    @Test("an address without street, number or five digits is told at every field")
    func address() async throws {
        let world = try await MandateWorld()
        var codes: [String: String] = [:]
        do {
            _ = try await world.store.perform(
                FoundCompany(name: "", street: "", houseNumber: "1", postalCode: "4109", place: "Leipzig", language: .de),
                as: world.mia)
        } catch let invalid as InvalidInput {
            codes = Dictionary(uniqueKeysWithValues: invalid.problems.map { ($0.pointer, $0.code) })
        }
        #expect(codes == ["/name": "missing", "/street": "missing", "/postalCode": "postal-code"])
    }
}
