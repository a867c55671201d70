import FEEL
import Kernel
import Testing

/// A value that is handed in from outside, and what it says at paths.
private struct World: Hashable {
    var names: [String: Value]

    static let plain = World(names: [
        "limit": 5, "flag": true, "word": "b", "nothing": .null,
        "dogs": [
            .context(Context([("name", "Rex"), ("age", 3), ("kind", "a")])),
            .context(Context([("name", "Bello"), ("age", 9), ("kind", "b")])),
            .context(Context([("name", "Kira"), ("age", 6), ("kind", "a")])),
        ],
        "home": .context(Context([("place", "Leipzig"), ("street", .context(Context([("name", "Ring"), ("number", 4)])))])),
        "numbers": [4, 7, 5],
    ])

    /// The origins of an expression's value, and the value.
    func trace(_ text: String) throws -> (value: Value, origins: Origins) {
        let expression = try Expression(parsing: text, names: Names(Array(names.keys), members: ["name", "age", "kind"]))
        let tracer = Tracer()
        let (outcome, lineage) = tracer.run(expression, in: Scope(names, now: noon))
        return (outcome.value, tracer.origins(of: lineage))
    }

    /// Every path to something that is no list and no context.
    var leaves: [String] { names.flatMap { World.leaves($0.value, $0.key) }.sorted() }

    private static func leaves(_ value: Value, _ path: String) -> [String] {
        switch value {
        case .list(let items): items.enumerated().flatMap { leaves($1, "\(path)[\($0 + 1)]") }
        case .context(let context): context.entries.flatMap { leaves($0.1, "\(path).\($0.0)") }
        default: [path]
        }
    }

    /// The same world with another value at a path.
    func altered(_ path: String, to value: Value) -> World {
        var steps = path.split(separator: ".").flatMap { part -> [Substring] in
            part.split(separator: "[")
        }
        let name = String(steps.removeFirst())
        var world = self
        world.names[name] = World.set(steps[...], in: names[name] ?? .null, to: value)
        return world
    }

    private static func set(_ steps: ArraySlice<Substring>, in whole: Value, to value: Value) -> Value {
        guard let step = steps.first else { return value }
        switch whole {
        case .list(var items):
            guard let index = Int(step.dropLast()) else { return whole }
            items[index - 1] = set(steps.dropFirst(), in: items[index - 1], to: value)
            return .list(items)
        case .context(var context):
            context[String(step)] = set(steps.dropFirst(), in: context[String(step)] ?? .null, to: value)
            return .context(context)
        default: return whole
        }
    }
}

/// Something that was changed in a world, as marks see it.
private struct Alteration {
    let world: World
    let paths: [String]
    /// `count(dogs)`, `dogs[3]?`.
    let others: Set<String>

    func isNamed(by marks: Set<String>) -> Bool {
        !others.isDisjoint(with: marks)
            || paths.contains { path in
                marks.contains { mark in mark == path || Self.covers(mark, path) || Self.covers(path, mark) }
            }
    }

    private static func covers(_ whole: String, _ part: String) -> Bool {
        part.hasPrefix(whole) && ".[".contains(part.dropFirst(whole.count).first ?? " ")
    }

    /// Each value replaced by others, and lists that lose or gain an item at their end.
    static func all(of world: World) -> [Alteration] {
        let values: [Value] = [0, 4, 5, 12, "a", "b", "Leipzig", true, false, .null]
        var all = world.leaves.flatMap { path in
            values.map { Alteration(world: world.altered(path, to: $0), paths: [path], others: []) }
        }
        for name in ["dogs", "numbers"] {
            guard let items = world.names[name]?.list, let last = items.last else { continue }
            let count = items.count
            for changed in [items.dropLast(), items + [last], []] {
                var other = world
                other.names[name] = .list(Array(changed))
                let moved = changed.count < count ? Array(changed.count + 1...count) : [count + 1]
                all.append(
                    Alteration(
                        world: other, paths: moved.map { "\(name)[\($0)]" },
                        others: Set(moved.map { "\(name)[\($0)]?" } + ["count(\(name))"])))
            }
        }
        return all
    }
}

