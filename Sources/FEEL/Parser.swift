/// Cuts and reads FEEL text in one pass, because the end of a name depends on the names in scope (10.3.1.4).
struct Parser {
    /// Names that text inside sees before the global ones.
    enum Layer {
        case locals(NameTable, [String: (slot: Int, type: ValueType?)])
        /// Inside a filter: the members of the item in this slot.
        case item(slot: Int, type: ValueType?)
    }

    let scalars: [Unicode.Scalar]
    let names: Names
    var position = 0
    var layers: [Layer] = []
    var slotCount = 0
    var reads: [[String]] = []
    var unknown: [Diagnostic] = []
    /// Keys of contexts written in this text.
    var ownMembers = NameTable([])
    /// How many ranges wait for their closing bracket: there `[` may end a range instead of beginning a filter.
    var endsInterval = 0
    /// How often `?` was read.
    var inputUses = 0
    /// Local variables that are read somewhere.
    var usedSlots: Set<Int> = []
    private var nesting = 0
    private var effort = 0

    init(_ text: String, names: Names) throws(Diagnostic) {
        scalars = Array(text.unicodeScalars)
        self.names = names
        guard scalars.count <= Limits.text else {
            throw Diagnostic(.limit, "the text is longer than \(Limits.text) characters")
        }
    }

    // MARK: whole texts

    mutating func wholeExpression() throws(Diagnostic) -> any Node {
        let node = try expression()
        try end()
        return node
    }

    mutating func wholeUnaryTests() throws(Diagnostic) -> UnaryTestsNode? {
        let input = newSlot()
        layers.append(.locals(NameTable(["?"]), ["?": (input, nil)]))
        skipSpace()
        if isNext("-"), restIsSpace(after: position + 1) { return nil }
        var negated = false
        let start = position
        if takeWord("not") {
            skipSpace()
            negated = isNext("(") && closingIsLast()
            if negated { position += 1 } else { position = start }
        }
        var tests = [try unaryTest(input)]
        while take(",") { tests.append(try unaryTest(input)) }
        if negated { try expect(")") }
        try end()
        return UnaryTestsNode(place: start, tests: tests, negated: negated)
    }

    private func restIsSpace(after place: Int) -> Bool { scalars[place...].allSatisfy(Letters.isSpace) }

    /// Whether the bracket at the position is closed by the last character: `not(a)` as a whole, not `not(a) and b`.
    private func closingIsLast() -> Bool {
        var depth = 0
        var quoted = false
        var place = position
        while place < scalars.count {
            let scalar = scalars[place]
            if quoted {
                if scalar == "\\" { place += 1 } else if scalar == "\"" { quoted = false }
            } else if scalar == "\"" {
                quoted = true
            } else if scalar == "(" {
                depth += 1
            } else if scalar == ")" {
                depth -= 1
                if depth == 0 { return restIsSpace(after: place + 1) }
            }
            place += 1
        }
        return false
    }

    private mutating func end() throws(Diagnostic) {
        skipSpace()
        guard position == scalars.count else { throw error("unexpected “\(near)”") }
    }

    // MARK: characters

    func error(_ sentence: String) -> Diagnostic { Diagnostic(.syntax, at: position, sentence) }

    var near: String {
        let rest = scalars[min(position, scalars.count)...].prefix(20)
        var text = String.UnicodeScalarView()
        text.append(contentsOf: rest)
        return rest.isEmpty ? "the end of the text" : String(text)
    }

    func scalar(_ offset: Int = 0) -> Unicode.Scalar? {
        position + offset < scalars.count ? scalars[position + offset] : nil
    }

    /// Spaces and comments (10.3.1.2, rules 62 to 64).
    mutating func skipSpace() { position = afterSpace(position) }

    func afterSpace(_ start: Int) -> Int {
        var place = start
        while place < scalars.count {
            if Letters.isSpace(scalars[place]) {
                place += 1
            } else if scalars[place] == "/", place + 1 < scalars.count, scalars[place + 1] == "/" {
                while place < scalars.count, scalars[place] != "\n" { place += 1 }
            } else if scalars[place] == "/", place + 1 < scalars.count, scalars[place + 1] == "*" {
                place += 2
                while place + 1 < scalars.count, scalars[place] != "*" || scalars[place + 1] != "/" { place += 1 }
                place = min(place + 2, scalars.count)
            } else {
                break
            }
        }
        return place
    }

    func isNext(_ text: String) -> Bool {
        var place = position
        for wanted in text.unicodeScalars {
            guard place < scalars.count, scalars[place] == wanted else { return false }
            place += 1
        }
        return true
    }

    /// Takes a symbol after spaces.
    mutating func take(_ symbol: String) -> Bool {
        skipSpace()
        guard isNext(symbol) else { return false }
        position += symbol.unicodeScalars.count
        return true
    }

    mutating func expect(_ symbol: String) throws(Diagnostic) {
        guard take(symbol) else { throw error("“\(symbol)” expected before “\(near)”") }
    }

    /// Whether the next word is exactly this one.
    func isWord(_ word: String, at start: Int? = nil) -> Bool { wordEnd(word, at: start ?? afterSpace(position)) != nil }

    private func wordEnd(_ word: String, at start: Int) -> Int? {
        var place = start
        for wanted in word.unicodeScalars {
            guard place < scalars.count, scalars[place] == wanted else { return nil }
            place += 1
        }
        return place < scalars.count && Letters.isPart(scalars[place]) ? nil : place
    }

    mutating func takeWord(_ word: String) -> Bool {
        guard let end = wordEnd(word, at: afterSpace(position)) else { return false }
        position = end
        return true
    }

    mutating func expectWord(_ word: String) throws(Diagnostic) {
        guard takeWord(word) else { throw error("“\(word)” expected before “\(near)”") }
    }

    // MARK: bookkeeping

    mutating func newSlot() -> Int {
        slotCount += 1
        return slotCount - 1
    }

    /// Every recursion of the grammar passes here: bounded depth, bounded work.
    mutating func nested<Result>(_ body: (inout Parser) throws(Diagnostic) -> Result) throws(Diagnostic) -> Result {
        nesting += 1
        effort += 1
        defer { nesting -= 1 }
        guard nesting <= Limits.nesting, effort < 400_000 else {
            throw Diagnostic(.limit, at: position, "the expression is nested too deeply")
        }
        return try body(&self)
    }
}
