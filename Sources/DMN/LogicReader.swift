import FEEL
import XML

/// Compiles boxed expressions (DMN 1.5, 7.3.1 and 10.2).
struct LogicReader {
    let reader: ModelReader

    static let kinds: Set<String> = [
        "literalExpression", "decisionTable", "context", "invocation", "list", "relation", "functionDefinition", "conditional",
        "for", "some", "every", "filter",
    ]

    func logic(_ element: XMLElement, _ environment: Environment) -> any Logic {
        let logic: any Logic =
            switch element.name {
            case "literalExpression": literal(element, environment, element.attribute("typeRef"))
            case "decisionTable": TableReader(logic: self).table(element, environment)
            case "context": context(element, environment)
            case "invocation": invocation(element, environment)
            case "list": ListLogic(items: expressions(in: element).map { self.logic($0, environment) })
            case "relation": relation(element, environment)
            case "functionDefinition": function(element, environment)
            case "conditional": conditional(element, environment)
            case "for", "some", "every": loop(element, environment)
            case "filter": filter(element, environment)
            default: missing(element, environment, "“\(element.name)” is no expression")
            }
        guard element.name != "literalExpression", element.name != "functionDefinition", element.attribute("typeRef") != nil
        else { return logic }
        return TypedLogic(inner: logic, type: reader.type(referencedBy: element, in: environment.part))
    }

    private func expressions(in element: XMLElement) -> [XMLElement] {
        element.elements.filter { LogicReader.kinds.contains($0.name) }
    }

    /// The one expression in a child of this name, or in the element itself.
    func only(_ name: String?, in element: XMLElement, _ environment: Environment) -> any Logic {
        let holder = name.flatMap { element.first($0) } ?? element
        if name != nil, holder.name != name { return missing(element, environment, "“\(name ?? "")” is missing") }
        guard let expression = expressions(in: holder).first else {
            return missing(holder, environment, "an expression is missing")
        }
        return logic(expression, environment)
    }

    func missing(_ element: XMLElement, _ environment: Environment, _ sentence: String) -> any Logic {
        reader.report(.structure, sentence, in: environment.part, at: element, title: environment.owner)
        return LiteralLogic(
            expression: nil, text: "", error: Diagnostic(.decision, sentence), place: environment.owner, line: element.line,
            type: .any)
    }

    func literal(_ element: XMLElement, _ environment: Environment, _ typeRef: String?) -> any Logic {
        let type = typeRef == nil ? ValueType.any : reader.type(referencedBy: element, in: environment.part)
        return text(element, environment, place: environment.owner, type: type)
    }

    /// The FEEL in an element's `text`.
    func text(_ element: XMLElement, _ environment: Environment, place: String, type: ValueType = .any) -> LiteralLogic {
        let text = element.first("text")?.text ?? ""
        let language = element.attribute("expressionLanguage") ?? environment.part.root.attribute("expressionLanguage") ?? "feel"
        guard language.lowercased().contains("feel") else {
            let sentence = "expressions in \(language) are not executed"
            reader.report(.unsupported, sentence, in: environment.part, at: element, title: place)
            return LiteralLogic(
                expression: nil, text: text, error: Diagnostic(.unsupported, sentence), place: place, line: element.line,
                type: type)
        }
        let (expression, problems) = Expression.compile(text, names: environment.feel)
        for problem in problems where expression == nil || !environment.isOpen {
            reader.report(
                expression == nil ? .syntax : .name, problem.sentence, in: environment.part, at: element.first("text") ?? element,
                title: place)
        }
        return LiteralLogic(
            expression: expression, text: text, error: expression == nil ? problems.first : nil, place: place, line: element.line,
            type: type)
    }

    private func name(of element: XMLElement) -> String? {
        element.attribute("name").map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    }

    private func context(_ element: XMLElement, _ outer: Environment) -> any Logic {
        var environment = outer
        var entries: [ContextLogic.Entry] = []
        for entry in element.elements("contextEntry") {
            let variable = entry.first("variable")
            let key = variable.flatMap(name)
            let declared = variable.map { reader.type(referencedBy: $0, in: outer.part) } ?? .any
            entries.append(.init(name: key, type: declared, logic: only(nil, in: entry, environment)))
            guard let key else { continue }
            environment.names[key] = declared == .any ? implied(entry, outer.part) : declared
        }
        return ContextLogic(entries: entries)
    }

