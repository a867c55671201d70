import Calendar
import FEEL
public import Folders
public import Kernel

/// One version of a service in a city, with what every case of it needs.
public struct Stage: Sendable {
    public let folder: ServiceFolder
    public let city: City
    /// The city's lists, which decisions look things up in.
    let lists: Value
    /// `city` as expressions see it.
    let unit: JSON
    /// The dates of its cases.
    let dates: CaseDates
    private let starts: Set<String>

    public init(_ folder: ServiceFolder, in city: City) {
        self.folder = folder
        self.city = city
        lists = Value(typed: city.lists(of: folder.about))
        unit = city.context(unit: city.unit(forRole: folder.about.unit) ?? "")
        dates = CaseDates(folder, region: city.region)
        starts = folder.about.deadlines.values.reduce(into: []) { names, deadline in
            names.formUnion(deadline.named.starts)
            for suspension in deadline.named.suspended { names.formUnion([suspension.from, suspension.until]) }
        }
    }

    /// Whether a deadline of the service begins, stops or goes on with this event.
    func startsSomething(_ event: String) -> Bool { starts.contains(event) }

    /// Minutes of work in a play, as far as the service says what its tasks take.
    func minutes(_ handled: [String: Int]) -> Int {
        handled.reduce(0) { $0 + $1.value * (folder.about.effort[$1.key] ?? 0) }
    }
}

/// A case to be played.
public struct RehearsalCase: Sendable {
    public let name: String
    public let example: Example
    let conduct: Doing
    /// What people filled in at acts of the worked examples: patterns for what a drawn case fills in.
    let patterns: [String: [JSON]]

    /// Who says what people do.
    enum Doing: Sendable {
        /// The steps of the example.
        case written
        /// Chance, the same for every version.
        case drawn(seed: UInt64)
    }

    /// An example as it is written.
    public init(_ example: Example) {
        name = example.name
        self.example = example
        conduct = .written
        patterns = [:]
    }

    init(name: String, example: Example, seed: UInt64, patterns: [String: [JSON]]) {
        self.name = name
        self.example = example
        conduct = .drawn(seed: seed)
        self.patterns = patterns
    }
}

/// Result of a business rule task.
public struct Decision: Hashable, Sendable {
    public let name: String
    /// Typed JSON.
    public let value: JSON
    /// The rows that hit, in the order of the tables.
    public let rows: [RuleRow]
}

/// Cases in an order: given, or made one by one when they are played.
public struct RehearsalCases: Sendable {
    public let count: Int
    /// The case of a number from 0.
    let make: @Sendable (Int) -> RehearsalCase

    public init(_ cases: [RehearsalCase]) { self.init(cases.count) { cases[$0] } }

    init(_ count: Int, make: @escaping @Sendable (Int) -> RehearsalCase) {
        self.count = count
        self.make = make
    }
}
