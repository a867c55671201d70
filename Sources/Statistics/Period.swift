import Kernel

/// Periods that people ask for by name.
enum Period: String, CaseIterable, Sendable {
    case month, lastMonth = "last-month", quarter, year, lastYear = "last-year"

    /// The first and the last day, seen from a day; the last one is that day where the period has not ended.
    func days(seen today: LocalDate) -> (from: LocalDate, to: LocalDate) {
        let first = today.adding(days: 1 - today.day)
        switch self {
        case .month: return (first, today)
        case .lastMonth: return (first.adding(months: -1), first.adding(days: -1))
        case .quarter: return (first.adding(months: -((today.month - 1) % 3)), today)
        case .year: return (first.adding(months: 1 - today.month), today)
        case .lastYear:
            let year = first.adding(months: 1 - today.month)
            return (year.adding(months: -12), year.adding(days: -1))
        }
    }
}
