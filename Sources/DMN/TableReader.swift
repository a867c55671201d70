import FEEL
import XML

/// Compiles decision tables.
struct TableReader {
    let logic: LogicReader

    func table(_ element: XMLElement, _ environment: Environment) -> any Logic {
        let place = environment.owner
        let policyText = element.attribute("hitPolicy") ?? "UNIQUE"
        guard let policy = TableLogic.HitPolicy(rawValue: policyText.uppercased()) else {
            return logic.missing(element, environment, "there is no hit policy “\(policyText)”")
        }
        let aggregation = element.attribute("aggregation").flatMap { TableLogic.Aggregation(rawValue: $0.uppercased()) }
        let inputs = element.elements("input").enumerated().map { input($1, number: $0 + 1, environment) }
        let outputs = element.elements("output").map { output($0, environment, single: element.elements("output").count == 1) }
        guard !outputs.isEmpty else { return logic.missing(element, environment, "the table has no output") }
        let annotations = element.elements("annotation").map { $0.attribute("name") ?? "" }
        let rules = element.elements("rule").enumerated().map { index, rule in
            self.rule(rule, index + 1, inputs.count, outputs.count, annotations, environment)
        }
        return TableLogic(
            name: environment.table, place: place, line: element.line, hitPolicy: policy,
            aggregation: policy == .collect ? aggregation : nil, inputs: inputs, outputs: outputs, rules: rules)
    }

    private func input(_ element: XMLElement, number: Int, _ environment: Environment) -> TableLogic.Input {
        let place = "\(environment.owner), input \(number)"
        let expression = element.first("inputExpression") ?? element
        let literal = logic.text(expression, environment, place: place)
        let type = logic.reader.type(referencedBy: expression, in: environment.part)
        return TableLogic.Input(
            text: literal.text.split(whereSeparator: \.isWhitespace).joined(separator: " "), logic: literal,
            reads: literal.expression?.reads ?? [], type: type, allowed: values(element.first("inputValues"), environment, place))
    }

    private func values(_ element: XMLElement?, _ environment: Environment, _ place: String) -> UnaryTests? {
        guard let element, let text = element.first("text")?.text, !text.allSatisfy(\.isWhitespace) else { return nil }
        return tests(text, at: element, environment, place)
    }

    private func tests(_ text: String, at element: XMLElement, _ environment: Environment, _ place: String) -> UnaryTests? {
        let (tests, problems) = UnaryTests.compile(text, names: environment.feel)
        for problem in problems where tests == nil || !environment.isOpen {
            logic.reader.report(
                tests == nil ? .syntax : .name, problem.sentence, in: environment.part, at: element.first("text") ?? element,
                title: place)
        }
        return tests
    }

    private func output(_ element: XMLElement, _ environment: Environment, single: Bool) -> TableLogic.Output {
        let name = element.attribute("name") ?? (single ? environment.table : "")
        let type = logic.reader.type(referencedBy: element, in: environment.part)
        var order: Expression?
        if let text = element.first("outputValues")?.first("text")?.text, !text.allSatisfy(\.isWhitespace) {
            order = Expression.compile("[\(text)]", names: environment.feel).expression
        } else if case .restricted(_, let restriction) = type {
            order = Expression.compile("[\(restriction.tests.text)]", names: environment.feel).expression
        }
        let otherwise = element.first("defaultOutputEntry").map {
            logic.text($0, environment, place: "\(environment.owner), default output")
        }
        return TableLogic.Output(name: name, type: type, priorities: order, otherwise: otherwise)
    }

    private func rule(
        _ element: XMLElement, _ number: Int, _ inputs: Int, _ outputs: Int, _ columns: [String], _ environment: Environment
    ) -> TableLogic.Rule {
        let place = "\(environment.owner), rule \(number)"
        let cells = element.elements("inputEntry")
        let results = element.elements("outputEntry")
        if cells.count != inputs || results.count != outputs {
            logic.reader.report(
                .structure, "the rule has \(cells.count) inputs and \(results.count) outputs, the table \(inputs) and \(outputs)",
                in: environment.part, at: element, title: place)
        }
        let tests = cells.enumerated().map { index, cell -> UnaryTests? in
            let text = cell.first("text")?.text ?? ""
            // An empty cell is how some modellers write “-”.
            return self.tests(text.allSatisfy(\.isWhitespace) ? "-" : text, at: cell, environment, "\(place), input \(index + 1)")
        }
        let values = results.enumerated().map { index, cell -> any Logic in
            let text = cell.first("text")?.text ?? ""
            if text.allSatisfy(\.isWhitespace) || text.trimmed == "-" { return NothingLogic() }
            return logic.text(cell, environment, place: "\(place), output \(index + 1)")
        }
        let notes = element.elements("annotationEntry").enumerated().map { index, entry in
            TableTrace.Annotation(name: index < columns.count ? columns[index] : "", text: entry.first("text")?.trimmedText ?? "")
        }
        return TableLogic.Rule(
            number: number, id: element.attribute("id"), line: element.line, tests: pad(tests, to: inputs),
            outputs: pad(values, to: outputs),
            annotations: notes, description: element.first("description")?.trimmedText)
    }

    private func pad(_ tests: [UnaryTests?], to count: Int) -> [UnaryTests?] {
        tests.prefix(count) + Array(repeating: nil, count: max(0, count - tests.count))
    }
    private func pad(_ values: [any Logic], to count: Int) -> [any Logic] {
        values.prefix(count) + Array(repeating: NothingLogic() as any Logic, count: max(0, count - values.count))
    }
}

/// An empty output cell.
struct NothingLogic: Logic {
    func evaluate(_ run: Run) -> Value { .null }
}

extension String {
    var trimmed: String {
        var view = self[...]
        while view.first?.isWhitespace == true { view.removeFirst() }
        while view.last?.isWhitespace == true { view.removeLast() }
        return String(view)
    }
}
