import FEEL
public import Kernel

/// How inserted values are written in a language.
public enum TemplateFormat {
    static let plain: Set<String> = ["money", "date", "shortDate", "number", "year", "percent", "address", "month"]

    /// Whether a format's name is known; `option:` and `word:` carry what they look up.
    public static func isKnown(_ format: String) -> Bool {
        plain.contains(format) || format.hasPrefix("option:") || format.hasPrefix("word:")
    }

    static let germanMonths = [
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember",
    ]
    static let englishMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]

    /// `23. November 2026`, `23 November 2026`.
    public static func date(_ date: LocalDate, _ language: Language) -> String {
        "\(date.day)\(language == .en ? "" : ".") \(month(date, language))"
    }

    static func month(_ date: LocalDate, _ language: Language) -> String {
        "\((language == .en ? englishMonths : germanMonths)[date.month - 1]) \(date.year)"
    }

    /// `23.11.2026`, `23/11/2026`.
    public static func shortDate(_ date: LocalDate, _ language: Language) -> String {
        let mark = language == .en ? "/" : "."
        return "\(Digits.pad(date.day, 2))\(mark)\(Digits.pad(date.month, 2))\(mark)\(date.year)"
    }

    /// `1.234,50 EUR`, `EUR 1,234.50`.
    public static func money(_ amount: Decimal128, _ language: Language) -> String {
        let text = grouped(amount.fixed(2), language)
        return language == .en ? "EUR \(text)" : "\(text)\u{A0}EUR"
    }

    public static func number(_ number: Decimal128, _ language: Language) -> String { grouped(number.description, language) }

    /// Thousands separator and decimal mark of the language, for a plain decimal text.
    private static func grouped(_ text: String, _ language: Language) -> String {
        let negative = text.hasPrefix("-")
        let halves = (negative ? text.dropFirst() : text[...]).split(separator: ".")
        var digits = ""
        let whole = halves.first ?? "0"
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { digits += language == .en ? "," : "." }
            digits.append(digit)
        }
        let fraction = halves.count > 1 ? (language == .en ? "." : ",") + halves[1] : ""
        return (negative ? "-" : "") + digits + fraction
    }

    /// A value as text; throws a sentence when the value has no such form.
    static func write(_ value: Value, _ format: String?, _ language: Language, look: (String) -> String?) throws(TemplateFailure)
        -> String
    {
        switch (format, value) {
        case (_, .null): throw TemplateFailure("there is no value")
        case ("money", .number(let number)): return money(number, language)
        case ("percent", .number(let number)): return TemplateFormat.number(number, language) + "\u{A0}%"
        case ("year", .number(let number)): return number.description
        case ("number", .number(let number)), (nil, .number(let number)): return TemplateFormat.number(number, language)
        case ("shortDate", _): return shortDate(try day(value), language)
        case ("month", _): return month(try day(value), language)
        case ("date", _), (nil, .date), (nil, .dateTime): return date(try day(value), language)
        case ("address", .context(let context)): return address(context)
        case (let look?, _) where look.hasPrefix("option:") || look.hasPrefix("word:"): break
        case (nil, .string(let text)): return text
        case (nil, .list(let items)):
            var texts: [String] = []
            for item in items { texts.append(try write(item, nil, language, look: look)) }
            return joined(texts, language)
        default: throw TemplateFailure("a \(value.typeName) cannot be written\(format.map { " as \($0)" } ?? "")")
        }
        return try looked(up: value, format ?? "", language, look: look)
    }

    private static func looked(up value: Value, _ format: String, _ language: Language, look: (String) -> String?)
        throws(TemplateFailure)
        -> String
    {
        if case .list(let items) = value {
            var texts: [String] = []
            for item in items { texts.append(try looked(up: item, format, language, look: look)) }
            return joined(texts, language)
        }
        let name = format.drop { $0 != ":" }.dropFirst()
        let key = format.hasPrefix("option:") ? "fields.\(name).options.\(value.plain)" : "words.\(name).\(value.plain)"
        guard let text = look(key) else { throw TemplateFailure("there is no text \(key)") }
        return text
    }

    private static func day(_ value: Value) throws(TemplateFailure) -> LocalDate {
        switch value {
        case .date(let date): return date
        case .dateTime(let moment): return moment.date
        default: throw TemplateFailure("a \(value.typeName) is no date")
        }
    }

    public static func joined(_ texts: [String], _ language: Language) -> String {
        guard let last = texts.last, texts.count > 1 else { return texts.first ?? "" }
        return texts.dropLast().joined(separator: ", ") + (language == .en ? " and " : " und ") + last
    }

    private static func address(_ context: Context) -> String {
        func text(_ key: String) -> String? { context[key]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        let street = [text("street"), text("houseNumber")].compactMap { $0 }.joined(separator: " ")
        let place = [text("postalCode"), text("place")].compactMap { $0 }.joined(separator: " ")
        let lines = [text("addition"), street, place, text("country").flatMap { $0 == "DE" ? nil : $0 }]
        return lines.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n")
    }
}

/// Why a template could not be rendered; the procedure gets an incident.
public struct TemplateFailure: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
