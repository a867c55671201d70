import Identity
import Kernel
@testable import Organisation
import Store
import Testbed
import Testing
import Web

@Suite struct CallerTests {
    @Test("a clerk sees the own unit and decides there")
    func clerk() async throws {
        let bed = try await Bed()
        let caller = try await bed.caller(try await bed.add("Karla", post: "tax-clerk"))
        #expect(caller.units == ["tax"])
        #expect(caller.posts == ["tax-clerk"])
        #expect(caller.may("procedures.decide", in: "tax"))
        #expect(!caller.may("procedures.decide", in: "order"))
        #expect(!caller.may("procedures.assign"))
    }

    @Test("the head of a department sees everything below it, and nothing beside it")
    func subordinate() async throws {
        let bed = try await Bed()
        let caller = try await bed.caller(try await bed.add("Susanne", post: "treasurer"))
        #expect(caller.units == ["finance", "tax"])
        #expect(caller.may("procedures.assign", in: "tax"))
        #expect(!caller.may("procedures.assign", in: "city"))
        let mayor = try await bed.caller(try await bed.add("Olga", post: "mayor"))
        #expect(mayor.units == ["city", "finance", "tax", "order"])
    }

    @Test("two posts do not lend each other their rights: deciding in one unit is not deciding in the other")
    func twoPosts() async throws {
        let bed = try await Bed()
        let id = try await bed.add("Jens", post: "tax-clerk")
        _ = try await bed.store.perform(AssignPost(person: id, post: "order-clerk", since: Bed.today), as: .system("test"))
        let caller = try await bed.caller(id)
        #expect(caller.units == ["tax", "order"])
        #expect(caller.may("procedures.decide"))
        #expect(caller.may("procedures.decide", in: "tax"))
        #expect(!caller.may("procedures.decide", in: "order"))
        #expect(caller.may("procedures.read", in: "order"))
        #expect(caller.units(with: "procedures.decide") == ["tax"])
    }

    @Test("a post counts from its first to its last day")
    func period() async throws {
        let bed = try await Bed()
        let id = try await bed.add("Karla", post: "tax-clerk", since: LocalDate("2026-03-03")!, until: LocalDate("2026-03-05")!)
        for (day, isHeld) in [(0, false), (1, true), (2, true), (3, true), (4, false)] {
            let date = Bed.today.adding(days: day)
            let caller = try await bed.store.read { try Organisation.snapshot(in: $0).caller(for: id.text, on: date) }
            #expect(caller.posts.isEmpty == !isHeld, "\(date)")
        }
    }

    @Test("days are those of the city: at 23:30 in Berlin the post of tomorrow is not held yet, at 00:30 it is")
    func midnight() async throws {
        let bed = try await Bed()
        let id = try await bed.add("Karla", post: "tax-clerk", since: LocalDate("2026-03-03")!)
        // Berlin is one hour ahead of UTC in March before the 29th.
        bed.clock.advance(to: Instant("2026-03-02T22:30:00Z")!)
        #expect(try await bed.caller(id).posts.isEmpty)
        bed.clock.advance(to: Instant("2026-03-02T23:30:00Z")!)
        #expect(try await bed.caller(id).posts == ["tax-clerk"])
    }

