import FEEL
import Kernel
import Testing

@Suite("FEEL language")
struct LanguageTests {
    @Test("names with spaces and symbols are the longest known ones")
    func names() throws {
        let names: [String: Value] = [
            "annual income": 12, "annual": 1, "net-income": 7, "net": 3, "income": 2, "date and time of birth": 5,
        ]
        #expect(try value("annual income / 12", names) == 1)
        #expect(try value("annual   income", names) == 12)
        #expect(try value("net-income", names) == 7)
        #expect(try value("net - annual", names) == 2)
        #expect(try value("annual+income", names) == 3)
        #expect(try value("date and time of birth + 1", names) == 6)
        #expect(try value("for net income in [1, 2] return net income * 2") == [2, 4])
        #expect(try value("{first name: \"Ada\", greeting: \"Hello \" + first name}.greeting") == "Hello Ada")
    }

    @Test("filters see the members of the item before the names outside")
    func filters() throws {
        let dogs: Value = .list([
            .context(Context([("name", "Rex"), ("weight", 30)])), .context(Context([("name", "Fifi"), ("weight", 4)])),
        ])
        let names: [String: Value] = ["dogs": dogs, "limit": 10, "weight": 1000]
        #expect(try value("dogs[weight > limit].name", names) == ["Rex"])
        #expect(try value("dogs[item.weight < limit].name[1]", names) == "Fifi")
        #expect(try value("dogs[-1].name", names) == "Fifi")
        #expect(try value("count(dogs[name = \"Bello\"])", names) == 0)
        #expect(try value("[1, 2, 3, 4][item > 2]") == [3, 4])
        #expect(try value("7[1]") == 7)
        #expect(try value("null[1]") == .null)
    }

    @Test("loops walk lists, ranges and dates, and know what came before")
    func loops() throws {
        #expect(try value("for i in 1..3, j in [10, 20] return i * j") == [10, 20, 20, 40, 30, 60])
        #expect(try value("for i in 3..1 return i") == [3, 2, 1])
        #expect(try value("for i in 0..4 return if i = 0 then 1 else i * partial[-1]") == [1, 1, 2, 6, 24])
        #expect(try value("for d in @\"2026-02-28\"..@\"2026-03-01\" return d.day") == [28, 1])
        #expect(try value("some x in [1, 2, 3] satisfies x > 2") == true)
        #expect(try value("every x in [1, 2, 3] satisfies x > 2") == false)
        #expect(try value("every x in [] satisfies x > 2") == true)
        #expect(try value("some x in [null, 1] satisfies x > 2") == .null)
    }

    @Test("functions keep the values around them and can be given to functions")
    func functions() throws {
        #expect(try value("{add: function(a: number) function(b: number) a + b, result: add(2)(3)}.result") == 5)
        #expect(try value("sort([3, 1, 2], function(x, y) x > y)") == [3, 2, 1])
        #expect(try value("{f: function(a, b) a - b, r: f(b: 1, a: 10)}.r") == 9)
        #expect(try outcome("(function(a: number) a)(\"x\")") == (.null, [.conformance]))
    }

    @Test("a condition that is null takes the other branch")
    func conditions() throws {
        #expect(try value("if null then 1 else 2") == 2)
        #expect(try value("if 1 > 0 then 1 else 2") == 1)
        #expect(try value("if \"yes\" then 1 else 2") == .null)
    }

    @Test("instance of knows composed types")
    func types() throws {
        #expect(try value("[1, 2] instance of list<number>") == true)
        #expect(try value("[1, \"a\"] instance of list<number>") == false)
        #expect(try value("{a: 1, b: 2} instance of context<a: number>") == true)
        #expect(try value("[1..2] instance of range<number>") == true)
        #expect(try value("@\"P1D\" instance of years and months duration") == false)
        #expect(try value("null instance of number") == false)
        #expect(try value("(function(a: number) a) instance of function<number> -> number") == true)
    }

    @Test("an expression names what it reads")
    func reads() throws {
        let names = Names(["dogs", "city", "limit"])
        #expect(
            try Expression(parsing: "sum(dogs.tax) + city.fees.base * limit", names: names).reads
                == [["dogs", "tax"], ["city", "fees", "base"], ["limit"]])
        #expect(try Expression(parsing: "for limit in [1] return limit", names: names).reads.isEmpty)
        let checked = Expression.compile("dogz.tax + limt", names: names)
        #expect(checked.problems.map(\.reason) == [.unknownName, .unknownName])
        #expect(checked.problems.map(\.offset) == [0, 11])
    }

    @Test(
        "a syntax error has a place",
        arguments: [("1 +", 3), ("(1", 2), ("\"abc", 0), ("[1, 2", 5), ("if 1 then 2", 11), ("a b ~", 4)])
    func syntax(text: String, offset: Int) {
        #expect(throws: Diagnostic.self) { try Expression(parsing: text) }
        #expect(Expression.compile(text, names: .open).problems.first?.offset == offset)
    }

    @Test("comments and escapes")
    func lexical() throws {
        #expect(try value("1 /* one */ + // plus\n 2") == 3)
        #expect(try value("\"\\u00e4\\n\\t\\\\ \\uD83D\\uDC0E\"") == "ä\n\t\\ 🐎")
        #expect(try value("string length(\"\\U01F40E\")") == 1)
    }

    @Test("unary tests decide cells")
    func unaryTests() throws {
        func matches(_ text: String, _ input: Value, _ names: [String: Value] = [:]) throws -> Bool {
            try UnaryTests(parsing: text, names: Names(names.keys)).matches(input, in: Scope(names, now: noon))
        }
        #expect(try matches("-", .null))
        #expect(try matches("< 18, [65..70]", 66))
        #expect(try !matches("< 18, [65..70]", 20))
        #expect(try matches("not(\"a\", \"b\")", "c"))
        #expect(try !matches("not(\"a\", \"b\")", "a"))
        #expect(try matches("limit", 5, ["limit": 5]))
        #expect(try matches("> limit", 6, ["limit": 5]))
        #expect(try matches("starts with(?, \"ab\")", "abc"))
        #expect(try matches("[\"x\", \"y\"]", "y"))
        #expect(try !matches("< 18", .null))
        #expect(try matches("null", .null))
        #expect(try matches("-5", -5))
    }
}
