import BPMN
import FEEL
import XML

/// What a process names, before its expressions can be compiled.
struct ProcessSketch {
    var tasks: [ServiceFolder.TaskShape] = []
    var rules: [(task: (decision: String, result: String?), line: Int)] = []
    /// Service tasks: the action and its inputs.
    var calls: [(element: String, action: String, inputs: [String: String], line: Int)] = []
    var lines: [String: Int] = [:]

    init(_ document: XMLDocument) {
        document.root.visit { element in
            guard element.namespace == ProcessModel.namespace, let id = element.attribute("id") else { return }
            func own(_ name: String) -> String? { element.attribute(name, ns: ProcessModel.extensions) }
            lines[id] = element.line
            switch element.name {
            case "userTask":
                tasks.append(
                    ServiceFolder.TaskShape(
                        element: id, acts: (own("acts") ?? "").split(separator: " ").map(String.init),
                        candidates: own("candidates") ?? "",
                        due: own("due")))
            case "businessRuleTask": rules.append(((own("decision") ?? "", own("result")), element.line))
            case "serviceTask":
                var inputs: [String: String] = [:]
                element.visit { inner in
                    guard inner.matches("input", ns: ProcessModel.extensions), let name = inner.attribute("name") else { return }
                    inputs[name] = inner.attribute("value")
                }
                calls.append((id, own("action") ?? "", inputs, element.line))
            default: break
            }
        }
    }
}

/// The shape of a decision's result as far as its XML says: columns of a table, entries of a context.
enum DecisionSketch {
    static func type(of decision: String, in document: XMLDocument) -> ValueType? {
        guard let element = document.root.elements("decision").first(where: { $0.attribute("name") == decision }) else {
            return nil
        }
        if let table = element.first("decisionTable") {
            // A table with one column gives its value itself, one with several a context (DMN 1.5, 8.2.8).
            if let only = table.elements("output").first, table.elements("output").count == 1 {
                return collects(table) ? nil : type(only.attribute("typeRef"))
            }
            let outputs = table.elements("output").compactMap { output -> ValueType.Field? in
                output.attribute("name").map { ValueType.Field(name: $0, type: type(output.attribute("typeRef"))) }
            }
            return outputs.isEmpty || collects(table) ? nil : .context(outputs)
        }
        guard let context = element.first("context") else { return nil }
        let entries = context.elements("contextEntry").compactMap { entry -> ValueType.Field? in
            guard let variable = entry.first("variable"), let name = variable.attribute("name") else { return nil }
            return ValueType.Field(name: name, type: type(variable.attribute("typeRef")))
        }
        // An entry without a name is the result of the whole context.
        guard entries.count == context.elements("contextEntry").count else { return nil }
        return .context(entries)
    }

    private static func collects(_ table: XMLElement) -> Bool {
        ["COLLECT", "RULE ORDER", "OUTPUT ORDER"].contains(table.attribute("hitPolicy"))
    }

    private static func type(_ reference: String?) -> ValueType { reference.flatMap { ValueType(builtin: $0) } ?? .any }
}
