import FEEL
public import Kernel

/// A table of the city that rules look things up in: streets and their areas, districts, schools and their catchments.
public struct CityList: Sendable {
    /// Its name in expressions: `lists.<name>`.
    public let name: String
    public let title: String
    public let columns: [String]
    /// Each with every column; null where it says nothing.
    public let rows: [JSON]
    /// Nobody has compared it with a source: a city that relies on it starts as a demonstration only.
    public let isDemo: Bool
    /// Who published it, where, and under which licence.
    public let source: String?
    public let licence: String?
}

extension City {
    /// The context `lists` for a service: only the lists and columns that it names.
    ///
    /// Lists are looked at where a rule is carried out and not stored with the case: what a rule took from them is in its result.
    public func lists(of about: ServiceFolder.About) -> JSON {
        .object(
            about.lists.reduce(into: [:]) { found, wanted in
                let rows = lists.first { $0.name == wanted.key }?.rows ?? []
                found[wanted.key] = .array(
                    rows.map { row in .object((row.object ?? [:]).filter { wanted.value.contains($0.key) }) })
            })
    }

    /// Amounts and lists that nobody has compared with a source; with one of them the program starts as a demonstration only.
    public var demoValues: [String] { demoAmounts + lists.filter(\.isDemo).map { "lists.\($0.name)" }.sorted() }
}

extension CityReading {
    func cityLists() -> [CityList] {
        let lists = files.names(in: "lists", suffix: ".json").compactMap { cityList($0) }
        for (index, list) in lists.enumerated() where lists[..<index].contains(where: { $0.name == list.name }) {
            report.add(path("lists"), 1, "duplicate", "Two lists are called \"\(list.name)\".")
        }
        return lists
    }

    private func cityList(_ file: String) -> CityList? {
        guard let root = JSONFile.read(file, in: files, report: report),
            root.members(["name", "title", "columns", "rows"], optional: ["source", "licence", "demo"])
        else { return nil }
        let columns = root["columns"]?.texts ?? []
        for column in columns { root["columns"]?.checkName(column) }
        if Set(columns).count != columns.count { root["columns"]?.problem("duplicate", "Two columns have the same name.") }
        let rows = (root["rows"]?.items ?? []).compactMap { row(of: $0, columns) }
        let (isDemo, source) = (root["demo"]?.flag ?? false, root["source"]?.text)
        if source == nil, !isDemo {
            root.problem("list", "This list needs its \"source\", or \"demo\": true if nobody has compared it with one.")
        }
        guard let name = root["name"]?.text, let title = root["title"]?.text else { return nil }
        root["name"]?.checkName(name)
        return CityList(
            name: name, title: title, columns: columns, rows: rows, isDemo: isDemo, source: source,
            licence: root["licence"]?.text)
    }

    /// A row is a list of cells in the order of the columns, so that a long list stays readable.
    private func row(of item: Item, _ columns: [String]) -> JSON? {
        let cells = item.items
        guard cells.count == columns.count else {
            item.problem("list", "A row has one cell for each of the \(columns.count) columns; this one has \(cells.count).")
            return nil
        }
        for cell in cells where cell.json.array != nil || cell.json.object != nil {
            cell.problem("wrong-type", "A cell is a text, a number, true, false or null.")
        }
        // A text that looks like one of FEEL's typed values is a text.
        return .object(
            Dictionary(
                zip(columns, cells).map { ($0, $1.json.string.map { Value.string($0).typedJSON } ?? $1.json) },
                uniquingKeysWith: { first, _ in first }))
    }
}
