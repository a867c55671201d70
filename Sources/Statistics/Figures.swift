/// What a group of procedures adds up to.
struct Figures: Equatable, Sendable {
    private(set) var received = 0
    private(set) var open = 0
    private(set) var automatic = 0
    /// Numbers by outcome, and of withdrawals.
    private(set) var endings: [String: Int] = [:]
    /// How many took so many days.
    private var durations: [Int: Int] = [:]

    init(_ counts: some Sequence<CaseCount>) {
        for count in counts {
            received += count.number
            guard let ending = count.ending else { open += count.number; continue }
            endings[ending, default: 0] += count.number
            if count.automatic { automatic += count.number }
            // What was taken back says nothing about how long the office needs.
            if let days = count.days, ending != CaseCount.withdrawn { durations[days, default: 0] += count.number }
        }
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
