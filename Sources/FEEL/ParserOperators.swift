/// Operators by binding strength, weakest first (10.3.1.2, grammar rules 1 to 14 and 49 to 51).
extension Parser {
    mutating func expression() throws(Diagnostic) -> any Node {
        try nested { parser throws(Diagnostic) in
            parser.skipSpace()
            if parser.longest(in: parser.names.table, at: parser.position).map({ $0.name.contains(" ") }) != true {
                if parser.isWord("for") { return try parser.forExpression() }
                if parser.isWord("if") { return try parser.ifExpression() }
                if parser.isWord("some") { return try parser.quantified(every: false) }
                if parser.isWord("every") { return try parser.quantified(every: true) }
            }
            return try parser.disjunction()
        }
    }

    mutating func disjunction() throws(Diagnostic) -> any Node {
        var left = try conjunction()
        while true {
            skipSpace()
            let place = position
            guard takeWord("or") else { return left }
            left = OrNode(place: place, left: left, right: try conjunction())
        }
    }

    mutating func conjunction() throws(Diagnostic) -> any Node {
        var left = try comparison()
        while true {
            skipSpace()
            let place = position
            guard takeWord("and") else { return left }
            left = AndNode(place: place, left: left, right: try comparison())
        }
    }

    mutating func comparison() throws(Diagnostic) -> any Node {
        var left = try additive()
        while true {
            skipSpace()
            let place = position
            if let relation = takeRelation() {
                left = CompareNode(place: place, relation: relation, left: left, right: try additive())
            } else if takeWord("between") {
                let low = try additive()
                try expectWord("and")
                left = BetweenNode(place: place, value: left, low: low, high: try additive())
            } else if takeWord("in") {
                left = InNode(place: place, value: left, tests: try testsAfterIn())
            } else {
                return left
            }
        }
    }

    mutating func takeRelation() -> Relation? {
        skipSpace()
        for (symbol, relation) in Relation.symbols where isNext(symbol) {
            position += symbol.utf8.count
            return relation
        }
        return nil
    }

    /// `in x`, `in (x, y)`: positive unary tests (rules 7 to 17).
    private mutating func testsAfterIn() throws(Diagnostic) -> [any TestNode] {
        skipSpace()
        let start = position
        if isNext("("), let tests = try? bracketedTests(), continuesAfterTests() { return tests }
        position = start
        return [try positiveTest()]
    }

    /// Tried first: `(1, 2)`; not for `(1..2)` or `(a) + 1`, which are one test.
    private mutating func bracketedTests() throws(Diagnostic) -> [any TestNode] {
        try expect("(")
        var tests = [try positiveTest()]
        while take(",") { tests.append(try positiveTest()) }
        try expect(")")
        return tests
    }

    private func continuesAfterTests() -> Bool {
        let next = afterSpace(position)
        guard next < scalars.count else { return true }
        return !".[+-*/(".unicodeScalars.contains(scalars[next])
    }

    private mutating func positiveTest() throws(Diagnostic) -> any TestNode {
        skipSpace()
        let place = position
        if let relation = takeRelation() { return RelationTestNode(place: place, relation: relation, operand: try additive()) }
        return ValueTestNode(place: place, operand: try nested { parser throws(Diagnostic) in try parser.additive() })
    }

    /// One test of a cell (rule 18): `< 5`, a value, a range, or an expression that may use `?`.
    mutating func unaryTest(_ input: Int) throws(Diagnostic) -> any TestNode {
        skipSpace()
        let place = position
        if let relation = takeRelation() {
            return RelationTestNode(place: place, relation: relation, operand: try expression())
        }
        let usesBefore = inputUses
        let node = try expression()
        return inputUses > usesBefore
            ? ConditionTestNode(place: place, condition: node) : ValueTestNode(place: place, operand: node)
    }

    mutating func additive() throws(Diagnostic) -> any Node {
        var left = try multiplicative()
        while true {
            skipSpace()
            let place = position
            if take("+") {
                left = ArithmeticNode(place: place, sign: .plus, left: left, right: try multiplicative())
            } else if take("-") {
                left = ArithmeticNode(place: place, sign: .minus, left: left, right: try multiplicative())
            } else {
                return left
            }
        }
    }

