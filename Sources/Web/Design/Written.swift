import Foundation
public import Kernel

/// How dates, moments, numbers and amounts are written for a reader.
public enum Written {
    /// German `24.12.2026`, English `24 December 2026`.
    public static func date(_ date: LocalDate, _ language: Language) -> String {
        switch language {
        case .de: "\(Digits.pad(date.day, 2)).\(Digits.pad(date.month, 2)).\(date.year)"
        case .ls: "\(date.day). \(month(date.month, .de)) \(date.year)"
        case .en: "\(date.day) \(month(date.month, .en)) \(date.year)"
        }
    }

    /// `24. Dezember 2026`, `24 December 2026`.
    public static func longDate(_ date: LocalDate, _ language: Language) -> String {
        language == .en
            ? "\(date.day) \(month(date.month, .en)) \(date.year)" : "\(date.day). \(month(date.month, .de)) \(date.year)"
    }

    /// `24.12.2026, 13:05 Uhr` in legal time.
    public static func moment(_ instant: Instant, _ language: Language) -> String {
        let (hour, minute) = instant.clock()
        let time = "\(Digits.pad(hour, 2)):\(Digits.pad(minute, 2))"
        return language == .en ? "\(date(instant.date(), .en)), \(time)" : "\(date(instant.date(), language)), \(time) Uhr"
    }

    /// `1.234,50 €`, English `€1,234.50`.
    public static func euros(_ amount: Decimal128, _ language: Language) -> String {
        let text = amount.magnitude.fixed(2)
        let number = grouped(String(text.dropLast(3)), language) + (language == .en ? "." : ",") + text.suffix(2)
        let sign = amount.isNegative ? "−" : ""
        return language == .en ? "\(sign)€\(number)" : "\(sign)\(number)\u{A0}€"
    }

    /// A number with the reader's marks, no digits lost.
    public static func number(_ number: Decimal128, _ language: Language) -> String {
        let parts = number.magnitude.description.split(separator: ".")
        let whole = grouped(String(parts.first ?? "0"), language)
        return (number.isNegative ? "−" : "") + whole + (parts.count > 1 ? (language == .en ? "." : ",") + parts[1] : "")
    }

    /// `3,4 MB`.
    public static func bytes(_ count: Int, _ language: Language) -> String {
        let (value, unit) = count < 1000 ? (count * 10, "B") : count < 1_000_000 ? (count / 100, "KB") : (count / 100_000, "MB")
        let mark = language == .en ? "." : ","
        return (value % 10 == 0 ? "\(value / 10)" : "\(value / 10)\(mark)\(value % 10)") + "\u{A0}" + unit
    }

    private static func grouped(_ digits: String, _ language: Language) -> String {
        var out = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { out += language == .en ? "," : "." }
            out.append(digit)
        }
        return out
    }

    private static func month(_ month: Int, _ language: Language) -> String {
        let names =
            language == .en
            ? [
                "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
                "December",
            ]
            : [
                "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
                "Dezember",
            ]
        return names.indices.contains(month - 1) ? names[month - 1] : ""
    }
}