    @Test("a deputy has the post's units and rights during the period, and a deputy's deputy has nothing")
    func deputy() async throws {
        let bed = try await Bed()
        let holder = try await bed.add("Karla", post: "tax-clerk")
        let deputy = try await bed.add("Jens", post: "order-clerk")
        let third = try await bed.add("Mandy")
        let (from, to) = (Bed.today.adding(days: 1), Bed.today.adding(days: 7))
        let holderCaller = try await bed.caller(holder)
        _ = try await bed.store.perform(
            AppointDeputy(post: "tax-clerk", person: deputy, since: from, until: to), as: holderCaller)
        let before = try await bed.caller(deputy)
        #expect(before.units == ["order"])
        await #expect(throws: OrganisationFault.notYours) {
            try await bed.store.perform(AppointDeputy(post: "tax-clerk", person: third, since: from, until: to), as: before)
        }
        bed.clock.advance(seconds: 86_400)
        let during = try await bed.caller(deputy)
        #expect(during.units == ["order", "tax"])
        #expect(during.posts == ["order-clerk", "tax-clerk"])
        #expect(during.may("procedures.decide", in: "tax"))
        #expect(!during.may("procedures.decide", in: "order"))
        await #expect(throws: OrganisationFault.notYours) {
            try await bed.store.perform(AppointDeputy(post: "tax-clerk", person: third, since: from, until: to), as: during)
        }
        bed.clock.advance(seconds: 7 * 86_400)
        #expect(try await bed.caller(deputy).units == ["order"])
    }

    @Test(
        "a deputy reads in the holder's place where no post of their own lets them see the unit, whatever a role of the city allows"
    )
    func readingInPlace() async throws {
        let bed = try await Bed()
        let holder = try await bed.add("Karla", post: "tax-clerk")
        let admin = try await bed.add("Robin", post: "admin")
        let inspector = try await bed.add("Ursula", post: "inspector")
        for deputy in [admin, inspector] {
            _ = try await bed.store.perform(
                AppointDeputy(post: "tax-clerk", person: deputy, since: Bed.today, until: Bed.today), as: .system("test"))
        }
        #expect(try await bed.caller(admin).inPlaceOf(using: "records.read", in: "tax") == holder.text)
        #expect(try await bed.caller(admin).inPlaceOf(using: "records.read", in: "order") == nil)
        #expect(try await bed.caller(inspector).inPlaceOf(using: "records.read", in: "tax") == nil)
    }

    @Test("a role of scope city gives its permissions everywhere, but lets nobody read what the unit does not")
    func cityScope() async throws {
        let bed = try await Bed()
        let admin = try await bed.caller(try await bed.add("Robin", post: "admin"))
        #expect(admin.may("organisation.assign-post", in: "tax"))
        #expect(admin.units == ["order"])
        let inspector = try await bed.caller(try await bed.add("Ursula", post: "inspector"))
        #expect(inspector.units == ["city", "finance", "tax", "order"])
        #expect(inspector.may("audit.read"))
    }

    @Test("everybody of the staff may look after the own sign-in; somebody unknown or gone may nothing")
    func basics() async throws {
        let bed = try await Bed()
        let id = try await bed.add("Karla")
        let caller = try await bed.caller(id)
        #expect(caller.permissions == Organisation.ownPermissions)
        #expect(caller.units.isEmpty)
        #expect(try await bed.caller(ID("019cad8f-0000-7000-8000-000000000000")).permissions.isEmpty)
        try await bed.store.perform(DismissPerson(person: id), as: .system("test"))
        #expect(try await bed.caller(id).permissions.isEmpty)
    }

    @Test("a change in another process is seen at the next request")
    func otherProcess() async throws {
        let bed = try await Bed()
        let id = try await bed.add("Karla", post: "tax-clerk")
        #expect(try await bed.caller(id).posts == ["tax-clerk"])
        let other = try bed.store.with(clock: bed.clock, components: [Identity.component.store, Organisation.component.store])
        try await other.perform(VacatePost(person: id, post: "tax-clerk", until: Bed.today.adding(days: -1)), as: .system("test"))
        #expect(try await bed.caller(id).posts.isEmpty)
    }

    @Test("an action that fails leaves no wrong organisation in memory")
    func rolledBack() async throws {
        let bed = try await Bed()
        let id = try await bed.add("Karla")
        await #expect(throws: BedProblem.onPurpose) {
            try await bed.store.perform(as: .system("test")) { transaction in
                _ = try transaction.perform(AssignPost(person: id, post: "tax-clerk", since: Bed.today))
                _ = try Organisation.snapshot(in: transaction)
                throw BedProblem.onPurpose
            }
        }
        _ = try await bed.add("Jens", post: "order-clerk")
        #expect(try await bed.caller(id).posts.isEmpty)
    }
}

enum BedProblem: Error { case onPurpose }

/// A slow second reading of the rules, straight from their sentences, compared on random organisations.
@Suite struct CallerPropertyTests {
    private struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            // SplitMix64, so that a failure can be repeated from its seed.
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private let day = Bed.today

