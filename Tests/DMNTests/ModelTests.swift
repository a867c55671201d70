import DMN
import FEEL
import Kernel
import Testing

@Suite("Decision models")
struct ModelTests {
    @Test("every problem is told at once, with line and element")
    func problems() {
        let found = reading(
            """
            <inputData id="a" name="a"><variable name="a" typeRef="tUnknown"/></inputData>
            <decision id="d" name="D"><variable name="D"/>
            <informationRequirement><requiredInput href="#nowhere"/></informationRequirement>
            <literalExpression><text>1 +</text></literalExpression></decision>
            <decision id="e" name="E"><variable name="E"/>
            <literalExpression><text>missing name * 2</text></literalExpression></decision>
            """
        ).problems
        #expect(found.map(\.code) == [.reference, .reference, .syntax, .name])
        #expect(found.map(\.line) == [3, 5, 6, 8])
        #expect(found.map(\.document) == Array(repeating: "test.dmn", count: 4))
        #expect(found[3].element == "decision “E”")
        #expect(found[3].sentence.contains("missing name"))
    }

    @Test("what is no DMN is a problem, not a crash", arguments: ["", "<a/>", "<definitions", "<!DOCTYPE a><definitions/>"])
    func unreadable(text: String) {
        let reading = Model.read(Document(name: "x.dmn", bytes: Array(text.utf8)))
        #expect(reading.model == nil)
        #expect(reading.problems.map(\.code) == [.unreadable])
    }

