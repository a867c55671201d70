import DMN
import Testing

@Suite("Checks of decision tables")
struct TableCheckTests {
    private func findings(_ policy: String, _ rules: [([String], [String])]) -> [Problem] {
        reading(table(policy, rules.map { (inputs: $0.0, outputs: $0.1) })).model?.findings() ?? []
    }

    @Test("two rules of a UNIQUE table that can match together are named with an input that shows it")
    func overlap() {
        let found = findings("", [(["< 10", "-"], ["1"]), ([">= 10", "-"], ["2"]), (["[5..7]", "\"x\""], ["3"])])
        #expect(found.map(\.code) == [.overlap])
        #expect(found.first?.sentence.contains("1 and 3") == true)
        #expect(found.first?.sentence.contains("b: \"x\"") == true)
    }

    @Test("touching ends overlap only where both belong to their ranges")
    func ends() {
        #expect(findings("", [(["<= 10", "-"], ["1"]), (["> 10", "-"], ["2"])]).isEmpty)
        #expect(findings("", [(["<= 10", "-"], ["1"]), ([">= 10", "-"], ["2"])]).map(\.code) == [.overlap])
    }

    @Test("inputs that no rule takes are named")
    func gaps() {
        let found = findings("", [(["< 10", "-"], ["1"]), (["> 10", "\"x\""], ["2"]), (["> 10", "not(\"x\")"], ["3"])])
        #expect(found.map(\.code) == [.gap])
        #expect(found.first?.sentence.contains("a: 10") == true)
    }

    @Test("a rule below rules that take everything is dead in a FIRST table")
    func hidden() {
        let found = findings("hitPolicy=\"FIRST\"", [(["< 10", "-"], ["1"]), ([">= 10", "-"], ["2"]), (["5", "-"], ["3"])])
        #expect(found.map(\.code) == [.deadRule])
        #expect(found.first?.sentence.contains("rule 3") == true)
    }

    @Test("a rule with an empty range can never match")
    func impossible() {
        let found = findings("hitPolicy=\"COLLECT\"", [(["(10..10)", "-"], ["1"]), (["-", "-"], ["2"])])
        #expect(found.map(\.code) == [.deadRule])
    }

    @Test("a cell that depends on other values is not judged")
    func undecidable() {
        #expect(findings("", [(["> string length(b)", "-"], ["1"]), (["< 3", "-"], ["2"])]).isEmpty)
    }
}
