import FEEL
import Kernel
import Testing

@Suite("FEEL functions")
struct BuiltinTests {
    @Test(
        "strings count code points",
        arguments: [
            ("substring(\"foobar\", 3)", "\"obar\""), ("substring(\"foobar\", -2, 1)", "\"a\""),
            ("substring before(\"foobar\", \"bar\")", "\"foo\""), ("substring after(\"foobar\", \"o\")", "\"obar\""),
            ("upper case(\"straße\")", "\"STRASSE\""), ("contains(\"foobar\", \"\")", "true"),
            ("replace(\"2026-11-23\", \"(\\d+)-(\\d+)-(\\d+)\", \"$3.$2.$1\")", "\"23.11.2026\""),
            ("matches(\"Größe\", \"^\\p{L}+$\")", "true"), ("split(\"a;b;;c\", \";\")", "[\"a\", \"b\", \"\", \"c\"]"),
            ("string join([\"a\", null, \"c\"], \"-\")", "\"a-c\""), ("string([1, \"a\"])", "\"[1, \\\"a\\\"]\""),
            ("number(\"1.234,50\", \".\", \",\")", "1234.5"),
        ])
    func strings(text: String, wanted: String) throws { #expect(try value(text).description == wanted) }

    @Test(
        "numbers round as their names say",
        arguments: [
            ("decimal(2.5, 0)", "2"), ("decimal(1.115, 2)", "1.12"), ("round half up(-2.5, 0)", "-3"),
            ("round half down(2.5, 0)", "2"), ("round half down(2.51, 0)", "3"), ("round up(1.001, 2)", "1.01"),
            ("round down(-1.009, 2)", "-1"), ("floor(-1.5)", "-2"), ("ceiling(-1.5)", "-1"), ("modulo(-12, 5)", "3"),
            ("modulo(10.1, -4.5)", "-3.4"), ("sqrt(16)", "4"), ("odd(5)", "true"), ("even(5)", "false"),
            ("decimal(1234567890123456789012345678901234, 5)", "1234567890123456789012345678901234"),
        ])
    func numbers(text: String, wanted: String) throws { #expect(try value(text).description == wanted) }

    @Test(
        "lists",
        arguments: [
            ("append([1], 2, 3)", "[1, 2, 3]"), ("concatenate([1], [2])", "[1, 2]"), ("insert before([1, 3], 2, 2)", "[1, 2, 3]"),
            ("remove([1, 2, 3], -1)", "[1, 2]"), ("sublist([4, 5, 6], 1, 2)", "[4, 5]"), ("index of([1, 2, 3, 2], 2)", "[2, 4]"),
            ("distinct values([1, 2, 1.0, null, null])", "[1, 2, null]"), ("flatten([[1, [2]], 3])", "[1, 2, 3]"),
            ("union([1, 2], [2, 3])", "[1, 2, 3]"), ("reverse([1, 2])", "[2, 1]"), ("list replace([2, 4, 7], 3, 6)", "[2, 4, 6]"),
            ("min(3, 1, 2)", "1"), ("max([\"a\", \"c\"])", "\"c\""), ("sum([])", "null"), ("mean(1, 2, 3)", "2"),
            ("median([8, 2, 5, 3, 4])", "4"), ("mode([6, 3, 9, 6, 6])", "[6]"),
            ("stddev(2, 4, 7, 5)", "2.081665999466132735282297706979931"),
            ("all([true, null, false])", "false"), ("any([null, false])", "null"), ("count(null)", "null"),
            ("product([2, 3, 4])", "24"),
        ])
    func lists(text: String, wanted: String) throws { #expect(try value(text).description == wanted) }

    @Test(
        "contexts keep their order",
        arguments: [
            ("context put({b: 1, a: 2}, \"b\", 3)", "{b: 3, a: 2}"), ("context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"),
            ("get value({\"a b\": 1}, \"a b\")", "1"), ("get entries({a: 1})", "[{key: \"a\", value: 1}]"),
            ("context([{key: \"x\", value: 1}])", "{x: 1}"), ("context put({a: {b: 1}}, [\"a\", \"b\"], 2)", "{a: {b: 2}}"),
        ])
    func contexts(text: String, wanted: String) throws { #expect(try value(text).description == wanted) }

    /// DMN 1.5, 10.3.4.6, the examples of its table worked out by hand.
    @Test(
        "relations between ranges",
        arguments: [
            ("before(1, 10)", "true"), ("before([1..10), [10..20])", "true"), ("before([1..10], [10..20])", "false"),
            ("after([5..10], [1..5))", "true"), ("meets([1..5], [5..10])", "true"), ("met by([5..10], (1..5))", "false"),
            ("overlaps([1..5], [5..8])", "true"), ("overlaps([1..5], (5..8])", "false"),
            ("overlaps before([1..5], [3..8])", "true"),
            ("overlaps after([3..8], [1..5])", "true"), ("finishes(10, [1..10])", "true"),
            ("finished by([1..10], (5..10])", "true"),
            ("includes([1..10], 5)", "true"), ("during([4..6], [1..10])", "true"), ("starts([1..5], [1..10])", "true"),
            ("started by([1..10], 1)", "true"), ("coincides([1..5], (1..5])", "false"), ("includes((<5), 3)", "true"),
        ])
    func ranges(text: String, wanted: String) throws { #expect(try value(text).description == wanted) }

    @Test(
        "dates and times are read and made",
        arguments: [
            ("date(2026, 11, 23)", "@\"2026-11-23\""), ("date(\"02026-11-23\")", "null"), ("time(10, 5, 0.5)", "@\"10:05:00.5\""),
            ("date and time(@\"2026-11-23\", @\"10:00:00Z\")", "@\"2026-11-23T10:00:00Z\""), ("time(\"24:00:01\")", "null"),
            ("duration(\"P1Y13M\")", "@\"P2Y1M\""), ("duration(\"P1YT1H\")", "null"), ("duration(\"-PT36H\")", "@\"-P1DT12H\""),
            ("day of year(date(2024, 12, 31))", "366"), ("week of year(date(2021, 1, 3))", "53"),
            ("day of week(date(2026, 11, 23))", "\"Monday\""), ("month of year(date(2026, 3, 1))", "\"March\""),
            ("date and time(\"2016-12-10T10:00:00@Mars/Crater\")", "null"), ("abs(@\"-P1D\")", "@\"P1D\""),
        ])
    func temporal(text: String, wanted: String) throws { #expect(try value(text).description == wanted) }

    @Test("arguments can have names, and a wrong name fits nothing")
    func named() throws {
        #expect(try value("substring(start position: 3, string: \"foobar\")") == "obar")
        #expect(try outcome("substring(begin: 3, string: \"foobar\")") == (.null, [.arguments]))
        #expect(try value("modulo(divisor: 5, dividend: 12)") == 2)
    }
}
