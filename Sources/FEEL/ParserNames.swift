/// How names are found in the text (10.3.1.4): the longest known one.
extension Parser {
    static let keywords: Set<String> = [
        "and", "or", "in", "between", "instance", "of", "then", "else", "return", "satisfies", "if", "for", "some", "every",
        "function", "external", "true", "false", "null", "not",
    ]

    /// The end of a word that begins here; nil where none does.
    func endOfWord(_ start: Int) -> Int? {
        guard start < scalars.count, Letters.isStart(scalars[start]) else { return nil }
        var place = start + 1
        while place < scalars.count, Letters.isPart(scalars[place]) { place += 1 }
        return place
    }

    func text(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }

    /// Where a name of a table ends that begins at `start`; the longest such name.
    func longest(in table: NameTable, at start: Int) -> (name: String, end: Int)? {
        guard let wordEnd = endOfWord(start) else { return nil }
        var best: (name: String, end: Int)?
        for entry in table.candidates(text(start..<wordEnd)) {
            var place = wordEnd
            var fits = true
            for token in entry.tokens.dropFirst() {
                while place < scalars.count, Letters.isSpace(scalars[place]) { place += 1 }
                let isWord = token.unicodeScalars.first.map(Letters.isPart) ?? false
                for wanted in token.unicodeScalars {
                    guard place < scalars.count, scalars[place] == wanted else {
                        fits = false
                        break
                    }
                    place += 1
                }
                if fits, isWord, place < scalars.count, Letters.isPart(scalars[place]) { fits = false }
                if !fits { break }
            }
            if fits, place > best?.end ?? -1 { best = (entry.name, place) }
        }
        return best
    }

    /// Words up to the next keyword or symbol: a name that nobody declared.
    func undeclared(at start: Int) -> (name: String, end: Int)? {
        guard let first = endOfWord(start) else { return nil }
        var words = [text(start..<first)]
        var end = first
        while true {
            var next = end
            while next < scalars.count, Letters.isSpace(scalars[next]) { next += 1 }
            guard next > end, next < scalars.count, Letters.isPart(scalars[next]) else { break }
            var wordEnd = next
            while wordEnd < scalars.count, Letters.isPart(scalars[wordEnd]) { wordEnd += 1 }
            let word = text(next..<wordEnd)
            if Parser.keywords.contains(word) { break }
            words.append(word)
            end = wordEnd
        }
        return (words.joined(separator: " "), end)
    }

    /// A name where one is introduced: everything up to one of the ending symbols or words.
    mutating func declaredName(until endings: Set<Unicode.Scalar>, word: String? = nil) throws(Diagnostic) -> String {
        skipSpace()
        let start = position
        guard endOfWord(start) != nil else { throw error("a name expected before “\(near)”") }
        while let next = scalar(), !endings.contains(next) {
            if let word, isWord(word, at: position), position > start, Letters.isSpace(scalars[position - 1]) { break }
            guard Letters.isPart(next) || Letters.isSpace(next) || "./-'+*".unicodeScalars.contains(next) else {
                throw error("“\(near)” cannot be part of a name")
            }
            position += 1
        }
        return Parser.normalized(text(start..<position))
    }

    /// One space between words, none around symbols that had none.
    static func normalized(_ text: String) -> String {
        var view = String.UnicodeScalarView()
        var pending = false
        for scalar in text.unicodeScalars {
            if Letters.isSpace(scalar) {
                pending = !view.isEmpty
            } else {
                if pending { view.append(" ") }
                pending = false
                view.append(scalar)
            }
        }
        return String(view)
    }

    // MARK: resolving

    enum Found {
        case local(slot: Int, type: ValueType?, layer: Int)
        case global
        case builtin(Builtin)
        case member
    }

    /// Reads a name and says what it stands for.
    mutating func resolvedName() throws(Diagnostic) -> any Node {
        let start = position
        var best: (name: String, end: Int, found: Found)?
        func offer(_ candidate: (name: String, end: Int)?, _ found: Found) {
            if let candidate, candidate.end > best?.end ?? -1 { best = (candidate.name, candidate.end, found) }
        }
        for (index, layer) in layers.enumerated().reversed() {
            switch layer {
            case .locals(let table, let slots):
                if let match = longest(in: table, at: start), let slot = slots[match.name] {
                    offer(match, .local(slot: slot.slot, type: slot.type, layer: index))
                }
            case .item:
                offer(longest(in: ownMembers, at: start), .member)
                offer(longest(in: names.members, at: start), .member)
            }
        }
        let global = longest(in: names.table, at: start)
        offer(global, .global)
        if let match = longest(in: Builtin.table, at: start), let builtin = Builtin.all[match.name] {
            offer(match, .builtin(builtin))
        }
        if !layers.contains(where: { if case .item = $0 { true } else { false } }), names.isClosed == false {
            offer(undeclared(at: start), .global)
        }
        guard let best = best ?? undeclared(at: start).map({ ($0.name, $0.end, .global) }) else {
            throw error("“\(near)” is no expression")
        }
        position = best.end
        return node(best.name, best.found, at: start, global: global?.name == best.name)
    }

    private mutating func node(_ name: String, _ found: Found, at start: Int, global known: Bool) -> any Node {
        var result: any Node
        var bottom = 0
        switch found {
        case .local(let slot, let type, let layer):
            usedSlots.insert(slot)
            result = LocalNode(place: start, slot: slot, staticType: type)
            bottom = layer + 1
        case .builtin(let builtin):
            result = ConstantNode(place: start, value: .function(builtin.function))
        case .global, .member:
            if !known, let inner = localOrBuiltin(name, at: start) {
                (result, bottom) = inner
            } else {
                let inFilter = layers.contains { if case .item = $0 { true } else { false } }
                result = GlobalNode(place: start, name: name, staticType: names.variables[name])
                if known || !inFilter { note(read: [name]) }
                if !known, !inFilter, names.isClosed {
                    unknown.append(Diagnostic(.unknownName, at: start, "nothing is called “\(name)” here"))
                }
            }
        }
        for layer in layers[bottom...] {
            guard case .item(let slot, _) = layer else { continue }
            result = ItemMemberNode(place: start, slot: slot, name: name, otherwise: result)
        }
        return result
    }

    /// What a member's name means outside the filters around it.
    private mutating func localOrBuiltin(_ name: String, at start: Int) -> (any Node, Int)? {
        for (index, layer) in layers.enumerated().reversed() {
            if case .locals(_, let slots) = layer, let slot = slots[name] {
                usedSlots.insert(slot.slot)
                return (LocalNode(place: start, slot: slot.slot, staticType: slot.type), index + 1)
            }
        }
        return Builtin.all[name].map { (ConstantNode(place: start, value: .function($0.function)), 0) }
    }

    mutating func note(read path: [String]) {
        if path.count > 1, let index = reads.lastIndex(of: Array(path.dropLast())) {
            reads.remove(at: index)
        }
        if !reads.contains(path) { reads.append(path) }
    }

    /// A member's name after a point.
    mutating func memberName(of type: ValueType?) throws(Diagnostic) -> String {
        skipSpace()
        let start = position
        var best: (name: String, end: Int)?
        var tables = [ownMembers, names.members]
        if case .context(let fields) = type?.base { tables = [NameTable(fields.map(\.name) + NameTable.properties)] }
        for table in tables {
            if let match = longest(in: table, at: start), match.end > best?.end ?? -1 { best = match }
        }
        guard let found = best ?? undeclared(at: start) else { throw error("the name of a member expected before “\(near)”") }
        position = found.end
        return found.name
    }
}