    /// The type that an entry's own expression declares.
    private func implied(_ entry: XMLElement, _ part: ModelReader.Part) -> ValueType {
        guard let expression = expressions(in: entry).first, expression.name != "functionDefinition" else { return .any }
        return reader.type(referencedBy: expression, in: part)
    }

    private func invocation(_ element: XMLElement, _ environment: Environment) -> any Logic {
        let bindings = element.elements("binding").map { binding in
            (name: binding.first("parameter").flatMap(name) ?? "", logic: only(nil, in: binding, environment))
        }
        return InvocationLogic(function: only(nil, in: element, environment), bindings: bindings, place: environment.owner)
    }

    private func relation(_ element: XMLElement, _ environment: Environment) -> any Logic {
        let columns = element.elements("column").map {
            (name: name(of: $0) ?? "", type: reader.type(referencedBy: $0, in: environment.part))
        }
        let rows = element.elements("row").map { row -> [any Logic] in
            let cells = expressions(in: row)
            if cells.count != columns.count {
                reader.report(
                    .structure, "the row has \(cells.count) cells for \(columns.count) columns", in: environment.part, at: row,
                    title: environment.owner)
            }
            return cells.map { logic($0, environment) }
        }
        return RelationLogic(columns: columns, rows: rows)
    }

    private func function(_ element: XMLElement, _ outer: Environment) -> any Logic {
        let parameters = reader.parameters(of: element, in: outer.part)
        var environment = outer
        for parameter in parameters { environment.names[parameter.name] = parameter.type }
        let kind = element.attribute("kind") ?? "FEEL"
        if kind != "FEEL" { return ExternalLogic(kind: kind, parameters: parameters, description: only(nil, in: element, outer)) }
        let type = reader.type(referencedBy: element, in: outer.part)
        let result: ValueType = if case .function(_, let result) = type.base { result } else { .any }
        return FunctionLogic(
            name: "this function", parameters: parameters, body: only(nil, in: element, environment), type: result)
    }

    /// The logic of a business knowledge model.
    func body(of definition: XMLElement, _ parameters: [Function.Parameter], _ environment: Environment) -> any Logic {
        let kind = definition.attribute("kind") ?? "FEEL"
        let inner = only(nil, in: definition, environment)
        guard kind != "FEEL" else { return inner }
        return CalledLogic(
            function: ExternalLogic(kind: kind, parameters: parameters, description: inner), arguments: parameters.map(\.name))
    }

    private func conditional(_ element: XMLElement, _ environment: Environment) -> any Logic {
        ConditionalLogic(
            condition: only("if", in: element, environment), yes: only("then", in: element, environment),
            no: only("else", in: element, environment), place: environment.owner)
    }

    private func loop(_ element: XMLElement, _ outer: Environment) -> any Logic {
        let variable = element.attribute("iteratorVariable") ?? ""
        let source = only("in", in: element, outer)
        var environment = outer
        environment.names[variable] = .any
        if element.name == "for" { environment.names["partial"] = .list(.any) }
        let body = only(element.name == "for" ? "return" : "satisfies", in: element, environment)
        let kind: LoopLogic.Kind = element.name == "for" ? .each : element.name == "some" ? .some : .every
        return LoopLogic(kind: kind, variable: variable, source: source, body: body, place: outer.owner)
    }

    private func filter(_ element: XMLElement, _ outer: Environment) -> any Logic {
        var environment = outer
        environment.names["item"] = .any
        environment.isOpen = true
        return FilterLogic(
            source: only("in", in: element, outer), match: only("match", in: element, environment), place: outer.owner)
    }
}

extension Model {
    /// Names of the elements that are executed as expressions, in order; for the test of the reference.
    public static let boxedExpressions = LogicReader.kinds.sorted()
    /// As the attribute `hitPolicy` names them.
    public static let hitPolicies = TableLogic.HitPolicy.allCases.map(\.rawValue).sorted()
}

/// An expression with a declared type.
struct TypedLogic: Logic {
    let inner: any Logic
    let type: ValueType
    func evaluate(_ run: Run) -> Value { typed(inner.evaluate(run), type, run) }
    var isTraced: Bool { inner.isTraced }
}

/// A function that is called at once with the names in scope as its arguments.
struct CalledLogic: Logic {
    let function: any Logic
    let arguments: [String]
    func evaluate(_ run: Run) -> Value {
        guard case .function(let target) = function.evaluate(run) else { return .null }
        return run.evaluation.call(target, with: arguments.map { run.evaluation.scope[$0] ?? .null })
    }
}
