import FEEL
import Kernel
import Testing

@Suite("FEEL operators")
struct OperatorTests {
    @Test("arithmetic is exact and binds as the grammar says")
    func arithmetic() throws {
        #expect(try value("0.1 + 0.2") == number("0.3"))
        #expect(try value("2 + 3 * 4") == 14)
        #expect(try value("(2 + 3) * 4") == 20)
        // Negation binds more tightly than the power (grammar rule 4: f after e).
        #expect(try value("-3 ** 2") == 9)
        #expect(try value("2 ** 3 ** 2") == 64)
        #expect(try value("10 - 4 - 3") == 3)
        #expect(try value("1 / 3") == number("0.3333333333333333333333333333333333"))
        #expect(try value("1.5e3 + .5") == number("1500.5"))
    }

    @Test("what has no result is null with its own reason")
    func reasons() throws {
        #expect(try outcome("1 / 0") == (.null, [.arithmetic]))
        #expect(try outcome("1 + \"a\"") == (.null, [.operands]))
        #expect(try outcome("1 < \"a\"") == (.null, [.operands]))
        #expect(try outcome("[1, 2][3]") == (.null, [.index]))
        #expect(try outcome("{a: 1}.b") == (.null, [.unknownMember]))
        #expect(try outcome("abs(1, 2)") == (.null, [.arguments]))
        #expect(try outcome("abs(\"x\")") == (.null, [.type]))
        #expect(try outcome("date(\"2026-02-30\")") == (.null, [.value]))
        #expect(try outcome("(1)(2)") == (.null, [.notAFunction]))
        #expect(try outcome("10 ** 7000") == (.null, [.arithmetic]))
    }

    /// DMN 1.5, table 44 and 45; anything that is no boolean counts as null.
    @Test("and and or are three-valued", arguments: ["true", "false", "null", "1"], ["true", "false", "null"])
    func logic(left: String, right: String) throws {
        let first: Bool? = left == "true" ? true : left == "false" ? false : nil
        let second: Bool? = right == "true" ? true : right == "false" ? false : nil
        let both: Bool? = first == false || second == false ? false : first == true && second == true ? true : nil
        let either: Bool? = first == true || second == true ? true : first == false && second == false ? false : nil
        #expect(try value("\(left) and \(right)").boolean == both)
        #expect(try value("\(left) or \(right)").boolean == either)
    }

    @Test("values of different kinds are not equal or unequal, only null equals null")
    func equality() throws {
        #expect(try value("1.0 = 1") == true)
        #expect(try value("\"1\" = 1") == .null)
        #expect(try value("null = null") == true)
        #expect(try value("1 != null") == true)
        #expect(try value("[1, [2]] = [1, [2.0]]") == true)
        #expect(try value("{a: 1, b: 2} = {b: 2, a: 1}") == true)
        #expect(try value("@\"10:00:00Z\" = @\"11:00:00+01:00\"") == true)
        #expect(try value("is(@\"10:00:00Z\", @\"11:00:00+01:00\")") == false)
        #expect(try value("[1..3] = [1..3)") == false)
        // Table 42: the same end points, the same inclusion, the same comparison operator.
        #expect(try value("(= 10) = (= 10)") == true)
        #expect(try value("(!= 10) = (!= 10)") == true)
        #expect(try value("(= 10) = [10..10]") == false)
        // 10.3.4.9: the same element of the domain, not only an equal one.
        #expect(try value("is(@\"10:00:00@Etc/UTC\", @\"10:00:00Z\")") == false)
        #expect(try value("is(@\"10:00:00z\", @\"10:00:00+00:00\")") == true)
        #expect(try value("is([@\"10:00:00Z\"], [@\"11:00:00+01:00\"])") == false)
        #expect(try value("is({a: 1}, {a: 1.0})") == true)
    }

    @Test("in and between test values, ranges and lists")
    func membership() throws {
        #expect(try value("5 in (1..5)") == false)
        #expect(try value("5 in [1..5]") == true)
        #expect(try value("5 in ]1..5]") == true)
        #expect(try value("5 in (<3, >=5)") == true)
        #expect(try value("\"b\" in (\"a\", \"b\")") == true)
        #expect(try value("4 in [2, 4]") == true)
        #expect(try value("4 in [[1..5], 7]") == true)
        #expect(try value("[4 in [(!= 5)], 5 in [(!= 5)], 5 in [(= 5)]]") == [true, false, true])
        #expect(try value("5 between 1 and 5") == true)
        #expect(try value("x between 1 and 5 and y", ["x": 2, "y": false]) == false)
    }

    @Test("dates and durations follow the calendar")
    func calendar() throws {
        #expect(try value("@\"2024-01-31\" + @\"P1M\"") == feel("2024-02-29"))
        #expect(try value("@\"2026-11-23\" - @\"2026-11-01\"") == feel("P22D"))
        #expect(try value("@\"2026-11-23T23:30:00\" + @\"PT45M\"") == feel("2026-11-24T00:15:00"))
        #expect(try value("@\"23:30:00\" + @\"PT45M\"") == feel("00:15:00"))
        #expect(try value("@\"P1Y\" / 2") == feel("P6M"))
        #expect(try value("@\"PT3H\" / @\"PT2H\"") == number("1.5"))
        // Clocks go forward at 01:00 UTC on 31 March 2024 in Berlin: 24 hours later it is an hour later on the clock.
        #expect(
            try value("@\"2024-03-30T12:00:00@Europe/Berlin\" + @\"PT24H\"") == feel("2024-03-31T13:00:00@Europe/Berlin"))
        #expect(try value("@\"2021-01-01T24:00:00\" = @\"2021-01-02T00:00:00\"") == true)
        #expect(try value("@\"2026-11-23\".weekday") == 1)
        #expect(try value("years and months duration(@\"2020-05-31\", @\"2021-05-30\")") == feel("P11M"))
    }

    @Test("now and today come from the scope")
    func moment() throws {
        let scope = Scope([:], now: noon)
        // Berlin is an hour ahead of UTC in winter time, which lasts until 31 March.
        #expect(try Expression(parsing: "now()").evaluate(in: scope) == feel("2024-03-20T13:00:00@Europe/Berlin"))
        #expect(try Expression(parsing: "today()").evaluate(in: scope) == feel("2024-03-20"))
    }
}
