internal import Kernel

extension Parser {
    mutating func primary() throws(Diagnostic) -> any Node {
        skipSpace()
        guard let next = scalar() else { throw error("an expression expected before the end of the text") }
        let place = position
        switch next {
        case "\"": return ConstantNode(place: place, value: .string(try stringLiteral()))
        case "@": return try atLiteral()
        case "(": return try bracket()
        case "[": return try listOrRange()
        case "]": return try range(open: true)
        case "{": return try contextLiteral()
        case "<", ">", "=", "!": throw error("a comparison needs a value on its left")
        default: break
        }
        if Letters.isDigit(next) || next == "." { return ConstantNode(place: place, value: .number(try number())) }
        return try word()
    }

    private mutating func word() throws(Diagnostic) -> any Node {
        let place = position
        if longest(in: names.table, at: place).map({ $0.name.contains(" ") }) != true {
            if takeWord("true") { return ConstantNode(place: place, value: .boolean(true)) }
            if takeWord("false") { return ConstantNode(place: place, value: .boolean(false)) }
            if takeWord("null") { return ConstantNode(place: place, value: .null) }
            if isWord("function") { return try functionLiteral() }
            for keyword in ["for", "if", "some", "every"] where isWord(keyword) { return try expression() }
            if let end = endOfWord(place), Parser.keywords.contains(text(place..<end)), text(place..<end) != "not",
                longest(in: names.table, at: place) == nil
            {
                throw error("“\(near)” is no expression")
            }
        }
        let node = try resolvedName()
        if let local = node as? LocalNode, local.slot == 0, text(place..<position) == "?" { inputUses += 1 }
        return node
    }

    /// `12`, `.5`, `1.5e3`; the first of two points belongs to a range.
    private mutating func number() throws(Diagnostic) -> Decimal128 {
        let start = position
        while let next = scalar(), Letters.isDigit(next) { position += 1 }
        if isNext("."), let digit = scalar(1), Letters.isDigit(digit) {
            position += 1
            while let next = scalar(), Letters.isDigit(next) { position += 1 }
        }
        if let mark = scalar(), mark == "e" || mark == "E" {
            let signed = scalar(1) == "+" || scalar(1) == "-"
            if let digit = scalar(signed ? 2 : 1), Letters.isDigit(digit) {
                position += signed ? 2 : 1
                while let next = scalar(), Letters.isDigit(next) { position += 1 }
            }
        }
        guard position > start, let value = Decimal128(text(start..<position)) else {
            throw Diagnostic(.syntax, at: start, "“\(text(start..<max(position, start)))” is no number")
        }
        return value
    }

    /// A string with the escapes of 10.3.1.2 rule 35.
    mutating func stringLiteral() throws(Diagnostic) -> String {
        let start = position
        position += 1
        var view = String.UnicodeScalarView()
        while let next = scalar() {
            position += 1
            if next == "\"" { return String(view) }
            if next != "\\" {
                view.append(next)
                continue
            }
            guard let escape = scalar() else { break }
            position += 1
            switch escape {
            case "n": view.append("\n")
            case "r": view.append("\r")
            case "t": view.append("\t")
            case "\"", "'", "\\": view.append(escape)
            case "u": view.append(try unicodeEscape(digits: 4))
            case "U": view.append(try unicodeEscape(digits: 6))
            default: view.append(contentsOf: ["\\", escape])
            }
        }
        throw Diagnostic(.syntax, at: start, "the string that begins here does not end")
    }

    private mutating func hex(_ digits: Int) -> UInt32? {
        guard position + digits <= scalars.count else { return nil }
        let part = text(position..<position + digits)
        guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        return UInt32(part, radix: 16)
    }

