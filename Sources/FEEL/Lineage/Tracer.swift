/// Follows where values come from while expressions are evaluated; without one, an evaluation costs what it always did.
///
/// Every expression node that is not named here adds what it reads to `flow`, so that its value depends on all of it: that is
/// sound for any node. Nodes that only choose, build or take apart (`isTraced`) say more exactly what each part depends on.
/// Branches that are not taken and operands that are not reached are not read, so nothing depends on them.
///
/// Marks are texts: `answers.dogs[1].name` is a value given from outside at a path, `answers.dogs[1]?` that there is a first
/// item, `count(answers.dogs)` how many there are; decision tables add `rule:TABLE/ROW`.
public final class Tracer {
    private enum Part: Hashable {
        case root(String), member(String), item(Int), presence(Int), count
    }
    private struct Key: Hashable {
        let parent: Int
        let part: Part
    }

    private var texts: [String] = []
    private var numbers: [Key: Int] = [:]

    /// What was read since the frame began.
    var flow = Marks()
    /// What the traced node said that ended last; whoever reads it clears it.
    var given: Lineage?
    /// Beside the slots of the evaluation.
    var slots: [Lineage] = []
    /// Of the names in scope; a name without lineage is given from outside.
    var variables: [String: Lineage] = [:]
    /// Of a call's arguments, handed from the call to the function.
    var arguments: [Lineage]?

    public init() {}

    /// What the names in scope depend on.
    package var names: [String: Lineage] { variables }

    // MARK: Marks

    private func number(_ parent: Int, _ part: Part, _ text: () -> String) -> Int {
        let key = Key(parent: parent, part: part)
        if let known = numbers[key] { return known }
        numbers[key] = texts.count
        texts.append(text())
        return texts.count - 1
    }

    /// A value from outside under a name.
    public func source(_ name: String) -> Lineage { Lineage(parts: .source(root(name))) }

    /// A mark of the caller's own.
    package func mark(_ name: String) -> Lineage { Lineage(own: Marks(root(name))) }

    private func root(_ name: String) -> Int { number(-1, .root(name)) { name } }

    private func member(_ name: String, at path: Int) -> Int { number(path, .member(name)) { "\(texts[path]).\(name)" } }
    private func item(_ index: Int, at path: Int) -> Int { number(path, .item(index)) { "\(texts[path])[\(index + 1)]" } }
    private func presence(_ index: Int, at path: Int) -> Int {
        number(path, .presence(index)) { "\(texts[path])[\(index + 1)]?" }
    }
    private func count(at path: Int) -> Int { number(path, .count) { "count(\(texts[path]))" } }

    // MARK: Parts

    /// Everything that a value depends on with all its parts.
    func deep(_ lineage: Lineage) -> Marks {
        var all = lineage.own.union(lineage.shape)
        switch lineage.parts {
        case .whole: break
        case .source(let path): all.insert(path)
        case .members(let members): for member in members.values { all.formUnion(deep(member)) }
        case .items(let items): for item in items { all.formUnion(deep(item)) }
        }
        return all
    }

    /// What the number of a list's items depends on.
    func shape(of lineage: Lineage) -> Marks {
        let known = lineage.own.union(lineage.shape)
        guard case .source(let path) = lineage.parts else { return known }
        return known.union(Marks(count(at: path)))
    }

    /// The item at a position from 0 that the list has.
    func item(_ index: Int, of lineage: Lineage) -> Lineage {
        switch lineage.parts {
        case .items(let items) where items.indices.contains(index): items[index].adding(lineage.own)
        case .source(let path):
            Lineage(own: lineage.own.union(Marks(presence(index, at: path))), parts: .source(item(index, at: path)))
        default: Lineage(own: deep(lineage))
        }
    }

    /// The items that a loop walks through; a value that is no list is one.
    func items(of value: Value, _ lineage: Lineage) -> [Lineage] {
        switch value {
        case .list(let values): values.indices.map { item($0, of: lineage) }
        case .null: []
        default: [lineage]
        }
    }