@Suite("Where values come from")
struct LineageTests {
    /// Every kind of expression that says more than "all that is read in it", and some that do not.
    static let expressions = [
        "limit + 1", "dogs[1].name", "dogs[2].age + limit", "dogs.name", "count(dogs)", "sum(dogs.age)", "dogs[-1].name",
        "dogs[age > limit]", "dogs[age > limit].name", "dogs[age > limit][1].name", "dogs[limit - 4].name",
        "dogs[kind = word].name",
        "if flag then dogs[1] else dogs[2]", "(if flag then dogs else []).name", "if limit > 4 then \"x\" else word",
        "{n: limit, d: dogs[1], m: n + 1}.m", "{n: limit, all: for d in dogs return d.name}", "[limit, word, dogs[1].name][2]",
        "for d in dogs return d.name", "for d in dogs return {n: d.name, old: d.age > limit}",
        "(for d in dogs return {n: d.name, old: d.age > limit})[old].n", "for i in 1..count(dogs) return dogs[i].name",
        "for y in 1..3, d in dogs return {y: y, n: d.name}", "for y in limit..7 return y",
        "for d in dogs, n in numbers return d.age * n",
        "for n in numbers return if n > limit then n else sum(partial)",
        "for i in 1..3 return if i = 1 then 1 else partial[-1] + limit",
        "some d in dogs satisfies d.age > limit", "every n in numbers satisfies n > 3", "some d in dogs satisfies d.kind = word",
        "sublist(dogs, 2).name", "sublist(dogs, 1, 2)[kind = \"a\"].name", "reverse(dogs).name", "append(numbers, limit)[2]",
        "concatenate(numbers, dogs.age)[4]", "append(numbers, limit)[4]", "distinct values(dogs.kind)", "max(numbers)",
        "sort(numbers, function(x, y) x < y)", "sort(dogs, function(x, y) x.age < y.age).name", "list contains(dogs.kind, word)",
        "(function(d, l) if d.age > l then d.name else \"young\")(dogs[1], limit)",
        "{f: function(d) {n: d.name, o: d.age > limit}, r: f(dogs[2])}.r",
        "{f: function(a, b) {a: a, b: b}, r: f(b: limit, a: word)}.r",
        "flag and limit > 3", "flag or limit > 30", "limit in [1..4]", "limit between 1 and numbers[1]", "home.street.number + 1",
        "home",
        "home.place = \"Leipzig\"", "{a: home.street}", "get value(home, \"place\")", "nothing = null",
        "if nothing = null then limit else word",
        "dogs[item.age > 4 and name != word].kind", "{dogs: dogs, n: dogs[1].name}.dogs[2].kind", "string(limit) + word",
        "count(dogs[age > limit])", "[dogs[1], dogs[2]][age > limit].name", "numbers[item > limit]", "dogs[1] = dogs[2]",
        "if count(dogs) > 2 then dogs[3].name else word", "flatten([numbers, [limit]])[2]", "remove(numbers, 1)[1]",
    ]

