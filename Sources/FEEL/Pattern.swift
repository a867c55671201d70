private import Synchronization

/// A regular expression of XPath 3.1 (Functions and Operators 5.6 on XML Schema part 2, appendix G), compiled to a small
/// program. Own, because FEEL asks for this dialect and texts of unknown origin need a bound on backtracking.
struct Pattern: Sendable {
    struct Failure: Error {
        let sentence: String
        var isLimit = false
    }

    indirect enum Step: Sendable {
        case scalar(Unicode.Scalar)
        case set(ScalarSet)
        case any
        case lineStart
        case lineEnd
        /// Goes on at the first, later at the second.
        case split(Int, Int)
        case jump(Int)
        case save(Int)
        case reference(Int)
        /// Remembers where a loop's round began; the second leaves the loop if the round took nothing.
        case enter(Int)
        case leaveIfEmpty(Int, exit: Int)
        case match
    }

    struct Flags: Sendable {
        var dotMatchesAll = false
        var multiline = false
        var ignoreCase = false
        var ignoreSpace = false
        var literal = false
    }

    let steps: [Step]
    let groups: Int
    let loops: Int
    let flags: Flags

    /// Compiled patterns that were used lately.
    private static let cache = Mutex<[String: Pattern]>([:])

    static func compiled(_ text: String, flags: String) throws(Failure) -> Pattern {
        let key = flags + "/" + text
        if let known = cache.withLock({ $0[key] }) { return known }
        let pattern = try Pattern(text, flags: flags)
        cache.withLock { cache in
            if cache.count >= 200 { cache.removeAll() }
            cache[key] = pattern
        }
        return pattern
    }

    init(_ text: String, flags text2: String) throws(Failure) {
        var flags = Flags()
        for flag in text2 {
            switch flag {
            case "s": flags.dotMatchesAll = true
            case "m": flags.multiline = true
            case "i": flags.ignoreCase = true
            case "x": flags.ignoreSpace = true
            case "q": flags.literal = true
            default: throw Failure(sentence: "“\(flag)” is no flag of a pattern")
            }
        }
        var compiler = PatternCompiler(text, flags: flags)
        let root = try compiler.parse()
        var program = PatternProgram()
        try program.emit(.group(0, root))
        program.steps.append(.match)
        (steps, groups, loops, self.flags) = (program.steps, compiler.groups, program.loops, flags)
    }
}

/// The tree of a pattern.
indirect enum PatternTree {
    case empty
    case step(Pattern.Step)
    case sequence([PatternTree])
    case choice([PatternTree])
    case group(Int, PatternTree)
    case loop(PatternTree, least: Int, most: Int?, lazy: Bool)
}

struct PatternProgram {
    var steps: [Pattern.Step] = []
    var loops = 0

    mutating func emit(_ tree: PatternTree) throws(Pattern.Failure) {
        guard steps.count < 20_000 else { throw Pattern.Failure(sentence: "the pattern is too large", isLimit: true) }
        switch tree {
        case .empty: break
        case .step(let step): steps.append(step)
        case .sequence(let parts): for part in parts { try emit(part) }
        case .group(let number, let inner):
            steps.append(.save(2 * number))
            try emit(inner)
            steps.append(.save(2 * number + 1))
        case .choice(let parts): try emit(choice: parts)
        case .loop(let inner, let least, let most, let lazy):
            for _ in 0..<least { try emit(inner) }
            guard let most else { return try emit(endless: inner, lazy: lazy) }
            var splits: [Int] = []
            for _ in least..<max(least, most) {
                splits.append(steps.count)
                steps.append(.match)
                try emit(inner)
            }
            for split in splits { steps[split] = lazy ? .split(steps.count, split + 1) : .split(split + 1, steps.count) }
        }
    }

    private mutating func emit(choice parts: [PatternTree]) throws(Pattern.Failure) {
        var jumps: [Int] = []
        for (index, part) in parts.enumerated() {
            guard index < parts.count - 1 else {
                try emit(part)
                break
            }
            let split = steps.count
            steps.append(.match)
            try emit(part)
            jumps.append(steps.count)
            steps.append(.match)
            steps[split] = .split(split + 1, steps.count)
        }
        for jump in jumps { steps[jump] = .jump(steps.count) }
    }

    private mutating func emit(endless inner: PatternTree, lazy: Bool) throws(Pattern.Failure) {
        let slot = loops
        loops += 1
        let split = steps.count
        steps.append(.match)
        steps.append(.enter(slot))
        try emit(inner)
        let check = steps.count
        steps.append(.match)
        steps.append(.jump(split))
        steps[check] = .leaveIfEmpty(slot, exit: steps.count)
        steps[split] = lazy ? .split(steps.count, split + 1) : .split(split + 1, steps.count)
    }
}
