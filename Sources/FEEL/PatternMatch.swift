extension Pattern {
    /// Steps that one call may take.
    static let effort = 5_000_000

    /// Start and end of each group, -1 where it took no part; nil without a match. What it takes is taken off `effort`.
    func firstMatch(in input: [Unicode.Scalar], from start: Int, effort: inout Int) throws(Failure) -> [Int]? {
        guard start <= input.count else { return nil }
        for place in start...input.count {
            if let found = try match(input, at: place, effort: &effort) { return found }
        }
        return nil
    }

    private enum Undo {
        case tryAt(step: Int, place: Int)
        case capture(Int, Int)
        case loop(Int, Int)
    }

    /// Depth first with a stack of its own, so that long texts do not need a deep call stack.
    private func match(_ input: [Unicode.Scalar], at start: Int, effort: inout Int) throws(Failure) -> [Int]? {
        var captures = Array(repeating: -1, count: 2 * groups)
        var rounds = Array(repeating: -1, count: loops)
        var stack: [Undo] = [.tryAt(step: 0, place: start)]
        while let undo = stack.popLast() {
            switch undo {
            case .capture(let slot, let value): captures[slot] = value
            case .loop(let slot, let value): rounds[slot] = value
            case .tryAt(var step, var place):
                running: while true {
                    effort -= 1
                    guard effort > 0, stack.count < 2_000_000 else {
                        throw Failure(sentence: "the pattern needs too many attempts on this text", isLimit: true)
                    }
                    switch steps[step] {
                    case .match: return captures
                    case .jump(let target): step = target
                    case .split(let first, let second):
                        stack.append(.tryAt(step: second, place: place))
                        step = first
                    case .save(let slot):
                        stack.append(.capture(slot, captures[slot]))
                        captures[slot] = place
                        step += 1
                    case .enter(let slot):
                        stack.append(.loop(slot, rounds[slot]))
                        rounds[slot] = place
                        step += 1
                    case .leaveIfEmpty(let slot, let exit): step = rounds[slot] == place ? exit : step + 1
                    default:
                        guard let next = advance(steps[step], input, place, captures) else { break running }
                        place = next
                        step += 1
                    }
                }
            }
        }
        return nil
    }

    /// The place after one consuming step or assertion; nil if it fails.
    private func advance(_ step: Step, _ input: [Unicode.Scalar], _ place: Int, _ captures: [Int]) -> Int? {
        switch step {
        case .scalar(let wanted): return place < input.count && input[place] == wanted ? place + 1 : nil
        case .set(let set): return place < input.count && set.contains(input[place]) ? place + 1 : nil
        case .any: return place < input.count ? place + 1 : nil
        case .lineStart:
            return place == 0 || flags.multiline && place < input.count && input[place - 1] == "\n" ? place : nil
        case .lineEnd: return place == input.count || flags.multiline && input[place] == "\n" ? place : nil
        case .reference(let group):
            let (start, end) = (captures[2 * group], captures[2 * group + 1])
            guard start >= 0, end >= start else { return place }
            guard place + end - start <= input.count else { return nil }
            for offset in 0..<end - start where !same(input[start + offset], input[place + offset]) { return nil }
            return place + end - start
        default: return nil
        }
    }

    private func same(_ left: Unicode.Scalar, _ right: Unicode.Scalar) -> Bool {
        left == right || flags.ignoreCase && ScalarSet.otherCases(of: left).contains(right)
    }

    private func refuseEmptyMatch() throws(Failure) {
        var effort = Pattern.effort
        if try match([], at: 0, effort: &effort) != nil { throw Failure(sentence: "the pattern matches the empty text") }
    }

    /// As fn:replace: `$1` is a group, `\$` and `\\` stand for themselves.
    func replace(
        in input: [Unicode.Scalar], with replacement: String, limit: Int, effort: inout Int
    ) throws(Failure) -> String {
        try refuseEmptyMatch()
        let pieces =
            flags.literal ? [.text(Array(replacement.unicodeScalars))] : try pieces(of: Array(replacement.unicodeScalars))
        var out = String.UnicodeScalarView()
        var size = 0
        var place = 0
        while let found = try firstMatch(in: input, from: place, effort: &effort) {
            out.append(contentsOf: input[place..<found[0]])
            for piece in pieces {
                switch piece {
                case .text(let scalars):
                    out.append(contentsOf: scalars)
                    size += scalars.count
                case .group(let group) where group < groups && found[2 * group] >= 0:
                    out.append(contentsOf: input[found[2 * group]..<found[2 * group + 1]])
                    size += found[2 * group + 1] - found[2 * group]
                case .group: break
                }
            }
            guard size <= limit else { throw Failure(sentence: "the replaced text is longer than \(limit) bytes", isLimit: true) }
            place = found[1]
            if place == input.count { break }
        }
        out.append(contentsOf: input[place...])
        return String(out)
    }

    private enum Piece {
        case text([Unicode.Scalar])
        case group(Int)
    }

    private func pieces(of replacement: [Unicode.Scalar]) throws(Failure) -> [Piece] {
        var pieces: [Piece] = []
        var place = 0
        while place < replacement.count {
            let scalar = replacement[place]
            place += 1
            if scalar == "\\" {
                guard place < replacement.count, replacement[place] == "\\" || replacement[place] == "$" else {
                    throw Failure(sentence: "in a replacement “\\” must be followed by “\\” or “$”")
                }
                pieces.append(.text([replacement[place]]))
                place += 1
            } else if scalar == "$" {
                guard place < replacement.count, Letters.isDigit(replacement[place]) else {
                    throw Failure(sentence: "in a replacement “$” must be followed by the number of a group")
                }
                var group = Int(replacement[place].value - 0x30)
                place += 1
                while place < replacement.count, Letters.isDigit(replacement[place]),
                    group * 10 + Int(replacement[place].value - 0x30) < groups
                {
                    group = group * 10 + Int(replacement[place].value - 0x30)
                    place += 1
                }
                pieces.append(.group(group))
            } else {
                pieces.append(.text([scalar]))
            }
        }
        return pieces
    }

    /// As fn:tokenize.
    func split(_ input: [Unicode.Scalar], effort: inout Int) throws(Failure) -> [String] {
        try refuseEmptyMatch()
        func text(_ range: Range<Int>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: input[range])
            return String(view)
        }
        var parts: [String] = []
        var place = 0
        while let found = try firstMatch(in: input, from: place, effort: &effort) {
            parts.append(text(place..<found[0]))
            place = found[1]
        }
        parts.append(text(place..<input.count))
        return parts
    }
}
