internal import Kernel

extension Builtin {
    /// 10.3.4.3: positions count Unicode code points.
    static let strings: [Builtin] = [
        Builtin("substring", "string, start position, length?") { call throws(Diagnostic) in
            let scalars = Array(try call.string(0).unicodeScalars)
            let start = try call.integer(1)
            let length = call.count > 2 ? try call.integer(2) : nil
            guard start != 0, start.magnitude <= scalars.count, (length ?? 1) > 0 else {
                throw call.problem(.value, "there is nothing from position \(start)")
            }
            let first = start > 0 ? start - 1 : scalars.count + start
            let end = min(scalars.count, first + min(length ?? scalars.count, scalars.count))
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[first..<end])
            return .string(String(view))
        },
        Builtin("string length", "string") { call throws(Diagnostic) in .number(try call.string(0).unicodeScalars.count) },
        Builtin("upper case", "string") { call throws(Diagnostic) in try call.bounded(try call.string(0).uppercased()) },
        Builtin("lower case", "string") { call throws(Diagnostic) in try call.bounded(try call.string(0).lowercased()) },
        Builtin("substring before", "string, match") { call throws(Diagnostic) in
            let text = Array(try call.string(0).unicodeScalars)
            let place = find(Array(try call.string(1).unicodeScalars), in: text)
            return .string(joined(text[..<(place ?? 0)]))
        },
        Builtin("substring after", "string, match") { call throws(Diagnostic) in
            let text = Array(try call.string(0).unicodeScalars)
            let match = Array(try call.string(1).unicodeScalars)
            return .string(find(match, in: text).map { joined(text[($0 + match.count)...]) } ?? "")
        },
        Builtin("contains", "string, match") { call throws(Diagnostic) in
            let text = Array(try call.string(0).unicodeScalars)
            return .boolean(find(Array(try call.string(1).unicodeScalars), in: text) != nil)
        },
        Builtin("starts with", "string, match") { call throws(Diagnostic) in
            .boolean(try call.string(0).unicodeScalars.starts(with: try call.string(1).unicodeScalars))
        },
        Builtin("ends with", "string, match") { call throws(Diagnostic) in
            .boolean(try call.string(0).unicodeScalars.reversed().starts(with: try call.string(1).unicodeScalars.reversed()))
        },
        Builtin("matches", "input, pattern, flags?") { call throws(Diagnostic) in
            let input = Array(try call.string(0).unicodeScalars)
            let pattern = try pattern(call, 1, flags: 2)
            return .boolean(
                try ran(call) { effort throws(Pattern.Failure) in
                    try pattern.firstMatch(in: input, from: 0, effort: &effort)
                } != nil)
        },
        Builtin("replace", "input, pattern, replacement, flags?") { call throws(Diagnostic) in
            let input = Array(try call.string(0).unicodeScalars)
            let pattern = try pattern(call, 1, flags: 3)
            let replacement = try call.string(2)
            return try call.bounded(
                try ran(call) { effort throws(Pattern.Failure) in
                    try pattern.replace(in: input, with: replacement, limit: Limits.bytes, effort: &effort)
                })
        },
        Builtin("split", "string, delimiter") { call throws(Diagnostic) in
            let input = Array(try call.string(0).unicodeScalars)
            let pattern = try pattern(call, 1, flags: 2)
            let parts = try ran(call) { effort throws(Pattern.Failure) in try pattern.split(input, effort: &effort) }
            return try call.bounded(parts.map { .string($0) })
        },
        Builtin("string join", "list, delimiter?") { call throws(Diagnostic) in
            let delimiter = call.isMissing(1) ? "" : try call.string(1)
            var parts: [String] = []
            for item in try call.list(0) {
                switch item {
                case .string(let text): parts.append(text)
                case .null: break
                default: throw call.problem(.type, "string join needs strings, not a \(item.typeName)")
                }
            }
            let size = parts.reduce(0) { $0 + $1.utf8.count } + delimiter.utf8.count * max(0, parts.count - 1)
            guard size <= Limits.bytes else { throw call.problem(.limit, "string join makes more than \(Limits.bytes) bytes") }
            return .string(parts.joined(separator: delimiter))
        },
    ]

    private static func joined(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private static func find(_ match: [Unicode.Scalar], in text: [Unicode.Scalar]) -> Int? {
        guard !match.isEmpty else { return 0 }
        guard match.count <= text.count else { return nil }
        return (0...text.count - match.count).first { text[$0] == match[0] && text[$0..<$0 + match.count].elementsEqual(match) }
    }

    private static func pattern(_ call: Call, _ index: Int, flags: Int) throws(Diagnostic) -> Pattern {
        let text = try call.string(index)
        let flags = call.isMissing(flags) ? "" : try call.string(flags)
        return try ran(call) { _ throws(Pattern.Failure) in try Pattern.compiled(text, flags: flags) }
    }

    /// Four steps of a pattern cost one of the evaluation.
    private static func ran<Result>(
        _ call: Call, _ body: (inout Int) throws(Pattern.Failure) -> Result
    ) throws(Diagnostic) -> Result {
        var effort = Pattern.effort
        defer { _ = call.run.spend((Pattern.effort - effort) / 4, at: call.place) }
        do {
            return try body(&effort)
        } catch {
            throw call.problem(error.isLimit ? .limit : .value, error.sentence)
        }
    }
}
