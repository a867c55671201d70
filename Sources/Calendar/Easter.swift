public import Kernel

/// The date of Easter in the Gregorian calendar.
public enum Easter {
    /// Easter Sunday of a year, by the anonymous Gregorian computus (Meeus, Jones, Butcher); valid from 1583.
    public static func sunday(of year: Int) -> LocalDate {
        let golden = year % 19
        let century = year / 100
        let yearOfCentury = year % 100
        let lunarCorrection = (8 * century + 13) / 25
        let epact = (19 * golden + century - century / 4 - lunarCorrection + 15) % 30
        let weekdayOffset = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - epact - yearOfCentury % 4) % 7
        let lateMoon = (golden + 11 * epact + 22 * weekdayOffset) / 451
        let daysAfterMarch22 = epact + weekdayOffset - 7 * lateMoon
        return CivilDay.of(year, 3, 22).adding(days: daysAfterMarch22)
    }
}

/// Dates that are written into tables of this module.
enum CivilDay {
    /// A date that the table's author vouches for; a typing error stops the program at its first use, in the tests.
    static func of(_ year: Int, _ month: Int, _ day: Int) -> LocalDate {
        guard let date = LocalDate(year: year, month: month, day: day) else {
            preconditionFailure("a table of Calendar names a date that does not exist: \(year)-\(month)-\(day)")
        }
        return date
    }
}
