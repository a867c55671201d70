import FEEL
import Kernel
import Testing

/// Random values from a seed, the same on every machine.
struct Dice {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func value(depth: Int = 0) -> Value {
        switch below(depth < 3 ? 12 : 9) {
        case 0: return .null
        case 1: return .boolean(below(2) == 0)
        case 2: return number
        case 3: return .string(text)
        case 4: return .date(date)
        case 5: return .time(time)
        case 6: return .dateTime(DateTime(date: date, time: time))
        case 7: return .duration(Duration(nanoseconds: Int128(Int64(bitPattern: next())) * Int128(below(1000))))
        case 8: return .months(below(100_000) - 50_000)
        case 9: return .list((0..<below(4)).map { _ in value(depth: depth + 1) })
        case 10: return .context(Context((0..<below(4)).map { _ in (text, value(depth: depth + 1)) }))
        default: return interval
        }
    }

    private var number: Value {
        mutating get {
            let digits = "\(Int64(bitPattern: next()))E\(below(60) - 40)"
            return Decimal128(digits).map { .number($0) } ?? 0
        }
    }
    private var text: String {
        mutating get {
            let letters = Array("aäZ09 \"\\\n\t🐎-+.:{}[]é")
            return String((0..<below(8)).map { _ in letters[below(letters.count)] })
        }
    }
    private var date: LocalDate { mutating get { LocalDate(epochDay: below(4_000_000) - 2_000_000) } }
    private var time: Time {
        mutating get {
            let zones: [Zone?] = [nil, .offset(0), .offset(-3600), .offset(19_800), .region("Europe/Berlin"), .offset(3661)]
            return Time(
                nanoseconds: Int64(below(86_400)) * 1_000_000_000 + Int64(below(2) * below(1_000_000_000)),
                zone: zones[below(zones.count)])
        }
    }
    private var interval: Value {
        mutating get {
            let low = below(100)
            let ends: (Value, Value) = (.number(low), .number(low + below(100)))
            let relations: [Relation] = [.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual]
            switch below(5) {
            case 4: return .range(Interval(relations[below(6)], ends.0))
            case 0: return .range(Interval(start: .null, end: ends.1, includesStart: false, includesEnd: below(2) == 0))
            case 1: return .range(Interval(start: ends.0, end: .null, includesStart: below(2) == 0, includesEnd: false))
            default: return .range(Interval(start: ends.0, end: ends.1, includesStart: below(2) == 0, includesEnd: below(2) == 0))
            }
        }
    }

    /// Text made of pieces of FEEL in any order.
    mutating func rubbish() -> String {
        let pieces = [
            "1", "..", "[", "]", "(", ")", "{", "}", "a", " ", "for ", "in ", "return ", "if ", "then ", "else ", "+", "-", "**",
            "/", "\"", "@",
            "function(", "x", ":", ",", "null", "not(", "some ", "satisfies ", "<", "=", ".", "instance of ", "list<", "\\u12",
            "?", "//", "/*",
        ]
        return (0..<below(40)).map { _ in pieces[below(pieces.count)] }.joined()
    }
}

@Suite("FEEL properties")
struct PropertyTests {
    @Test("every value prints as text that parses back to it", arguments: 0..<20)
    func printing(seed: Int) throws {
        var dice = Dice(seed: UInt64(seed))
        for _ in 0..<100 {
            let value = dice.value()
            let text = value.description
            #expect(try Expression(parsing: text).evaluate(in: Scope([:], now: noon)) == value, "\(text)")
        }
    }

    @Test("JSON keeps what JSON has")
    func json() throws {
        let text = try JSON(parsing: #"{"a": [1, 2.50, "x", null, true], "b": {"c": "2026-11-23"}}"#)
        #expect(Value(json: text).json == text)
        let type = ValueType.context([.init(name: "b", type: .context([.init(name: "c", type: .date)]))])
        let read = Value(json: text, as: type)
        #expect(read.context?["b"]?.context?["c"] == feel("2026-11-23"))
        #expect(read.json == text)
    }

    @Test("no text crashes the parser or the evaluation", arguments: 0..<10)
    func rubbish(seed: Int) {
        var dice = Dice(seed: UInt64(1000 + seed))
        for _ in 0..<500 {
            let text = dice.rubbish()
            if let expression = try? Expression(parsing: text) { _ = expression.run(in: Scope(["a": 1], now: noon)) }
            if let tests = try? UnaryTests(parsing: text) { _ = tests.evaluate(1, in: Scope(["a": 1], now: noon)) }
        }
    }

    @Test("depth is bounded", arguments: ["(", "-", "[", "not(", "if true then ", "{a:", "1 + (", "x[", "for x in "])
    func nesting(piece: String) {
        let problem = Expression.compile(String(repeating: piece, count: 5000), names: .open).problems.first
        #expect(problem?.reason == .limit)
    }

    @Test(
        "what would never end is null with the reason limit",
        arguments: [
            "{f: function(g, n) g(g, n + 1), r: f(f, 0)}.r", "count(for i in 1..1000000, j in 1..1000000 return 1)",
            "count(for i in 1..100000000000 return i)",
            "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\", \"(a|aa)+$\")",
            "for i in 1..60 return if i = 1 then \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\" else partial[-1] + partial[-1]",
            "(for i in 1..100000 return [partial])[-1]",
            "{a: [1, 1], b: [a, a], c: [b, b], d: [c, c, c, c, c, c, c, c], e: for i in 1..40 return if i = 1 then d else [partial[-1], partial[-1]]}.e",
            "sum(for i in 1..5000 return count(distinct values(for j in 1..5000 return j)))",
        ])
    func limits(text: String) throws {
        let run = try Expression(parsing: text).run(in: Scope([:], now: noon))
        #expect(run.diagnostics.contains { $0.reason == .limit }, "\(run.diagnostics.first?.sentence ?? "nothing")")
    }
}
