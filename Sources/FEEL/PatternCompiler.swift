/// Reads the text of a pattern.
struct PatternCompiler {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private let flags: Pattern.Flags
    /// Capturing groups so far; group 0 is the whole match.
    private(set) var groups = 1
    private var closed: Set<Int> = []
    private var depth = 0

    init(_ text: String, flags: Pattern.Flags) {
        self.flags = flags
        let all = Array(text.unicodeScalars)
        scalars = flags.ignoreSpace && !flags.literal ? PatternCompiler.withoutSpace(all) : all
    }

    /// The flag `x` removes white space before anything is read, but for what stands in brackets (F&O 3.1, 5.6.1.1).
    private static func withoutSpace(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var kept: [Unicode.Scalar] = []
        var brackets = 0
        var escaped = false
        for scalar in scalars {
            if brackets == 0, [" ", "\t", "\n", "\r"].contains(scalar) { continue }
            kept.append(scalar)
            if escaped {
                escaped = false
            } else if scalar == "\\" {
                escaped = true
            } else if scalar == "[" {
                brackets += 1
            } else if scalar == "]", brackets > 0 {
                brackets -= 1
            }
        }
        return kept
    }

    private func failure(_ sentence: String) -> Pattern.Failure {
        Pattern.Failure(sentence: "the pattern is not valid: " + sentence)
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    mutating func parse() throws(Pattern.Failure) -> PatternTree {
        if flags.literal { return .sequence(scalars.map { .step(literal($0)) }) }
        let tree = try choice()
        guard position == scalars.count else { throw failure("“)” closes nothing") }
        return tree
    }

    private func literal(_ scalar: Unicode.Scalar) -> Pattern.Step {
        guard flags.ignoreCase else { return .scalar(scalar) }
        return .set(ScalarSet(ranges: [scalar.value...scalar.value]).folded())
    }

    private mutating func choice() throws(Pattern.Failure) -> PatternTree {
        depth += 1
        defer { depth -= 1 }
        guard depth < 100 else { throw Pattern.Failure(sentence: "the pattern is nested too deeply", isLimit: true) }
        var branches = [try branch()]
        while take("|") { branches.append(try branch()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func branch() throws(Pattern.Failure) -> PatternTree {
        var pieces: [PatternTree] = []
        while true {
            guard let scalar = next, scalar != "|", scalar != ")" else { break }
            pieces.append(try quantified(try atom()))
        }
        return pieces.isEmpty ? .empty : .sequence(pieces)
    }

    private mutating func quantified(_ atom: PatternTree) throws(Pattern.Failure) -> PatternTree {
        let bounds: (Int, Int?)
        switch next {
        case "*": bounds = (0, nil)
        case "+": bounds = (1, nil)
        case "?": bounds = (0, 1)
        case "{":
            position += 1
            bounds = try counted()
            position -= 1
        default: return atom
        }
        position += 1
        let lazy = take("?")
        if let scalar = next, ["*", "+", "?", "{"].contains(scalar) { throw failure("“\(scalar)” has nothing to repeat") }
        return .loop(atom, least: bounds.0, most: bounds.1, lazy: lazy)
    }

    /// `{2}`, `{2,}`, `{2,5}`; stops after the brace.
    private mutating func counted() throws(Pattern.Failure) -> (Int, Int?) {
        func number() throws(Pattern.Failure) -> Int? {
            var digits = ""
            while let scalar = next, Letters.isDigit(scalar) {
                digits.unicodeScalars.append(scalar)
                position += 1
            }
            guard digits.utf8.count < 6 else { throw Pattern.Failure(sentence: "the pattern repeats too often", isLimit: true) }
            return Int(digits)
        }
        guard let least = try number() else { throw failure("a number expected after “{”") }
        var most: Int? = least
        if take(",") { most = try number() }
        guard take("}"), most ?? least >= least else { throw failure("“{” is not closed or counts backwards") }
        return (least, most)
    }

    private mutating func atom() throws(Pattern.Failure) -> PatternTree {
        guard let scalar = next else { return .empty }
        position += 1
        switch scalar {
        case "(": return try group()
        case "[": return .step(.set(try bracket()))
        case ".":
            if flags.dotMatchesAll { return .step(.any) }
            return .step(.set(ScalarSet(ranges: [0x0A...0x0A, 0x0D...0x0D]).inverted()))
        case "^": return .step(.lineStart)
        case "$": return .step(.lineEnd)
        case "\\": return .step(try escape())
        case "*", "+", "?", "{", "}", "]": throw failure("“\(scalar)” stands alone")
        default: return .step(literal(scalar))
        }
    }

    /// The flag `i` adds the other cases of characters and ranges that are written down; `\p{Lu}` stays what it is.
    private func characters(_ range: ClosedRange<UInt32>) -> ScalarSet {
        let set = ScalarSet(ranges: [range])
        return flags.ignoreCase ? set.folded() : set
    }

    private mutating func group() throws(Pattern.Failure) -> PatternTree {
        if take("?") {
            guard take(":") else { throw failure("“(?” needs “:”") }
            let inner = try choice()
            guard take(")") else { throw failure("“(” is not closed") }
            return inner
        }
        let number = groups
        groups += 1
        let inner = try choice()
        guard take(")") else { throw failure("“(” is not closed") }
        closed.insert(number)
        return .group(number, inner)
    }

    private mutating func escape() throws(Pattern.Failure) -> Pattern.Step {
        guard let scalar = next else { throw failure("it ends with “\\”") }
        if ("1"..."9").contains(scalar) {
            var number = 0
            while let digit = next, Letters.isDigit(digit) {
                let longer = number * 10 + Int(digit.value - 0x30)
                if number > 0, longer >= groups { break }
                number = longer
                position += 1
            }
            guard closed.contains(number) else { throw failure("there is no group \(number) before this place") }
            return .reference(number)
        }
        if scalar == "$" {
            position += 1
            return .scalar("$")
        }
        let set = try escapedSet()
        if let single = set.single { return literal(single) }
        return .set(set)
    }

    /// What stands after a backslash, inside and outside of brackets.
    private mutating func escapedSet() throws(Pattern.Failure) -> ScalarSet {
        guard let scalar = next else { throw failure("it ends with “\\”") }
        position += 1
        switch scalar {
        case "n": return ScalarSet(ranges: [0x0A...0x0A])
        case "r": return ScalarSet(ranges: [0x0D...0x0D])
        case "t": return ScalarSet(ranges: [0x09...0x09])
        case "\\", "|", ".", "-", "^", "?", "*", "+", "{", "}", "(", ")", "[", "]", "$":
            return ScalarSet(ranges: [scalar.value...scalar.value])
        case "p", "P":
            guard take("{") else { throw failure("“\\\(scalar)” needs “{”") }
            var name = ""
            while let letter = next, letter != "}" {
                name.unicodeScalars.append(letter)
                position += 1
            }
            guard take("}"), let set = ScalarSet(property: name) else { throw failure("there is no property “\(name)”") }
            return scalar == "P" ? set.inverted() : set
        default:
            guard let set = ScalarSet(shorthand: scalar) else { throw failure("“\\\(scalar)” means nothing") }
            return set
        }
    }

    /// `[a-z-[aeiou]]` after its opening bracket.
    private mutating func bracket() throws(Pattern.Failure) -> ScalarSet {
        depth += 1
        defer { depth -= 1 }
        guard depth < 100 else { throw Pattern.Failure(sentence: "the pattern is nested too deeply", isLimit: true) }
        let negated = take("^")
        var set = ScalarSet(ranges: [])
        var isFirst = true
        while let scalar = next {
            if scalar == "]", !isFirst {
                position += 1
                return negated ? set.inverted() : set
            }
            if scalar == "-", !isFirst, position + 1 < scalars.count, scalars[position + 1] == "[" {
                position += 2
                let removed = try bracket()
                guard take("]") else { throw failure("after a subtraction “]” must follow") }
                return (negated ? set.inverted() : set).subtracting(removed)
            }
            isFirst = false
            set = set.union(try bracketItem())
        }
        throw failure("“[” is not closed")
    }

    /// One character, also an escaped one, or a class like `\d`.
    private mutating func bracketItem() throws(Pattern.Failure) -> ScalarSet {
        let low = try bracketAtom()
        guard let first = low.single else { return low }
        guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]", scalars[position + 1] != "[" else {
            return characters(first.value...first.value)
        }
        position += 1
        guard let last = try bracketAtom().single, first.value <= last.value else {
            throw failure("a range of characters runs backwards")
        }
        return characters(first.value...last.value)
    }

    private mutating func bracketAtom() throws(Pattern.Failure) -> ScalarSet {
        guard let scalar = next else { throw failure("“[” is not closed") }
        if take("\\") { return try escapedSet() }
        guard scalar != "[", scalar != "]" else { throw failure("“\(scalar)” must be escaped here") }
        position += 1
        return ScalarSet(ranges: [scalar.value...scalar.value])
    }
}