    @Test("whatever changes a part of a value is named where the part comes from", arguments: expressions)
    func sound(_ text: String) throws {
        let plain = World.plain
        let (before, origins) = try plain.trace(text)
        #expect(try before == value(text, plain.names), "following where values come from changes none")
        var checked = 0
        for alteration in Alteration.all(of: plain) {
            let (after, later) = try alteration.world.trace(text)
            for (part, mark) in parts(of: before) where !same(before, after, part) {
                checked += 1
                #expect(
                    alteration.isNamed(by: origins.marks(behind: mark)),
                    "\(mark) of \(text) changed with \(alteration.paths), but comes from \(origins.marks(behind: mark).sorted())")
            }
            // And the other way round: the alteration is undone.
            for (part, mark) in parts(of: after) where !same(after, before, part) {
                #expect(alteration.isNamed(by: later.marks(behind: mark)), "\(mark) of \(text) after \(alteration.paths)")
            }
        }
        #expect(checked > 0)
    }

    private enum Step { case member(String), item(Int) }
    private enum Part { case value([Step]), count([Step]), presence([Step]) }

    /// The parts of a value with the marks that name them below `r`.
    private func parts(of value: Value, _ steps: [Step] = [], _ mark: String = "r") -> [(part: Part, mark: String)] {
        var all: [(part: Part, mark: String)] = [(.value(steps), mark)]
        if case .list(let items) = value {
            all.append((.count(steps), "count(\(mark))"))
            for (index, item) in items.enumerated() {
                all.append((.presence(steps + [.item(index)]), "\(mark)[\(index + 1)]?"))
                all += parts(of: item, steps + [.item(index)], "\(mark)[\(index + 1)]")
            }
        }
        for (key, member) in value.context.map({ Array($0.entries) }) ?? [] {
            all += parts(of: member, steps + [.member(key)], "\(mark).\(key)")
        }
        return all
    }

    private func same(_ left: Value, _ right: Value, _ part: Part) -> Bool {
        switch part {
        case .value(let steps): at(left, steps) == at(right, steps)
        case .count(let steps): at(left, steps)?.list?.count == at(right, steps)?.list?.count
        case .presence(let steps): (at(left, steps) == nil) == (at(right, steps) == nil)
        }
    }

    private func at(_ value: Value, _ steps: [Step]) -> Value? {
        steps.reduce(value as Value?) { whole, step in
            switch step {
            case .member(let name): return whole?.context?[name]
            case .item(let index):
                guard let items = whole?.list, items.indices.contains(index) else { return nil }
                return items[index]
            }
        }
    }

    @Test(
        "a part comes from what it was made of, and from nothing else",
        arguments: [
            ("{total: limit + numbers[1], name: dogs[1].name}", "r.name", ["dogs[1].name", "dogs[1]?"]),
            ("{total: limit + numbers[1], name: dogs[1].name}", "r.total", ["limit", "numbers[1]", "numbers[1]?"]),
            ("for d in dogs return {n: d.name, old: d.age > limit}", "r[2].n", ["dogs[2].name", "dogs[2]?"]),
            ("for d in dogs return {n: d.name, old: d.age > limit}", "r[2].old", ["dogs[2].age", "dogs[2]?", "limit"]),
            ("for d in dogs return {n: d.name, old: d.age > limit}", "count(r)", ["count(dogs)"]),
            ("if flag then dogs[1].name else dogs[2].name", "r", ["dogs[1].name", "dogs[1]?", "flag"]),
            ("dogs[age > 4][1].name", "r", ["dogs[1].age", "dogs[1]?", "dogs[2].age", "dogs[2].name", "dogs[2]?"]),
            // A name in a filter might be a member of the item.
            ("numbers[item > limit][1]", "r", ["limit", "numbers[1]", "numbers[1]?", "numbers[2]", "numbers[2]?"]),
            ("{f: function(a, b) {a: a, b: b}, r: f(b: limit, a: word)}.r", "r.a", ["word"]),
            ("flag or limit > 3", "r", ["flag"]), ("home", "r.street.number", ["home.street.number"]), ("7", "r", []),
        ])
    func exact(_ text: String, _ mark: String, _ expected: [String]) throws {
        #expect(try World.plain.trace(text).origins.marks(behind: mark).sorted() == expected.sorted())
    }

    @Test("origins can be stored, and other results in them replaced by what is behind those")
    func stored() throws {
        let (_, origins) = try World.plain.trace("{a: limit, b: for d in dogs return d.name, c: home}")
        let again = try JSON(encoding: origins).decode(Origins.self)
        #expect(again == origins)
        let inner = try World.plain.trace("{x: flag, y: word}").origins
        var names = World.plain.names
        names["limit"] = 1
        let outer = try World.plain.trace("{a: home.place, b: numbers[1]}").origins.resolving(["home": inner, "numbers": inner])
        #expect(outer.marks(behind: "r.a") == ["flag", "word"])
        #expect(Origins.head(of: "count(home.x)") == "home" && Origins.head(of: "dogs[1]?") == "dogs")
    }
}
