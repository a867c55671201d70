import Kernel

/// How dates, periods and lists read in a sentence.
enum Wording {
    /// `Montag, 23. November 2026`, `Monday, 23 November 2026`.
    static func longDate(_ date: LocalDate, _ language: Language) -> String {
        "\(weekday(date.weekday, language)), \(self.date(date, language))"
    }

    /// `23. November 2026`, `23 November 2026`.
    static func date(_ date: LocalDate, _ language: Language) -> String {
        let names = language == .en ? englishMonths : germanMonths
        return "\(date.day)\(language == .en ? "" : ".") \(names[date.month - 1]) \(date.year)"
    }

    static func weekday(_ weekday: Weekday, _ language: Language) -> String {
        (language == .en ? englishDays : germanDays)[weekday.rawValue - 1]
    }

    /// `a, b und c`.
    static func list(_ items: [String], _ language: Language) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + (language == .en ? " and " : " und ") + last
    }

    /// `2 Wochen`, `ein Monat`; the nominative, so that sentences say `Frist: 2 Wochen`.
    static func period(_ period: LegalPeriod, _ language: Language) -> String {
        let (one, many) = units[period.unit]?[language == .en ? 1 : 0] ?? ("", "")
        return period.amount == 1 ? "1 \(one)" : "\(period.amount) \(many)"
    }

    /// `der 22. November 2028 Buß- und Bettag in Sachsen ist`, to follow `weil`; `22 November 2028 is …`.
    static func whyNotWorking(_ date: LocalDate, _ region: HolidayRegion, _ language: Language) -> String {
        let day = self.date(date, language)
        if let holiday = region.holiday(on: date) {
            let what = "\(holiday.name[language]) \(region.place(language))"
            return language == .en ? "\(day) is \(what)" : "der \(day) \(what) ist"
        }
        let name = weekday(date.weekday, language)
        return language == .en ? "\(day) is a \(name)" : "der \(day) ein \(name) ist"
    }

    /// Puts values into `{name}` places of a template; a name without a value stays as it is.
    static func fill(_ template: LocalText, _ values: (Language) -> [String: String]) -> LocalText {
        LocalText(
            de: fill(template.de, values(.de)), en: template.en.map { fill($0, values(.en)) },
            ls: template.ls.map { fill($0, values(.ls)) })
    }

    private static func fill(_ text: String, _ values: [String: String]) -> String {
        var filled = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            filled += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            filled += values[name] ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }

    private static let germanDays = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"]
    private static let englishDays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    private static let germanMonths = [
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember",
    ]
    private static let englishMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]
    private static let units: [LegalPeriod.Unit: [(String, String)]] = [
        .days: [("Tag", "Tage"), ("day", "days")],
        .weeks: [("Woche", "Wochen"), ("week", "weeks")],
        .months: [("Monat", "Monate"), ("month", "months")],
        .years: [("Jahr", "Jahre"), ("year", "years")],
        .workingDays: [("Arbeitstag", "Arbeitstage"), ("working day", "working days")],
        .workingDaysWithSaturdays: [
            ("Werktag (Montag bis Samstag)", "Werktage (Montag bis Samstag)"),
            ("working day (Monday to Saturday)", "working days (Monday to Saturday)"),
        ],
    ]
}