    func member(_ name: String, of value: Value, _ lineage: Lineage) -> Lineage {
        if case .list(let values) = value {
            let items = values.enumerated().map { member(name, of: $1, item($0, of: lineage)) }
            return Lineage(own: lineage.own, shape: shape(of: lineage), parts: .items(items))
        }
        switch (lineage.parts, value) {
        case (.members(let members), _): return (members[name] ?? Lineage()).adding(lineage.own)
        case (.source(let path), .context), (.source(let path), .null):
            return Lineage(own: lineage.own, parts: .source(member(name, at: path)))
        default: return Lineage(own: deep(lineage))
        }
    }

    func lineage(of name: String) -> Lineage { variables[name] ?? source(name) }

    // MARK: Evaluating

    /// Runs something by itself: what it said of its value, and what was read.
    func open(_ body: () -> Value) -> (value: Value, given: Lineage?, flow: Marks) {
        let outer = flow
        flow = Marks()
        given = nil
        let value = body()
        defer { (flow, given) = (outer, nil) }
        return (value, given, flow)
    }

    func frame(isTraced: Bool, _ body: () -> Value) -> (value: Value, lineage: Lineage) {
        let (value, given, flow) = open(body)
        return (value, (isTraced ? given : nil) ?? Lineage(own: flow))
    }

    func give(_ lineage: Lineage) {
        flow.formUnion(deep(lineage))
        given = lineage
    }

    /// Evaluates an expression; names of the scope that `variables` does not hold are given from outside.
    public func run(_ expression: Expression, in scope: Scope, variables: [String: Lineage] = [:]) -> (
        outcome: Outcome, lineage: Lineage
    ) {
        let evaluation = Evaluation(scope: scope)
        evaluation.tracer = self
        let outer = self.variables
        self.variables = variables
        defer { self.variables = outer }
        let (value, lineage) = frame(isTraced: true) { expression.evaluate(in: evaluation) }
        return (Outcome(value: value, diagnostics: evaluation.diagnostics), lineage)
    }

    // MARK: Results

    /// Everything that values depend on, as texts in order.
    public func marks(of lineages: [Lineage]) -> [String] {
        written(lineages.reduce(into: Marks()) { $0.formUnion(deep($1)) })
    }

    /// An item that a list has, at a position from 0, and that it is there at all.
    public func item(_ index: Int, of list: Lineage, presence: inout Lineage) -> Lineage {
        let item = item(index, of: list)
        presence = presence.adding(item.own)
        return item
    }

    /// In a form that can be stored.
    public func origins(of lineage: Lineage) -> Origins {
        var origins = Origins(own: written(lineage.own), shape: written(lineage.shape))
        switch lineage.parts {
        case .whole: break
        case .source(let path): origins.source = texts[path]
        case .members(let members): origins.members = members.mapValues { self.origins(of: $0) }
        case .items(let items): origins.items = items.map { self.origins(of: $0) }
        }
        return origins
    }

    private func written(_ marks: Marks) -> [String] { marks.numbers.map { texts[$0] }.sorted() }
}

extension Evaluation {
    /// A node's value with what it depends on; without a tracer the second means nothing.
    func trace(_ node: any Node) -> (value: Value, lineage: Lineage) {
        guard let tracer else { return (node.evaluate(self), Lineage()) }
        return tracer.frame(isTraced: node.isTraced) { node.evaluate(self) }
    }

    /// Says what the value that is about to be returned depends on.
    func give(_ lineage: (Tracer) -> Lineage) {
        guard let tracer else { return }
        tracer.give(lineage(tracer))
    }

    /// Puts a value into a slot.
    func bind(_ slot: Int, _ value: Value, _ lineage: Lineage?) {
        slots[slot] = value
        tracer?.slots[slot] = lineage ?? Lineage()
    }

    /// For engines that evaluate with their own means: `isTraced` where the body ends with `give`.
    package func trace(isTraced: Bool, _ body: () -> Value) -> (value: Value, lineage: Lineage) {
        guard let tracer else { return (body(), Lineage()) }
        return tracer.frame(isTraced: isTraced, body)
    }

    package func give(_ lineage: @autoclosure () -> Lineage) { give { _ in lineage() } }

    /// Lineages of the arguments of the native function that is being called, in the order of its parameters.
    package var argumentLineages: [Lineage] { tracer?.arguments ?? [] }

    /// A function's value and lineage for arguments with theirs.
    package func call(_ function: Function, named arguments: [(name: String, value: Value)], lineages: [Lineage]) -> Value {
        tracer?.arguments = lineages
        return call(function, .named(arguments), at: 0)
    }
}
