internal import Foundation
internal import Kernel

/// Functions kept outside FEEL (DMN 1.5, 10.3.2.13.3). Nothing is loaded or called from outside: models made for Java engines
/// find here the pure functions that the table names, under their Java names; everything else is an error.
public enum ExternalFunctions {
    /// The function that a mapping (`{java: {class: …, method signature: …}}`) describes.
    public static func function(_ mapping: Value, _ parameters: [Function.Parameter], _ run: Evaluation, _ place: Int) -> Value {
        guard case .context(let context) = mapping, case .context(let java)? = context["java"], let type = java["class"]?.string,
            let signature = java["method signature"]?.string
        else { return run.fail(.external, place, "only functions with a Java class and method signature are known here") }
        let plain = signature.filter { !$0.isWhitespace }
        guard let classMethods = table[type] else {
            return run.fail(.external, place, "there is no external class “\(type.prefix(80))” here")
        }
        guard let method = classMethods[plain] else {
            return run.fail(.external, place, "\(type) has no external method “\(plain.prefix(80))” here")
        }
        guard method.kinds.count == parameters.count else {
            return run.fail(.arguments, place, "\(plain) needs \(method.kinds.count) parameters, not \(parameters.count)")
        }
        return .function(
            Function(name: plain, parameters: parameters) { values, run in
                for (value, kind) in zip(values, method.kinds) where !kind.takes(value) {
                    return run.fail(.type, place, "\(plain) cannot take \(value) as \(kind.rawValue)")
                }
                return method.body(values) ?? run.fail(.value, place, "\(plain) has no result for these arguments")
            })
    }

    /// Java types of parameters.
    private enum Kind: String {
        case byte, short, int, long, float, double, char, string = "java.lang.String", objects = "[Ljava.lang.Object;"

        func takes(_ value: Value) -> Bool {
            switch (self, value) {
            case (.byte, .number(let number)): number.integer.map { Int8(exactly: $0) != nil } ?? false
            case (.short, .number(let number)): number.integer.map { Int16(exactly: $0) != nil } ?? false
            case (.int, .number(let number)): number.integer.map { Int32(exactly: $0) != nil } ?? false
            case (.long, .number(let number)): number.integer != nil
            case (.float, .number), (.double, .number), (.objects, _): true
            case (.char, .string(let text)): text.utf16.count == 1
            case (.string, .string): true
            default: false
            }
        }
    }

    private struct Method: Sendable {
        let kinds: [Kind]
        let body: @Sendable ([Value]) -> Value?
    }

    /// Class, then signature without spaces.
    private static let table: [String: [String: Method]] = {
        var methods: [String: [String: Method]] = [:]
        func add(_ type: String, _ name: String, _ kinds: [Kind], _ body: @escaping @Sendable ([Value]) -> Value?) {
            let signature = "\(name)(\(kinds.map(\.rawValue).joined(separator: ",")))"
            methods["java.lang.\(type)", default: [:]][signature] = Method(kinds: kinds, body: body)
        }
        for kind in [Kind.int, .long, .float, .double] {
            add("Math", "max", [kind, kind]) { larger($0[0], $0[1], 1) }
            add("Math", "min", [kind, kind]) { larger($0[0], $0[1], -1) }
            add("Math", "abs", [kind]) { $0[0].number.map { .number($0.magnitude) } }
        }
        let real: [(String, @Sendable (Double) -> Double)] = [
            ("cos", { cos($0) }), ("sin", { sin($0) }), ("tan", { tan($0) }), ("acos", { acos($0) }), ("asin", { asin($0) }),
            ("atan", { atan($0) }), ("exp", { exp($0) }), ("log", { log($0) }), ("log10", { log10($0) }), ("sqrt", { sqrt($0) }),
            ("cbrt", { cbrt($0) }), ("floor", { floor($0) }), ("ceil", { ceil($0) }), ("rint", { rint($0) }),
        ]
        for (name, body) in real { add("Math", name, [.double]) { $0[0].number.flatMap { number(body($0.double)) } } }
        add("Math", "pow", [.double, .double]) { values in
            values[0].number.flatMap { base in values[1].number.flatMap { number(pow(base.double, $0.double)) } }
        }
        let whole: [(String, Kind)] = [("Byte", .byte), ("Short", .short), ("Integer", .int), ("Long", .long)]
        for (type, kind) in whole {
            add(type, "valueOf", [kind]) { $0[0] }
            let parse: @Sendable ([Value]) -> Value? = { values in
                values[0].string.flatMap { Int($0) }.map { Value.number($0) }.flatMap { kind.takes($0) ? $0 : nil }
            }
            add(type, "valueOf", [.string], parse)
            add(type, type == "Integer" ? "parseInt" : "parse\(type)", [.string], parse)
        }
        for (type, kind) in [("Float", Kind.float), ("Double", .double)] {
            add(type, "valueOf", [kind]) { $0[0] }
            let parse: @Sendable ([Value]) -> Value? = { $0[0].string.flatMap { Decimal128($0) }.map { .number($0) } }
            add(type, "valueOf", [.string], parse)
            add(type, "parse\(type)", [.string], parse)
        }
        for kind in [Kind.char, .int, .long, .float, .double] { add("String", "valueOf", [kind]) { .string($0[0].plain) } }
        add("String", "format", [.string, .objects]) { values in
            values[0].string.flatMap { format($0, values[1].list ?? [values[1]]) }.map { .string($0) }
        }
        return methods
    }()

    /// `java.lang.Math.max(int,int)` and all others, in order.
    public static let signatures: [String] = table.flatMap { type, methods in methods.keys.map { "\(type).\($0)" } }.sorted()

    private static func larger(_ left: Value, _ right: Value, _ sign: Int) -> Value? {
        Compare.order(left, right).map { $0 * sign >= 0 ? left : right }
    }

    private static func number(_ double: Double) -> Value? {
        guard double.isFinite else { return nil }
        return Decimal128("\(double)").map { .number($0) }
    }

    /// `%s`, `%d` for whole numbers, `%n` and `%%`; nil for other conversions and missing arguments.
    private static func format(_ pattern: String, _ values: [Value]) -> String? {
        var out = ""
        var rest = values[...]
        var characters = pattern.makeIterator()
        while let character = characters.next() {
            guard character == "%" else {
                out.append(character)
                continue
            }
            switch characters.next() {
            case "%": out.append("%")
            case "n": out.append("\n")
            case "s":
                guard let value = rest.popFirst() else { return nil }
                out += value.plain
            case "d":
                guard let value = rest.popFirst()?.number, value.integer != nil else { return nil }
                out += value.description
            default: return nil
            }
        }
        return out
    }
}
