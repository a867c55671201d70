import DMN
import FEEL
import Kernel
import Testing

@Suite("Decision tables")
struct TableTests {
    private let rules: [(inputs: [String], outputs: [String])] = [
        (["< 10", "-"], ["\"low\""]), ([">= 5", "\"x\", \"y\""], ["\"mid\""]), (["[5..20]", "not(\"x\")"], ["\"high\""]),
    ]

    private func decide(_ policy: String, _ outputs: String = "<output/>", a: Value, b: Value) -> DecisionResult? {
        reading(table(policy, outputs: outputs, rules)).model?.evaluate(decision: "Result", inputs: ["a": a, "b": b], at: noon)
    }

    @Test("a UNIQUE table takes its one matching rule and refuses two")
    func unique() throws {
        #expect(decide("", a: 3, b: "x")?.value == "low")
        let refused = try #require(decide("", a: 7, b: "x"))
        #expect(refused.value == .null)
        #expect(refused.diagnostics.map(\.diagnostic.reason) == [.decision])
        #expect(refused.diagnostics.first?.diagnostic.sentence.contains("1 and 2") == true)
    }

    @Test("the trace names the rows, their annotations and what was read")
    func trace() throws {
        let result = try #require(decide("", a: 30, b: "y"))
        #expect(result.value == "mid")
        #expect(result.trace.count == 1)
        let read = try #require(result.trace.first)
        #expect(read.table == "Result")
        #expect(read.inputs.map(\.expression) == ["a", "b"])
        #expect(read.inputs.map(\.value) == [30, "y"])
        #expect(read.inputs.map(\.reads) == [[["a"]], [["b"]]])
        #expect(read.rows.map(\.number) == [2])
        #expect(read.rows.first?.id == "r2")
        #expect(read.rows.first?.annotations == [TableTrace.Annotation(name: "Norm", text: "§ 2")])
    }

    @Test("FIRST, RULE ORDER and COLLECT take the rules as they stand")
    func order() {
        #expect(decide("hitPolicy=\"FIRST\"", a: 7, b: "y")?.value == "low")
        #expect(decide("hitPolicy=\"RULE ORDER\"", a: 7, b: "y")?.value == ["low", "mid", "high"])
        #expect(decide("hitPolicy=\"COLLECT\"", a: 7, b: "x")?.value == ["low", "mid"])
        #expect(decide("hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", a: 7, b: "y")?.value == 3)
        #expect(decide("hitPolicy=\"COLLECT\" aggregation=\"MAX\"", a: 7, b: "x")?.value == "mid")
        #expect(decide("hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", a: 50, b: "z")?.value == 0)
    }

    @Test("PRIORITY and OUTPUT ORDER take the outputs as their values are listed")
    func priority() {
        let output = "<output><outputValues><text>\"high\", \"mid\", \"low\"</text></outputValues></output>"
        #expect(decide("hitPolicy=\"PRIORITY\"", output, a: 7, b: "y")?.value == "high")
        #expect(decide("hitPolicy=\"OUTPUT ORDER\"", output, a: 7, b: "x")?.value == ["mid", "low"])
    }

    @Test("ANY allows several rules with one output only")
    func any() {
        let same: [(inputs: [String], outputs: [String])] = [
            (["< 10", "-"], ["1"]), (["< 20", "-"], ["1.0"]), (["< 5", "-"], ["2"]),
        ]
        let model = reading(table("hitPolicy=\"ANY\"", same)).model
        #expect(model?.evaluate(decision: "Result", inputs: ["a": 7, "b": "x"], at: noon).value == 1)
        #expect(model?.evaluate(decision: "Result", inputs: ["a": 3, "b": "x"], at: noon).value == .null)
    }

    @Test("sums are exact, defaults stand in where nothing matches, several outputs make a context")
    func outputs() {
        let fees: [(inputs: [String], outputs: [String])] = [(["> 0", "-"], ["0.10"]), (["> 1", "-"], ["0.20"])]
        let sum = reading(table("hitPolicy=\"COLLECT\" aggregation=\"SUM\"", fees)).model
        #expect(sum?.evaluate(decision: "Result", inputs: ["a": 2, "b": "x"], at: noon).value == number("0.3"))
        let two =
            "<output name=\"tax\"/><output name=\"reason\"><defaultOutputEntry><text>\"none\"</text></defaultOutputEntry></output>"
        let pair: [(inputs: [String], outputs: [String])] = [(["> 0", "-"], ["a * 2", "b"])]
        let model = reading(table("", outputs: two, pair)).model
        #expect(
            model?.evaluate(decision: "Result", inputs: ["a": 2, "b": "x"], at: noon).value
                == .context(Context([("tax", 4), ("reason", "x")])))
        #expect(
            model?.evaluate(decision: "Result", inputs: ["a": 0, "b": "x"], at: noon).value
                == .context(Context([("tax", .null), ("reason", "none")])))
    }

    @Test("a value of the wrong type is null with a reason, not a match")
    func types() throws {
        let result = try #require(decide("", a: "seven", b: "x"))
        #expect(result.value == .null)
        #expect(result.diagnostics.first?.diagnostic.reason == .conformance)
    }
}
