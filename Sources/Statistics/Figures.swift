/// What a group of procedures adds up to.
struct Figures: Equatable, Sendable {
    private(set) var received = 0
    private(set) var open = 0
    private(set) var automatic = 0
    /// Numbers by the way in which they came in.
    private(set) var channels: [String: Int] = [:]
    /// Numbers by outcome, and of withdrawals.
    private(set) var endings: [String: Int] = [:]
    /// How many took so many days.
    private var durations: [Int: Int] = [:]

    init(_ counts: some Sequence<CaseCount>) {
        for count in counts {
            received += count.number
            channels[count.channel, default: 0] += count.number
            guard let ending = count.ending else { open += count.number; continue }
            endings[ending, default: 0] += count.number
            if count.automatic { automatic += count.number }
            // What was taken back says nothing about how long the office needs.
            if let days = count.days, ending != CaseCount.withdrawn { durations[days, default: 0] += count.number }
        }
    }

    /// How many took so long, for drawing: the same day, within two days, a week, two weeks, a month, a quarter, longer.
    enum Spell: String, CaseIterable, Sendable {
        case sameDay = "same-day", days = "days", week = "week", weeks = "weeks", month = "month", quarter = "quarter"
        case longer = "longer"

        init(days: Int) {
            self =
                switch days {
                case ...0: .sameDay
                case 1...2: .days
                case 3...7: .week
                case 8...14: .weeks
                case 15...31: .month
                case 32...92: .quarter
                default: .longer
                }
        }
    }

    /// Decided ones by how long they took.
    var spells: [Spell: Int] {
        durations.reduce(into: [:]) { $0[Spell(days: $1.key), default: 0] += $1.value }
    }

    var decided: Int { endings.filter { $0.key != CaseCount.withdrawn }.values.reduce(0, +) }

    /// The smallest number of days in which at least `share` percent of the decided ones were decided; nil without any.
    func days(share: Int) -> Int? {
        let all = durations.values.reduce(0, +)
        guard all > 0 else { return nil }
        var seen = 0
        for (days, number) in durations.sorted(by: { $0.key < $1.key }) {
            seen += number
            if seen * 100 >= all * share { return days }
        }
        return durations.keys.max()
    }
}
