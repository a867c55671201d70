import Kernel

/// JSON of a holiday: `{"name":{"de","en"},"on":"10-31"}`, `{"name",…,"easter":-2}` or
/// `{"name",…,"weekday":"wednesday","before":"11-23"}`, each with optional `from` and `to`.
extension HolidayRule: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, on, easter, weekday, before, from, to
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(LocalText.self, forKey: .name)
        validFrom = try container.decodeIfPresent(LocalDate.self, forKey: .from)
        validTo = try container.decodeIfPresent(LocalDate.self, forKey: .to)
        if let days = try container.decodeIfPresent(Int.self, forKey: .easter) {
            occurrence = .easter(days)
        } else if let name = try container.decodeIfPresent(String.self, forKey: .weekday) {
            guard let weekday = Weekday.allCases.first(where: { Wording.weekday($0, .en).lowercased() == name }) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .weekday, in: container, debugDescription: "not a weekday: \(name)")
            }
            let (month, day) = try HolidayRule.dayOfYear(container, .before)
            occurrence = .weekday(weekday, beforeMonth: month, day: day)
        } else {
            let (month, day) = try HolidayRule.dayOfYear(container, .on)
            occurrence = .fixed(month: month, day: day)
        }
    }

    private static func dayOfYear(
        _ container: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys
    ) throws -> (month: Int, day: Int) {
        let text = try container.decode(String.self, forKey: key)
        // A leap year, so that 29 February can be written down.
        guard text.utf8.count == 5, let date = LocalDate("2000-" + text) else {
            throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: "not MM-DD: \(text)")
        }
        return (date.month, date.day)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        switch occurrence {
        case .fixed(let month, let day):
            try container.encode("\(Digits.pad(month, 2))-\(Digits.pad(day, 2))", forKey: .on)
        case .easter(let days): try container.encode(days, forKey: .easter)
        case .weekday(let weekday, let month, let day):
            try container.encode(Wording.weekday(weekday, .en).lowercased(), forKey: .weekday)
            try container.encode("\(Digits.pad(month, 2))-\(Digits.pad(day, 2))", forKey: .before)
        }
        try container.encodeIfPresent(validFrom, forKey: .from)
        try container.encodeIfPresent(validTo, forKey: .to)
    }
}
