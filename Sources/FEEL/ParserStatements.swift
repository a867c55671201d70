/// `for`, `if`, `some`, `every`, function definitions and types.
extension Parser {
    mutating func ifExpression() throws(Diagnostic) -> any Node {
        let place = position
        try expectWord("if")
        let condition = try expression()
        try expectWord("then")
        let yes = try expression()
        try expectWord("else")
        return IfNode(place: place, condition: condition, yes: yes, no: try expression())
    }

    private mutating func iterations(word: String) throws(Diagnostic) -> [Iteration] {
        var found: [Iteration] = []
        repeat {
            let name = try declaredName(until: [], word: "in")
            try expectWord("in")
            let first = try expression()
            var last: (any Node)?
            if take("..") { last = try expression() }
            let slot = newSlot()
            found.append(Iteration(slot: slot, source: first, end: last))
            let type = last == nil ? first.staticType?.elementType : .number
            layers.append(.locals(NameTable([name]), [name: (slot, type)]))
        } while take(",")
        try expectWord(word)
        return found
    }

    mutating func forExpression() throws(Diagnostic) -> any Node {
        let place = position
        try expectWord("for")
        let depth = layers.count
        defer { layers.removeSubrange(depth...) }
        let loops = try iterations(word: "return")
        let partial = newSlot()
        layers.append(.locals(NameTable(["partial"]), ["partial": (partial, nil)]))
        let body = try expression()
        return ForNode(place: place, loops: loops, partial: usedSlots.contains(partial) ? partial : nil, body: body)
    }

    mutating func quantified(every: Bool) throws(Diagnostic) -> any Node {
        let place = position
        try expectWord(every ? "every" : "some")
        let depth = layers.count
        defer { layers.removeSubrange(depth...) }
        let loops = try iterations(word: "satisfies")
        return QuantifiedNode(place: place, every: every, loops: loops, condition: try expression())
    }

    mutating func functionLiteral() throws(Diagnostic) -> any Node {
        let place = position
        try expectWord("function")
        try expect("(")
        var parameters: [Function.Parameter] = []
        if !take(")") {
            repeat {
                let name = try declaredName(until: [":", ",", ")"])
                parameters.append(Function.Parameter(name: name, type: take(":") ? try type() : .any))
            } while take(",")
            try expect(")")
        }
        if takeWord("external") {
            return ExternalNode(place: place, parameters: parameters, mapping: try expression())
        }
        let depth = layers.count
        defer { layers.removeSubrange(depth...) }
        let first = slotCount
        for parameter in parameters {
            let type = parameter.type == .any ? nil : parameter.type
            layers.append(.locals(NameTable([parameter.name]), [parameter.name: (newSlot(), type)]))
        }
        return FunctionNode(place: place, parameters: parameters, slot: first, body: try expression())
    }

    /// A type (rules 52 to 58): built in, by the name of an item definition, or composed.
    mutating func type() throws(Diagnostic) -> ValueType {
        try nested { parser throws(Diagnostic) in
            parser.skipSpace()
            let start = parser.position
            let declared = parser.longest(in: NameTable(parser.names.types.keys), at: start)
            let composed = declared == nil ? try parser.composedType() : nil
            if let composed { return composed }
            parser.position = start
            let long = parser.longest(in: NameTable(ValueType.longNames), at: start)
            guard let best = declared ?? long ?? parser.endOfWord(start).map({ (parser.text(start..<$0), $0) }) else {
                throw parser.error("the name of a type expected before “\(parser.near)”")
            }
            parser.position = best.1
            if let type = parser.names.types[best.0] ?? ValueType(builtin: best.0) { return type }
            throw Diagnostic(.unknownName, at: start, "there is no type “\(best.0)”")
        }
    }

    private mutating func composedType() throws(Diagnostic) -> ValueType? {
        if takeWord("list"), take("<") {
            let element = try type()
            try expect(">")
            return .list(element)
        }
        if takeWord("range"), take("<") {
            let element = try type()
            try expect(">")
            return .range(element)
        }
        if takeWord("context"), take("<") {
            var fields: [ValueType.Field] = []
            repeat {
                let name = try declaredName(until: [":"])
                try expect(":")
                fields.append(ValueType.Field(name: name, type: try type()))
            } while take(",")
            try expect(">")
            return .context(fields)
        }
        if takeWord("function"), take("<") {
            var parameters: [ValueType] = []
            if !take(">") {
                repeat { parameters.append(try type()) } while take(",")
                try expect(">")
            }
            guard take("->") else { throw error("“->” and the type of the result expected before “\(near)”") }
            return .function(parameters: parameters, result: try type())
        }
        return nil
    }
}
