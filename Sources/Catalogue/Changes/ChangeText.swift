public import Folders
public import Kernel
public import Organisation
public import Store

/// An amount, a text or a page of the city that somebody wants to change from a day on.
public struct ProposedChange: Codable, AwaitsSecondPerson {
    public static let table: StaticString = "catalogue_changes"
    public static var over: any Fault { CatalogueFault.decided }
    public static var secondPersonNeeded: any Fault { CatalogueFault.secondPersonNeeded }
    public var author: String { proposedBy }

    public let id: ID<ProposedChange>
    public let kind: CityChange.Kind
    public let name: String
    public let language: Language
    public let value: String
    /// What held on the first day when it was proposed.
    public let before: String
    public let since: LocalDate
    public let norm: String
    public let reason: String
    public let proposedBy: String
    public let proposedAt: Instant
    public let decidedBy: String?
    public let decidedAt: Instant?
    public let decision: String?

    public var change: CityChange { CityChange(kind, name, language: language, value: value, since: since, norm: norm) }
}

extension CityChange.Kind: SQLConvertible {}

/// Proposes another amount or other words from a day on, with the legal basis.
public struct ProposeChange: Action {
    public static let name = "catalogue.propose-change"
    public static let audience: Audience = [.staff]
    let change: CityChange
    let reason: String

    public init(_ change: CityChange, reason: String) {
        self.change = change
        self.reason = reason
    }

    public func perform(in transaction: Transaction) throws -> ID<ProposedChange> {
        let city = try transaction.part(City.self)
        guard change.since >= transaction.now.date() else { throw CatalogueFault.past }
        guard !change.norm.isEmpty else { throw CatalogueFault.normMissing }
        guard let before = try city.word(change, in: transaction) else { throw CatalogueFault.nothingToChange }
        if change.kind == .amount {
            guard let amount = Decimal128(change.value), !amount.isNegative else { throw CatalogueFault.notAnAmount }
        } else if change.value.isEmpty || !Template.parse(change.value).mistakes.isEmpty {
            throw CatalogueFault.brokenText
        }
        let id = ID<ProposedChange>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO catalogue_changes (id, kind, name, language, value, before, since, norm, reason, proposed_by, proposed_at)
            VALUES (\(id), \(change.kind), \(change.name), \(change.language), \(change.value), \(before), \(change.since),
                    \(change.norm), \(reason), \(transaction.caller.label), \(transaction.now))
            """)
        transaction.audit(
            "change", id, retention: .permanent,
            detail: [
                "name": .string(change.name), "value": .string(change.value), "since": .string(change.since.description),
                "norm": .string(change.norm),
            ])
        try transaction.emit(
            ChangeProposed(change: id.text, name: change.name, since: change.since), subject: id, retention: .permanent)
        return id
    }
}

public struct ChangeProposed: Event {
    public static let name = "catalogue.change-proposed"
    public let change: String
    public let name: String
    public let since: LocalDate
}

/// A second person puts a change into force, or refuses; whoever proposed it may only take it back.
public struct DecideChange: Action {
    public static let name = "catalogue.decide-change"
    public static let audience: Audience = [.staff]
    let change: ID<ProposedChange>
    let confirms: Bool

    public init(change: ID<ProposedChange>, confirms: Bool) {
        self.change = change
        self.confirms = confirms
    }

    public func perform(in transaction: Transaction) throws {
        let (open, ruling) = try transaction.decide(ProposedChange.self, id: change.text, confirms: confirms) { open in
            // Amounts never change for days that are over: cases of these days were decided by them.
            if open.since < transaction.now.date() { throw CatalogueFault.past }
            try transaction.noteCatalogueChange()
        }
        transaction.audit(
            "change", change, retention: .permanent, detail: ["decision": .string(ruling.rawValue), "name": .string(open.name)])
        try transaction.emit(
            ChangeDecided(change: change.text, name: open.name, since: open.since, confirmed: confirms), subject: change,
            retention: .permanent)
    }
}

public struct ChangeDecided: Event {
    public static let name = "catalogue.change-decided"
    public let change: String
    public let name: String
    public let since: LocalDate
    public let confirmed: Bool
}

extension City {
    /// What a change would replace on its first day; nil where there is nothing of this name.
    func word(_ change: CityChange, in reader: Reader) throws -> String? {
        switch change.kind {
        case .amount:
            let parts = change.name.split(separator: ".").map(String.init)
            guard parts.count == 2 else { return nil }
            return feeLists.first { $0.name == parts[0] }?.amounts[parts[1]].flatMap { values in
                (values.last { $0.from <= change.since } ?? values.first)?.value.description
            }
        case .page: return page(change.name, change.language, on: change.since)
        case .text:
            let parts = change.name.split(separator: "/", maxSplits: 1).map(String.init)
            guard parts.count == 2,
                let service = try reader.part(CatalogueShelf.self).offered(parts[0], on: change.since)
            else { return nil }
            return text(change.name, change.language, on: change.since)
                ?? service.folder.texts.byLanguage[change.language]?[parts[1]]
        }
    }
}

extension Reader {
    func confirmedChanges() throws -> [CityChange] {
        let found: [ProposedChange] = try all(
            "SELECT * FROM catalogue_changes WHERE decision = 'confirmed' ORDER BY since, decided_at, id")
        return found.map(\.change)
    }

    /// The latest changes first, with those that wait.
    func changes(limit: Int = 200) throws -> [ProposedChange] {
        try all("SELECT * FROM catalogue_changes ORDER BY id DESC LIMIT \(limit)")
    }
}
