public import Folders
import Store

/// The filing plan: a tree of positions, under which dossiers lie.
public struct FilingPlan: Sendable {
    public struct Position: Hashable, Sendable {
        public let key: String
        /// What people read: `22.34.1`.
        public let number: String
        public let title: String
        public let parent: String?

        public init(key: String, number: String, title: String, parent: String? = nil) {
            self.key = key
            self.number = number
            self.title = title
            self.parent = parent
        }
    }

    /// In the order of the plan.
    public let positions: [Position]
    private let byKey: [String: Position]
    private let below: [String?: [Position]]

    public init(_ positions: [Position]) {
        self.positions = positions
        byKey = Dictionary(positions.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let keys = Set(byKey.keys)
        // A position whose parent is missing stands at the top, so that nothing is lost.
        below = Dictionary(grouping: positions) { position in position.parent.flatMap { keys.contains($0) ? $0 : nil } }
    }

    /// The plan of a city's folder.
    public init(_ city: City) {
        self.init(city.filingPlan.map { Position(key: $0.key, number: $0.number, title: $0.title, parent: $0.parent) })
    }

    public func position(_ key: String) -> Position? { byKey[key] }

    /// The positions directly below one, or at the top for nil.
    public func children(of key: String?) -> [Position] { below[key] ?? [] }

    /// A position's key and those of everything below it.
    public func subtree(of key: String) -> Set<String> {
        var found: Set<String> = [key]
        var waiting = [key]
        while let next = waiting.popLast() {
            for child in children(of: next) where found.insert(child.key).inserted { waiting.append(child.key) }
        }
        return found
    }
}

extension Reader {
    /// The city's filing plan.
    func filingPlan() throws -> FilingPlan {
        if let plan = try? part(FilingPlan.self) { return plan }
        return FilingPlan(try part(City.self))
    }
}
