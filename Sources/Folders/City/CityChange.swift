public import Kernel

/// An amount, a text or a page that the city has changed in the product, from a day on. It lies over what the folder says.
public struct CityChange: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Codable, Sendable { case amount, text, page }

    public let kind: Kind
    /// `dogTax.firstDog`, `slug/service.cost`, `imprint`.
    public let name: String
    /// Of texts and pages.
    public let language: Language
    public let value: String
    public let since: LocalDate
    /// The legal basis or source.
    public let norm: String

    public init(_ kind: Kind, _ name: String, language: Language = .de, value: String, since: LocalDate, norm: String) {
        self.kind = kind
        self.name = name
        self.language = language
        self.value = value
        self.since = since
        self.norm = norm
    }
}

extension City {
    /// The city with changes laid over its folder. Amounts and texts keep their days: what holds is asked for a day.
    public func applying(_ changes: [CityChange]) -> City {
        var city = self
        city.changes = changes.sorted { $0.since < $1.since }
        for change in city.changes where change.kind == .amount { city.set(change) }
        return city
    }

    /// The city with another organisation: its folder's, as people have edited it.
    public func organised(_ chart: OrganisationChart) -> City {
        var city = self
        city.organisation = chart
        return city
    }

    private mutating func set(_ change: CityChange) {
        let parts = change.name.split(separator: ".").map(String.init)
        guard parts.count == 2, let value = Decimal128(change.value),
            let place = feeLists.firstIndex(where: { $0.name == parts[0] }), let values = feeLists[place].amounts[parts[1]]
        else { return }
        let own = FeeList.Value(
            from: change.since, value: value, unit: values.last?.unit ?? "", isDemo: false,
            source: LegalReference(norm: change.norm, checked: true))
        var amounts = feeLists[place].amounts
        amounts[parts[1]] = (values.filter { $0.from != change.since } + [own]).sorted { $0.from < $1.from }
        feeLists[place] = FeeList(name: feeLists[place].name, title: feeLists[place].title, amounts: amounts)
    }

    /// A text of the city on a day: the latest change, or the folder's word.
    public func text(_ key: String, _ language: Language, on date: LocalDate) -> String? {
        changes.last { $0.kind == .text && $0.name == key && $0.language == language && $0.since <= date }?.value
            ?? texts.byLanguage[language]?[key]
    }

    /// A page on a day, in a language or in German.
    public func page(_ name: String, _ language: Language, on date: LocalDate) -> String? {
        func own(_ language: Language) -> String? {
            changes.last { $0.kind == .page && $0.name == name && $0.language == language && $0.since <= date }?.value
                ?? pages[name]?[language]
        }
        return own(language) ?? own(.de)
    }

    /// An amount that holds on a day, with where it comes from.
    public struct AmountRecord: Hashable, Codable, Sendable {
        public let name: String
        public let value: Decimal128
        public let unit: String
        public let since: LocalDate
        public let norm: String?
    }

    /// The amounts of some lists on a day, for the record of a case.
    public func amounts(of lists: [String: [String]], on date: LocalDate) -> [AmountRecord] {
        lists.sorted { $0.key < $1.key }.flatMap { list, names -> [AmountRecord] in
            guard let fees = feeLists.first(where: { $0.name == list }) else { return [] }
            return names.compactMap { name in
                fees.amounts[name]?.last { $0.from <= date }.map {
                    AmountRecord(name: "\(list).\(name)", value: $0.value, unit: $0.unit, since: $0.from, norm: $0.source?.norm)
                }
            }
        }
    }
}
