/// What a value depends on, part by part, as it is stored beside the value. See `Lineage` for what it promises.
public struct Origins: Codable, Hashable, Sendable {
    var own: [String]
    var shape: [String]
    var source: String?
    var members: [String: Origins]?
    var items: [Origins]?

    init(own: [String], shape: [String]) {
        self.own = own
        self.shape = shape
    }

    private enum CodingKeys: String, CodingKey {
        case own = "o"
        case shape = "n"
        case source = "s"
        case members = "m"
        case items = "i"
    }

    public init(from decoder: any Decoder) throws {
        let parts = try decoder.container(keyedBy: CodingKeys.self)
        own = try parts.decodeIfPresent([String].self, forKey: .own) ?? []
        shape = try parts.decodeIfPresent([String].self, forKey: .shape) ?? []
        source = try parts.decodeIfPresent(String.self, forKey: .source)
        members = try parts.decodeIfPresent([String: Origins].self, forKey: .members)
        items = try parts.decodeIfPresent([Origins].self, forKey: .items)
    }

    public func encode(to encoder: any Encoder) throws {
        var parts = encoder.container(keyedBy: CodingKeys.self)
        if !own.isEmpty { try parts.encode(own, forKey: .own) }
        if !shape.isEmpty { try parts.encode(shape, forKey: .shape) }
        try parts.encodeIfPresent(source, forKey: .source)
        try parts.encodeIfPresent(members, forKey: .members)
        try parts.encodeIfPresent(items, forKey: .items)
    }

    /// Every mark in it.
    public var all: Set<String> {
        var all = Set(own).union(shape)
        if let source { all.insert(source) }
        for member in (members ?? [:]).values { all.formUnion(member.all) }
        for item in items ?? [] { all.formUnion(item.all) }
        return all
    }

    /// A value of which only as a whole is known what it depends on.
    public init(marks: [String]) { self.init(own: marks, shape: []) }

    /// The same with other values, by name, replaced by what is behind them.
    public func resolving(_ known: [String: Origins]) -> Origins {
        func resolved(_ marks: [String]) -> [String] {
            let all = marks.flatMap { mark in known[Origins.head(of: mark)].map { Array($0.marks(behind: mark)) } ?? [mark] }
            return Array(Set(all)).sorted()
        }
        var origins = Origins(own: resolved(own), shape: resolved(shape))
        if let source {
            if known[Origins.head(of: source)] == nil { origins.source = source } else { origins.own += resolved([source]) }
        }
        origins.members = members?.mapValues { $0.resolving(known) }
        origins.items = items?.map { $0.resolving(known) }
        return origins
    }

    /// What a part depends on. The mark names the part below `name`: `name.lines[1].amount`, `name.lines[1]?`, `count(name.lines)`.
    public func marks(behind mark: String) -> Set<String> {
        let path = Path(mark)
        var found: Set<String> = []
        var here = self
        for step in path.steps {
            guard let next = here.part(step) else { return found.union(here.all) }
            found.formUnion(here.own)
            here = next
        }
        switch path.kind {
        case .value: return found.union(here.all)
        case .presence: return found.union(here.own)
        case .count: return found.union(here.own).union(here.shape).union(here.source.map { ["count(\($0))"] } ?? [])
        }
    }

    /// Nil where nothing is known of the part by itself.
    private func part(_ step: Path.Step) -> Origins? {
        switch step {
        case .member(let name):
            if let member = members?[name] { return member }
            return source.map { Origins(source: "\($0).\(name)") }
        case .item(let index):
            if let items { return items.indices.contains(index - 1) ? items[index - 1] : nil }
            return source.map { Origins(source: "\($0)[\(index)]", own: ["\($0)[\(index)]?"]) }
        }
    }

    private init(source: String, own: [String] = []) {
        self.init(own: own, shape: [])
        self.source = source
    }

    /// A mark taken apart, without its first name.
    private struct Path {
        enum Step { case member(String), item(Int) }
        enum Kind { case value, presence, count }
        var steps: [Step] = []
        let kind: Kind

        init(_ mark: String) {
            var text = mark[...]
            if text.hasPrefix("count("), text.hasSuffix(")") {
                kind = .count
                text = text.dropFirst(6).dropLast()
            } else if text.hasSuffix("?") {
                kind = .presence
                text = text.dropLast()
            } else {
                kind = .value
            }
            for (number, part) in text.split(separator: ".").enumerated() {
                let pieces = part.split(separator: "[")
                if number > 0, let name = pieces.first { steps.append(.member(String(name))) }
                for piece in pieces.dropFirst() { if let index = Int(piece.dropLast()) { steps.append(.item(index)) } }
            }
        }
    }

    /// The name that a mark begins with: `answers` for `count(answers.dogs)`.
    public static func head(of mark: String) -> String {
        let path = mark.hasPrefix("count(") ? mark.dropFirst(6) : mark[...]
        return String(path.prefix { !".[?)".contains($0) })
    }
}
