import DMN
import FEEL
import Kernel
import Testing

@Suite("Where decisions come from")
struct OriginTests {
    private static let rules: [(inputs: [String], outputs: [String])] = [
        (["< 4", "\"x\""], ["\"low\""]), (["< 10", "-"], ["\"mid\""]), (["[5..20]", "not(\"x\")"], ["\"high\""]),
        (["-", "\"z\""], ["\"mid\""]), (["-", "-"], ["\"low\""]),
    ]
    /// Rules of which exactly one matches.
    private static let apart: [(inputs: [String], outputs: [String])] = [
        (["< 4", "-"], ["\"low\""]), ([">= 4", "\"x\""], ["\"mid\""]), ([">= 4", "not(\"x\")"], ["\"high\""]),
    ]
    private static let listed = "<output><outputValues><text>\"high\", \"mid\", \"low\"</text></outputValues></output>"

    private func decide(
        _ policy: String, _ rules: [(inputs: [String], outputs: [String])], _ a: Value, _ b: Value
    ) throws -> (value: Value, marks: Set<String>) {
        let outputs = policy.contains("PRIORITY") || policy.contains("OUTPUT") ? Self.listed : "<output/>"
        let model = try #require(reading(table(policy, outputs: outputs, rules)).model)
        let result = model.evaluate(decision: "Result", inputs: ["a": a, "b": b], at: noon, traced: true)
        return (result.value, try #require(result.origins).all)
    }

    @Test(
        "an input or a row that changes what a table gives is named, under every hit policy",
        arguments: [
            "", "hitPolicy=\"FIRST\"", "hitPolicy=\"PRIORITY\"", "hitPolicy=\"COLLECT\"", "hitPolicy=\"RULE ORDER\"",
            "hitPolicy=\"OUTPUT ORDER\"", "hitPolicy=\"COLLECT\" aggregation=\"COUNT\"",
            "hitPolicy=\"COLLECT\" aggregation=\"MAX\"",
        ])
    func sound(_ policy: String) throws {
        let rules = policy.isEmpty ? Self.apart : Self.rules
        let numbers: [Value] = [1, 4, 7, 15, 30]
        let words: [Value] = ["x", "y", "z"]
        var changes = 0
        for a in numbers {
            for b in words {
                let before = try decide(policy, rules, a, b)
                for other in numbers where try decide(policy, rules, other, b).value != before.value {
                    changes += 1
                    #expect(before.marks.contains("a"), "a from \(a) to \(other) at \(b)")
                }
                for other in words where try decide(policy, rules, a, other).value != before.value {
                    changes += 1
                    #expect(before.marks.contains("b"), "b from \(b) to \(other) at \(a)")
                }
                for row in rules.indices {
                    var altered = rules
                    altered[row].outputs = ["\"other\""]
                    guard try decide(policy, altered, a, b).value != before.value else { continue }
                    changes += 1
                    #expect(before.marks.contains("rule:Result/r\(row + 1)"), "row \(row + 1) at \(a), \(b)")
                }
            }
        }
        #expect(changes > 0)
    }

    @Test("a FIRST table names the row that won, what it tested, and one reason why each row before it lost")
    func first() throws {
        // Row 1 fails at a already, row 2 at a, row 3 wins by a and b.
        let high = try decide("hitPolicy=\"FIRST\"", Self.rules, 15, "y")
        #expect(high.value == "high" && high.marks == ["a", "b", "rule:Result/r3"])
        // Row 1 matches: nothing else counts. Row 2 leaves b open, and row 1 fails at a.
        #expect(try decide("hitPolicy=\"FIRST\"", Self.rules, 7, "y").marks == ["a", "rule:Result/r2"])
    }

    @Test("a UNIQUE table names only what its row tests")
    func unique() throws {
        #expect(try decide("", Self.apart, 1, "x").marks == ["a", "rule:Result/r1"])
        #expect(try decide("", Self.apart, 7, "y").marks == ["a", "b", "rule:Result/r3"])
    }

    @Test("parts of a context, of required decisions and of calls are followed by themselves")
    func parts() throws {
        let model = try #require(
            reading(
                """
                <inputData id="in" name="answers"><variable name="answers"/></inputData>
                <businessKnowledgeModel id="bkm" name="Rate"><variable name="Rate"/><encapsulatedLogic>
                <formalParameter name="place" typeRef="number"/><formalParameter name="free" typeRef="boolean"/>
                <decisionTable hitPolicy="UNIQUE"><input><inputExpression><text>free</text></inputExpression></input>
                <input><inputExpression><text>place</text></inputExpression></input><output/>
                <rule id="free"><inputEntry><text>true</text></inputEntry><inputEntry><text>-</text></inputEntry>
                <outputEntry><text>0</text></outputEntry></rule>
                <rule id="one"><inputEntry><text>false</text></inputEntry><inputEntry><text>1</text></inputEntry>
                <outputEntry><text>96</text></outputEntry></rule>
                <rule id="more"><inputEntry><text>false</text></inputEntry><inputEntry><text>&gt; 1</text></inputEntry>
                <outputEntry><text>192</text></outputEntry></rule>
                </decisionTable></encapsulatedLogic></businessKnowledgeModel>
                <decision id="dogs" name="Dogs"><variable name="Dogs"/><informationRequirement><requiredInput href="#in"/></informationRequirement>
                <knowledgeRequirement><requiredKnowledge href="#bkm"/></knowledgeRequirement>
                <literalExpression><text>for i in 1..count(answers.dogs) return
                {name: answers.dogs[i].name, tax: Rate(i, answers.dogs[i].free)}</text></literalExpression></decision>
                <decision id="sum" name="Sum"><variable name="Sum"/>
                <informationRequirement><requiredDecision href="#dogs"/></informationRequirement>
                <context><contextEntry><variable name="total"/><literalExpression><text>sum(Dogs.tax)</text></literalExpression></contextEntry>
                <contextEntry><variable name="first"/><literalExpression><text>Dogs[1].name</text></literalExpression></contextEntry>
                <contextEntry><variable name="lines"/><literalExpression><text>Dogs[tax > 0]</text></literalExpression></contextEntry>
                </context></decision>
                """
            ).model)
        func dog(_ name: String, _ free: Bool) -> Value {
            .context(Context([("name", .string(name)), ("free", .boolean(free))]))
        }
        let answers = Value.context(Context([("dogs", [dog("Rex", true), dog("Bello", false)])]))
        let result = model.evaluate(decision: "Sum", inputs: ["answers": answers], at: noon, traced: true)
        #expect(result.value.context?["total"] == 192)
        let origins = try #require(result.origins)
        // The first step of `1..count` is 1 whatever the count is; `[i]` would take a member `i` of the dog.
        #expect(origins.marks(behind: "sum.first") == ["answers.dogs[1].name", "answers.dogs[1]?", "answers.dogs[1].i"])
        #expect(
            origins.marks(behind: "sum.total").isSuperset(of: [
                "answers.dogs[1].free", "answers.dogs[2].free", "rule:Rate/free", "rule:Rate/more",
            ]))
        #expect(!origins.marks(behind: "sum.total").contains("answers.dogs[1].name"))
        // The first line is the second dog, because the first one is free.
        #expect(
            origins.marks(behind: "sum.lines[1].name").isSuperset(of: [
                "answers.dogs[2].name", "answers.dogs[1].free", "rule:Rate/free", "rule:Rate/more",
            ]))
        #expect(!origins.marks(behind: "sum.lines[1].name").contains("answers.dogs[1].name"))
        let untraced = model.evaluate(decision: "Sum", inputs: ["answers": answers], at: noon)
        #expect(untraced.origins == nil && untraced.value == result.value)
    }
}