    private mutating func multiplicative() throws(Diagnostic) -> any Node {
        var left = try power()
        while true {
            skipSpace()
            let place = position
            if isNext("**") { return left }
            if take("*") {
                left = ArithmeticNode(place: place, sign: .times, left: left, right: try power())
            } else if take("/") {
                left = ArithmeticNode(place: place, sign: .over, left: left, right: try power())
            } else {
                return left
            }
        }
    }

    private mutating func power() throws(Diagnostic) -> any Node {
        var left = try negation()
        while true {
            skipSpace()
            let place = position
            guard take("**") else { return left }
            left = ArithmeticNode(place: place, sign: .power, left: left, right: try negation())
        }
    }

    private mutating func negation() throws(Diagnostic) -> any Node {
        skipSpace()
        let place = position
        guard isNext("-") else { return try instanceOf() }
        return try nested { parser throws(Diagnostic) in
            parser.position += 1
            return NegationNode(place: place, operand: try parser.negation())
        }
    }

    private mutating func instanceOf() throws(Diagnostic) -> any Node {
        var node = try postfix()
        while true {
            skipSpace()
            let place = position
            guard takeWord("instance") else { return node }
            try expectWord("of")
            node = InstanceNode(place: place, operand: node, type: try type())
        }
    }

    /// Paths, filters and calls.
    private mutating func postfix() throws(Diagnostic) -> any Node {
        var node = try primary()
        while true {
            skipSpace()
            let place = position
            if isNext("."), !isNext("..") {
                position += 1
                let name = try memberName(of: node.staticType)
                let member = node.staticType?.member(name)
                if names.isClosed, member == nil, let type = node.staticType, type.hasNamedMembers {
                    unknown.append(Diagnostic(.unknownMember, at: place, "there is no “\(name)” here"))
                }
                node = PathNode(place: place, base: node, name: name, staticType: member)
                if let path = node.readPath { note(read: path) }
            } else if isNext("(") {
                node = try call(of: node)
            } else if isNext("[") {
                let start = self
                do {
                    node = try filter(of: node)
                } catch {
                    guard endsInterval > 0 else { throw error }
                    self = start
                    return node
                }
            } else {
                return node
            }
        }
    }

    private mutating func filter(of base: any Node) throws(Diagnostic) -> any Node {
        let place = position
        position += 1
        let outerEnds = endsInterval
        endsInterval = 0
        defer { endsInterval = outerEnds }
        let slot = newSlot()
        var element: ValueType?
        if let type = base.staticType { element = type.elementType ?? type }
        layers.append(.locals(NameTable(["item"]), ["item": (slot, element)]))
        layers.append(.item(slot: slot, type: element))
        defer { layers.removeLast(2) }
        let condition = try expression()
        try expect("]")
        return FilterNode(place: place, base: base, slot: slot, condition: condition)
    }

    private mutating func call(of function: any Node) throws(Diagnostic) -> any Node {
        let place = position
        position += 1
        var values: [any Node] = []
        var labels: [String] = []
        if take(")") { return CallNode(place: place, function: function, values: [], labels: []) }
        repeat {
            if let label = argumentLabel() { labels.append(label) }
            values.append(try expression())
        } while take(",")
        try expect(")")
        guard labels.isEmpty || labels.count == values.count else { throw error("either all arguments have names or none") }
        return CallNode(place: place, function: function, values: values, labels: labels)
    }

    /// `name :` before an argument.
    private mutating func argumentLabel() -> String? {
        let start = afterSpace(position)
        guard endOfWord(start) != nil else { return nil }
        var place = start
        while place < scalars.count,
            Letters.isPart(scalars[place]) || Letters.isSpace(scalars[place]) || "-'+*/.".unicodeScalars.contains(scalars[place])
        {
            place += 1
        }
        guard place < scalars.count, scalars[place] == ":" else { return nil }
        position = place + 1
        return Parser.normalized(text(start..<place))
    }
}