    @Test("decisions that need each other end with a reason")
    func cycle() throws {
        let model = try #require(
            reading(
                """
                <decision id="d" name="D"><variable name="D"/><informationRequirement><requiredDecision href="#e"/></informationRequirement>
                <literalExpression><text>E + 1</text></literalExpression></decision>
                <decision id="e" name="E"><variable name="E"/><informationRequirement><requiredDecision href="#d"/></informationRequirement>
                <literalExpression><text>D + 1</text></literalExpression></decision>
                """
            ).model)
        let result = model.evaluate(decision: "D", inputs: [:], at: noon)
        #expect(result.value == .null)
        #expect(result.diagnostics.contains { $0.diagnostic.reason == .decision })
    }

    private let knowledge = """
        <businessKnowledgeModel id="k" name="monthly rate"><variable name="monthly rate"/>
        <encapsulatedLogic><formalParameter name="yearly" typeRef="number"/>
        <literalExpression><text>decimal(yearly / 12, 2)</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
        """

    @Test("knowledge is called by invocation and by expression, contexts see their earlier entries")
    func boxed() throws {
        let model = try #require(
            reading(
                knowledge + """
                    <decision id="d" name="D"><variable name="D"/><knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
                    <context>
                    <contextEntry><variable name="rate"/><invocation><literalExpression><text>monthly rate</text></literalExpression>
                    <binding><parameter name="yearly"/><literalExpression><text>100</text></literalExpression></binding></invocation></contextEntry>
                    <contextEntry><variable name="double"/><functionDefinition><formalParameter name="n"/>
                    <literalExpression><text>n * 2</text></literalExpression></functionDefinition></contextEntry>
                    <contextEntry><literalExpression><text>[rate, double(rate), monthly rate(24)]</text></literalExpression></contextEntry>
                    </context></decision>
                    """
            ).model)
        // 100 / 12 = 8.333…
        #expect(model.evaluate(decision: "D", inputs: [:], at: noon).value == [number("8.33"), number("16.66"), 2])
        #expect(model.evaluate(knowledge: "monthly rate", inputs: ["yearly": 6], at: noon).value == number("0.5"))
    }

    @Test("conditional, for, some, every, filter, list and relation")
    func newer() throws {
        func text(_ feel: String) -> String {
            "<literalExpression><text>\(feel.replacing("<", with: "&lt;"))</text></literalExpression>"
        }
        let logic: [(String, Value)] = [
            (
                "<conditional><if>\(text("1 < 2"))</if><then>\(text("\"yes\""))</then><else>\(text("\"no\""))</else></conditional>",
                "yes"
            ),
            ("<for iteratorVariable=\"x\"><in>\(text("1..3"))</in><return>\(text("x * x"))</return></for>", .null),
            (
                "<for iteratorVariable=\"x\"><in>\(text("[1..3]"))</in><return>\(text("x * x + count(partial)"))</return></for>",
                [1, 5, 11]
            ),
            ("<some iteratorVariable=\"x\"><in>\(text("[1, 5]"))</in><satisfies>\(text("x > 4"))</satisfies></some>", true),
            ("<every iteratorVariable=\"x\"><in>\(text("[1, 5]"))</in><satisfies>\(text("x > 4"))</satisfies></every>", false),
            (
                "<filter><in>\(text("[{w: 1}, {w: 7}]"))</in><match>\(text("w > 4"))</match></filter>",
                .list([.context(Context([("w", 7)]))])
            ),
            ("<list>\(text("1"))\(text("2"))</list>", [1, 2]),
            (
                "<relation><column name=\"a\"/><row>\(text("1"))</row><row>\(text("2"))</row></relation>",
                .list([.context(Context([("a", 1)])), .context(Context([("a", 2)]))])
            ),
        ]
        for (body, wanted) in logic {
            let model = reading("<decision id=\"d\" name=\"D\"><variable name=\"D\"/>\(body)</decision>").model
            #expect(model?.evaluate(decision: "D", inputs: [:], at: noon).value == wanted, "\(body)")
        }
    }

    @Test("a decision service takes input data and decisions as its parameters")
    func service() throws {
        let model = try #require(
            reading(
                """
                <inputData id="i" name="i"><variable name="i" typeRef="number"/></inputData>
                <decision id="x" name="X"><variable name="X"/><literalExpression><text>1000</text></literalExpression></decision>
                <decision id="d" name="D"><variable name="D"/>
                <informationRequirement><requiredDecision href="#x"/></informationRequirement>
                <informationRequirement><requiredInput href="#i"/></informationRequirement>
                <literalExpression><text>X + i</text></literalExpression></decision>
                <decisionService id="s" name="S"><variable name="S"/><outputDecision href="#d"/><inputDecision href="#x"/><inputData href="#i"/></decisionService>
                <decision id="c" name="C"><variable name="C"/><knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>
                <literalExpression><text>[S(1, 20), S(X: 3, i: 4)]</text></literalExpression></decision>
                """
            ).model)
        #expect(model.evaluate(decision: "D", inputs: ["i": 1], at: noon).value == 1001)
        #expect(model.evaluate(decision: "C", inputs: [:], at: noon).value == [21, 7])
        #expect(model.evaluate(service: "S", inputs: ["i": 1, "X": 2], at: noon).value == 3)
        #expect(model.requiredInputs(of: "D") == ["i"])
    }

    @Test("types are coerced or refused: a list of one, midnight, allowed values")
    func coercion() throws {
        let model = try #require(
            reading(
                """
                <itemDefinition name="tSize"><typeRef>string</typeRef><allowedValues><text>"small", "large"</text></allowedValues></itemDefinition>
                <itemDefinition name="tSizes" isCollection="true"><typeRef>tSize</typeRef></itemDefinition>
                <inputData id="s" name="size"><variable name="size" typeRef="tSize"/></inputData>
                <decision id="l" name="L"><variable name="L" typeRef="tSizes"/>
                <informationRequirement><requiredInput href="#s"/></informationRequirement>
                <literalExpression><text>size</text></literalExpression></decision>
                <decision id="m" name="M"><variable name="M" typeRef="date and time"/>
                <literalExpression><text>@"2026-11-23"</text></literalExpression></decision>
                """
            ).model)
        #expect(model.evaluate(decision: "L", inputs: ["size": "small"], at: noon).value == ["small"])
        let refused = model.evaluate(decision: "L", inputs: ["size": "huge"], at: noon)
        #expect(refused.diagnostics.first?.diagnostic.reason == .conformance)
        #expect(model.evaluate(decision: "M", inputs: [:], at: noon).value == .temporal("2026-11-23T00:00:00Z"))
    }

    @Test("an imported model's elements stand under the import's name")
    func imports() throws {
        let other = """
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="other" namespace="urn:other">
            <inputData id="n" name="full name"><variable name="full name" typeRef="string"/></inputData>
            <decision id="g" name="greeting"><variable name="greeting"/><informationRequirement><requiredInput href="#n"/></informationRequirement>
            <literalExpression><text>"Hello " + full name</text></literalExpression></decision></definitions>
            """
        let result = reading(
            """
            <import name="the other" namespace="urn:other" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
            <decision id="d" name="D"><variable name="D"/><informationRequirement><requiredDecision href="urn:other#g"/></informationRequirement>
            <literalExpression><text>the other.greeting + "!"</text></literalExpression></decision>
            """, imports: [Document(name: "other.dmn", bytes: Array(other.utf8))])
        #expect(result.problems.isEmpty)
        #expect(result.model?.evaluate(decision: "D", inputs: ["{urn:other}full name": "Ada"], at: noon).value == "Hello Ada!")
    }
}
