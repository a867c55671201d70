public import Kernel
import Store

/// A filter of the inbox with a name: of one person, or shown to a whole unit.
public struct SavedFilter: Codable, Sendable {
    public let id: ID<SavedFilter>
    let person: String
    /// The unit that sees it too; nil where only its person does.
    let unit: String?
    let name: String
    /// The filter's values, as they stand in the address.
    let query: JSON

    var filter: InboxFilter { InboxFilter { query[$0]?.string } }

    /// Filters of one person, and those shown to one unit, at most.
    static let most = 30
    static let longestName = 60

    func isOf(_ caller: Caller) -> Bool { person == caller.staff }

    /// Its person removes it, and whoever may hand over others' work in the unit that sees it.
    func mayDrop(_ caller: Caller) -> Bool { isOf(caller) || unit.map { caller.may(HandOverTask.others, in: $0) } ?? false }
}

extension Reader {
    /// The caller's filters and those of their units, by name.
    func savedFilters(visibleTo caller: Caller) throws -> [SavedFilter] {
        let columns: SQL = "SELECT f.id, f.person, f.unit, f.name, f.query FROM procedures_filters f WHERE "
        let own: [SavedFilter] = try all(
            columns + "f.person = \(caller.staff ?? "") ORDER BY f.id LIMIT \(SavedFilter.most)")
        let shared: [SavedFilter] = try all(
            columns
                + "f.unit IN \(list: caller.units) AND f.person <> \(caller.staff ?? "") ORDER BY f.id LIMIT \(SavedFilter.most * 3)"
        )
        return (own + shared).sorted { ($0.name, $0.id.text) < ($1.name, $1.id.text) }
    }
}
