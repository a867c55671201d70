public import Kernel

/// A citation of law in its German form, `§ 31 Abs. 3 Satz 1 VwVfG`. English texts cite the same norm in international form.
public struct Norm: Hashable, Sendable, Codable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let citation: String

    public init(_ citation: String) { self.citation = citation }
    public init(stringLiteral value: String) { citation = value }

    private enum CodingKeys: String, CodingKey { case norm }

    /// A citation, or a legal reference of a service folder, `{"norm": "…", "checked": false}`.
    public init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            citation = text
        } else {
            citation = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .norm)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(citation)
    }

    public var description: String { citation }

    /// German as cited; English `§ 31 (3) sentence 1 VwVfG`.
    public func text(_ language: Language) -> String {
        language == .en ? Norm.international(citation) : citation
    }

    /// Word by word: `Abs. 3` becomes `(3)`, `Satz` `sentence`, `Nr.` `no.`, `und` `and`, `i. V. m.` `in conjunction with`.
    private static func international(_ citation: String) -> String {
        var words: [Substring] = []
        var isParagraph = false
        for word in citation.split(separator: " ") {
            switch word {
            case "Abs.": isParagraph = true
            case "Satz": words.append("sentence")
            case "Nr.": words.append("no.")
            case "und": words.append("and")
            case "i.": words.append("in")
            case "V.": words.append("conjunction")
            case "m.": words.append("with")
            default:
                // A comma may follow the number: `§ 70 Abs. 2, § 58`.
                let number = word.prefix { $0.isNumber || $0.isLetter }
                words.append(isParagraph ? "(\(number))\(word[number.endIndex...])" : word)
                isParagraph = false
            }
        }
        return words.joined(separator: " ")
    }

    /// `§ 3 Abs. 1 SächsKAG i. V. m. § 108 Abs. 3 AO`: a norm reached through the norm that refers to it.
    func reached(through reference: Norm?) -> Norm {
        guard let reference else { return self }
        return Norm("\(reference.citation) i. V. m. \(citation)")
    }
}

/// One rule of law that a computation may use: where it stands, when it is law, and whether somebody read it there.
public struct LegalRule: Hashable, Sendable {
    public let norm: Norm
    /// First day of validity. For a fiction of notification the day of dispatch decides, otherwise the day the period would end.
    public let validFrom: LocalDate
    /// Last day of validity; nil while in force.
    public let validTo: LocalDate?
    /// True only when the rule was compared with the text of the law.
    public let checked: Bool
    /// What is disputed and how it was decided here.
    public let note: LocalText?

    init(_ norm: Norm, from validFrom: LocalDate, to validTo: LocalDate? = nil, checked: Bool = false, note: LocalText? = nil) {
        self.norm = norm
        self.validFrom = validFrom
        self.validTo = validTo
        self.checked = checked
        self.note = note
    }

    /// Whether the rule is law on a date.
    public func isValid(on date: LocalDate) -> Bool { validFrom <= date && (validTo.map { date <= $0 } ?? true) }
}

extension LegalRule {
    /// Every rule this module counts by, for the list of what still has to be compared with its text.
    public static let all: [LegalRule] =
        PeriodRules.table.values.flatMap { $0.values.joined() } + CivilCounting.all
        + DeliveryRules.table.values.flatMap { $0.values.joined().map(\.rule) } + Remedy.allCases.flatMap(\.rules)
}
