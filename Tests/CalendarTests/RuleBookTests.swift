@testable import Calendar
import Kernel
import Testing

@Suite struct RuleBookTests {
    @Test("each law and channel has one rule on every day, without gap or overlap, since its first") func seamless() {
        for (law, channels) in DeliveryRules.table {
            for (channel, rules) in channels {
                let sorted = rules.sorted { $0.rule.validFrom < $1.rule.validFrom }
                for (earlier, later) in zip(sorted, sorted.dropFirst()) {
                    #expect(earlier.rule.validTo?.adding(days: 1) == later.rule.validFrom, "\(law) \(channel)")
                }
                #expect(sorted.last?.rule.validTo == nil, "\(law) \(channel)")
            }
        }
    }

    @Test("the three-day fiction became a four-day one for every channel that had it") func reform() throws {
        let before = try #require(LocalDate("2024-12-31"))
        let after = try #require(LocalDate("2025-01-01"))
        var changed = 0
        for law in ProceduralLaw.Base.allCases {
            for channel in DeliveryChannel.allCases {
                let old = DeliveryRules.rule(law, channel, on: before)?.count
                let new = DeliveryRules.rule(law, channel, on: after)?.count
                if old == .days(3) { changed += 1 }
                #expect(old == .days(3) ? new == .days(4) : new == old, "\(law) \(channel)")
            }
        }
        // VwVfG, AO and SGB X: post, electronic, portal mailbox, registered letter.
        #expect(changed == 12)
    }

    @Test("only tax law moves the presumed day") func moves() {
        for (law, channels) in DeliveryRules.table where law != .ao {
            #expect(!channels.values.joined().contains { $0.moves }, "\(law)")
        }
        let fiscal = DeliveryRules.table[.ao]?.values.joined().filter { $0.count.period != nil } ?? []
        #expect(!fiscal.isEmpty && fiscal.allSatisfy(\.moves))
    }

    @Test("every rule cites a paragraph and ends after it begins") func cited() {
        #expect(LegalRule.all.count > 50)
        for rule in LegalRule.all {
            #expect(rule.norm.citation.hasPrefix("§ "))
            #expect(rule.validTo.map { $0 >= rule.validFrom } ?? true)
        }
    }

    @Test("the end on a holiday moves in every law") func everyLawMoves() throws {
        let date = try #require(LocalDate("2026-11-18"))
        for law in ProceduralLaw.Base.allCases { #expect(PeriodRules.rule(law, .shift, on: date) != nil, "\(law)") }
    }

    @Test(
        "a citation reads in international form in English",
        arguments: [
            ("§ 31 Abs. 3 Satz 1 VwVfG", "§ 31 (3) sentence 1 VwVfG"),
            ("§ 41 Abs. 2a Satz 3 VwVfG", "§ 41 (2a) sentence 3 VwVfG"),
            ("§ 122 Abs. 2 Nr. 1 AO", "§ 122 (2) no. 1 AO"), ("§ 70 Abs. 2, § 58 Abs. 2 VwGO", "§ 70 (2), § 58 (2) VwGO"),
            ("§ 64 Abs. 1 und 2 SGG", "§ 64 (1) and 2 SGG"),
            ("§ 3 Abs. 1 SächsKAG i. V. m. § 108 Abs. 3 AO", "§ 3 (1) SächsKAG in conjunction with § 108 (3) AO"),
        ])
    func international(_ german: String, _ english: String) {
        #expect(Norm(german).text(.en) == english)
        #expect(Norm(german).text(.de) == german)
    }
}
