public import Kernel
public import Store

/// Somebody keeps a filter of the inbox under a name, for themselves or for a unit of theirs. The same name takes its place anew.
public struct KeepFilter: Action {
    public static let name = "procedures.keep-filter"
    public static let audience: Audience = .staff
    let filterName: String
    let filter: InboxFilter
    let unit: String?

    init(filterName: String, filter: InboxFilter, unit: String?) {
        self.filterName = filterName
        self.filter = filter
        self.unit = unit
    }

    /// - Parameters:
    ///   - unit: which sees it too; nil where only its person does. - value: the filter's values by name, as in its address.
    public init(name: String, unit: String?, _ value: (String) -> String?) {
        self.init(filterName: name, filter: InboxFilter(value), unit: unit)
    }

    public func perform(in transaction: Transaction) throws -> ID<SavedFilter> {
        guard let person = transaction.caller.staff else { throw StoreFault.forbidden(KeepFilter.name) }
        let called = filterName.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !called.isEmpty, called.count <= SavedFilter.longestName else { throw ProcedureFault.filterName }
        if let unit {
            guard transaction.caller.units.contains(unit) else { throw ProcedureFault.notFound }
        }
        let query = JSON.object(Dictionary(filter.values.map { ($0.name, .string($0.value)) }, uniquingKeysWith: { $1 }))
        transaction.audit("filter", called, unit: unit, retention: .months3)
        let own = try transaction.savedFilters(visibleTo: transaction.caller).filter { $0.isOf(transaction.caller) }
        if let same = own.first(where: { $0.name == called }) {
            try transaction.run(
                "UPDATE procedures_filters SET unit = \(unit), query = \(query), kept_at = \(transaction.now) WHERE id = \(same.id)"
            )
            return same.id
        }
        guard own.count < SavedFilter.most else { throw ProcedureFault.tooManyFilters }
        let id = ID<SavedFilter>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO procedures_filters (id, person, unit, name, query, kept_at)
            VALUES (\(id), \(person), \(unit), \(called), \(query), \(transaction.now))
            """)
        return id
    }
}

/// A kept filter goes.
public struct DropFilter: Action {
    public static let name = "procedures.drop-filter"
    public static let audience: Audience = .staff
    let filter: ID<SavedFilter>

    public func perform(in transaction: Transaction) throws {
        let seen = try transaction.savedFilters(visibleTo: transaction.caller).first { $0.id == filter }
        guard let seen else { throw ProcedureFault.notFound }
        guard seen.mayDrop(transaction.caller) else { throw StoreFault.forbidden(DropFilter.name) }
        transaction.audit("filter", seen.name, unit: seen.unit, retention: .months3)
        try transaction.run("DELETE FROM procedures_filters WHERE id = \(filter)")
    }
}