    private mutating func unicodeEscape(digits: Int) throws(Diagnostic) -> Unicode.Scalar {
        guard var code = hex(digits) else { throw error("a Unicode escape needs \(digits) hexadecimal digits") }
        position += digits
        if digits == 4, (0xD800..<0xDC00).contains(code), isNext("\\u") {
            position += 2
            if let low = hex(4), (0xDC00..<0xE000).contains(low) {
                position += 4
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            } else {
                position -= 2
            }
        }
        guard let scalar = Unicode.Scalar(code) else { throw error("this Unicode escape is half of a surrogate pair") }
        return scalar
    }

    /// `@"2026-11-23"` (rule 65).
    private mutating func atLiteral() throws(Diagnostic) -> any Node {
        let place = position
        position += 1
        guard isNext("\"") else { throw error("“@” needs a string after it") }
        let text = try stringLiteral()
        guard let value = TemporalText.any(text) else {
            throw Diagnostic(.syntax, at: place, "“\(text)” is no date, time or duration")
        }
        return ConstantNode(place: place, value: value)
    }

    /// `(a)`, `(1..5]`, `(< 5)`.
    private mutating func bracket() throws(Diagnostic) -> any Node {
        let place = position
        position += 1
        if let relation = takeRelation() {
            let operand = try inRange { parser throws(Diagnostic) in try parser.additive() }
            try expect(")")
            return RelationRangeNode(place: place, relation: relation, operand: operand)
        }
        let outer = endsInterval
        endsInterval = 0
        let inner = try expression()
        endsInterval = outer
        if isNextRange() { return try rangeEnd(place, start: inner, includesStart: false) }
        try expect(")")
        return inner
    }

    private mutating func isNextRange() -> Bool {
        skipSpace()
        return isNext("..")
    }

    private mutating func inRange<Result>(_ body: (inout Parser) throws(Diagnostic) -> Result) throws(Diagnostic) -> Result {
        endsInterval += 1
        defer { endsInterval -= 1 }
        return try body(&self)
    }

    private mutating func range(open: Bool) throws(Diagnostic) -> any Node {
        let place = position
        position += 1
        let start = try additive()
        guard isNextRange() else { throw error("“..” expected before “\(near)”") }
        return try rangeEnd(place, start: start, includesStart: !open)
    }

    private mutating func rangeEnd(_ place: Int, start: any Node, includesStart: Bool) throws(Diagnostic) -> any Node {
        try expect("..")
        let end = try inRange { parser throws(Diagnostic) in try parser.additive() }
        skipSpace()
        guard let bracket = scalar(), bracket == ")" || bracket == "]" || bracket == "[" else {
            throw error("a bracket that ends the range expected before “\(near)”")
        }
        position += 1
        return RangeNode(place: place, start: start, end: end, includesStart: includesStart, includesEnd: bracket == "]")
    }

    private mutating func listOrRange() throws(Diagnostic) -> any Node {
        let place = position
        position += 1
        if take("]") { return ListNode(place: place, items: []) }
        let outer = endsInterval
        endsInterval = 0
        defer { endsInterval = outer }
        let first = try expression()
        if isNextRange() {
            endsInterval = outer
            return try rangeEnd(place, start: first, includesStart: true)
        }
        var items = [first]
        while take(",") { items.append(try expression()) }
        try expect("]")
        return ListNode(place: place, items: items)
    }

    private mutating func contextLiteral() throws(Diagnostic) -> any Node {
        let place = position
        position += 1
        let depth = layers.count
        defer { layers.removeSubrange(depth...) }
        var entries: [ContextNode.Entry] = []
        if take("}") { return ContextNode(place: place, entries: []) }
        repeat {
            skipSpace()
            let key = isNext("\"") ? try stringLiteral() : try declaredName(until: [":"])
            try expect(":")
            guard !entries.contains(where: { $0.key == key }) else {
                throw error("the key “\(key)” stands twice in this context")
            }
            let value = try expression()
            let slot = newSlot()
            entries.append(ContextNode.Entry(key: key, slot: slot, value: value))
            ownMembers.insert(key)
            layers.append(.locals(NameTable([key]), [key: (slot, value.staticType)]))
        } while take(",")
        try expect("}")
        return ContextNode(place: place, entries: entries)
    }
}