    private func snapshot(_ random: inout Random) -> OrganisationSnapshot {
        let unitCount = Int.random(in: 1...8, using: &random)
        let units = (0..<unitCount).map { index in
            OrganisationPlan.Unit(
                key: "u\(index)", name: LocalText(de: "u"), short: "",
                parent: index == 0 ? nil : "u\(Int.random(in: 0..<index, using: &random))")
        }
        let words = ["a.x", "a.y", "b.*", "records.read", "c.z"]
        let roles = Dictionary(
            uniqueKeysWithValues: (0..<4).map { index in
                let held = words.filter { _ in Bool.random(using: &random) }
                return (
                    "r\(index)",
                    OrganisationPlan.Role(
                        title: LocalText(de: "r"), permissions: held,
                        scope: Int.random(in: 0..<4, using: &random) == 0 ? .city : .unit)
                )
            })
        let posts = (0..<6).map { index in
            OrganisationPlan.Post(
                key: "p\(index)", unit: "u\(Int.random(in: 0..<unitCount, using: &random))", title: LocalText(de: "p"),
                roles: (0..<4).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }.map { "r\($0)" })
        }
        let people = (0..<4).map { index in
            Person(
                id: ID("h\(index)"), givenName: "", familyName: "", email: "", language: .de, createdAt: .testStart, leftOn: nil)
        }
        let holders = (0..<6).map { index in
            let since = day.adding(days: Int.random(in: -3...3, using: &random))
            let until: LocalDate? = Bool.random(using: &random) ? nil : since.adding(days: Int.random(in: 0...4, using: &random))
            return Holder(
                id: ID("h\(index)"), post: "p\(Int.random(in: 0..<7, using: &random))",
                person: "h\(Int.random(in: 0..<4, using: &random))", since: since, until: until)
        }
        let deputies = (0..<4).map { index in
            let since = day.adding(days: Int.random(in: -3...3, using: &random))
            return Deputy(
                id: ID("d\(index)"), post: "p\(Int.random(in: 0..<7, using: &random))",
                person: "h\(Int.random(in: 0..<4, using: &random))", since: since,
                until: since.adding(days: Int.random(in: 0...4, using: &random)))
        }
        return OrganisationSnapshot(
            units: units, posts: posts, roles: roles, unitRoles: [:], agencies: [:], people: people, holders: holders,
            deputies: deputies)
    }

    /// Whether `unit` is `top` or stands below it, by walking up.
    private func isBelow(_ unit: String, _ top: String, _ chart: OrganisationSnapshot) -> Bool {
        unit == top || chart.units[unit]?.parent.map { isBelow($0, top, chart) } ?? false
    }

    private func isHeld(_ post: String, _ person: String, _ chart: OrganisationSnapshot) -> Bool {
        for holder in chart.holders where holder.post == post && holder.person == person {
            if holder.since <= day, holder.until.map({ $0 >= day }) ?? true { return true }
        }
        for deputy in chart.deputies where deputy.post == post && deputy.person == person {
            if deputy.since <= day, deputy.until >= day { return true }
        }
        return false
    }

    private func allows(_ list: [String], _ permission: String) -> Bool {
        list.contains(permission) || list.contains(String(permission.split(separator: ".")[0]) + ".*")
    }

    @Test("two thousand random organisations resolve to the same posts, units and permissions as the rules read one by one")
    func reference() {
        for seed in 0..<2000 {
            var random = Random(state: UInt64(seed))
            let chart = snapshot(&random)
            for person in ["h0", "h1", "h2", "h3"] {
                let caller = chart.caller(for: person, on: day)
                let posts = chart.posts.values.filter { isHeld($0.key, person, chart) }
                guard caller.posts == Set(posts.map(\.key)) else {
                    Issue.record("seed \(seed), \(person): posts")
                    return
                }
                for unit in chart.units.keys {
                    let seen = posts.contains { post in
                        isBelow(unit, post.unit, chart)
                            || post.roles.contains {
                                chart.roles[$0]!.scope == .city && chart.roles[$0]!.permissions.contains("records.read")
                            }
                    }
                    guard caller.units.contains(unit) == seen else {
                        Issue.record("seed \(seed), \(person): sees \(unit)")
                        return
                    }
                    for permission in ["a.x", "a.y", "b.q", "c.z", "d.n"] {
                        let expected = posts.contains { post in
                            post.roles.contains { key in
                                let role = chart.roles[key]!
                                return allows(role.permissions, permission)
                                    && (role.scope == .city || isBelow(unit, post.unit, chart))
                            }
                        }
                        guard caller.may(permission, in: unit) == expected,
                            caller.units(with: permission).contains(unit) == expected
                        else {
                            Issue.record("seed \(seed), \(person): \(permission) in \(unit)")
                            return
                        }
                    }
                }
            }
        }
    }
}
