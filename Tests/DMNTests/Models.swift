import DMN
import FEEL
import Kernel

let noon = Instant("2024-03-20T12:00:00Z") ?? Instant(microseconds: 0)
func number(_ text: String) -> Value { Decimal128(text).map { .number($0) } ?? .null }

/// A model around the given elements.
func reading(_ body: String, imports: [Document] = [], namespace: String = "urn:test") -> Reading {
    let text = """
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="test" namespace="\(namespace)">
        \(body)
        </definitions>
        """
    return Model.read(Document(name: "test.dmn", bytes: Array(text.utf8)), others: imports)
}

/// A decision “Result” whose table reads the inputs “a” and “b”. Each rule is `cell, cell -> output` with semicolons between cells.
func table(_ policy: String, outputs: String = "<output/>", _ rules: [(inputs: [String], outputs: [String])]) -> String {
    let rows = rules.enumerated().map { index, rule in
        let cells = rule.inputs.map { "<inputEntry><text>\(escaped($0))</text></inputEntry>" }.joined()
        let results = rule.outputs.map { "<outputEntry><text>\(escaped($0))</text></outputEntry>" }.joined()
        return
            "<rule id=\"r\(index + 1)\">\(cells)\(results)<annotationEntry><text>§ \(index + 1)</text></annotationEntry></rule>"
    }
    return """
        <inputData id="a" name="a"><variable name="a" typeRef="number"/></inputData>
        <inputData id="b" name="b"><variable name="b" typeRef="string"/></inputData>
        <decision id="d" name="Result"><variable name="Result"/>
        <informationRequirement><requiredInput href="#a"/></informationRequirement>
        <informationRequirement><requiredInput href="#b"/></informationRequirement>
        <decisionTable \(policy)>
        <input><inputExpression typeRef="number"><text>a</text></inputExpression></input>
        <input><inputExpression typeRef="string"><text>b</text></inputExpression></input>
        \(outputs)
        <annotation name="Norm"/>
        \(rows.joined(separator: "\n"))
        </decisionTable></decision>
        """
}

private func escaped(_ text: String) -> String { text.replacing("&", with: "&amp;").replacing("<", with: "&lt;") }
