import FEEL
import XML

/// Reads a model and what it imports; collects every problem.
final class ModelReader {
    /// One document's definitions.
    struct Part {
        let document: String
        let namespace: String
        let name: String
        let root: XMLElement
        /// Imports of other DMN models: the name under which they are known here, and their namespace.
        var imports: [(name: String, namespace: String)] = []
    }

    private(set) var problems: [Problem] = []
    var parts: [Part] = []
    var elements: [Element] = []
    /// `{namespace}id` and `{namespace}name`
    var byID: [String: Int] = [:]
    var byName: [String: Int] = [:]
    /// Item definitions by `{namespace}name`, resolved on demand.
    var definitions: [String: XMLElement] = [:]
    var resolved: [String: ValueType] = [:]
    var resolving: Set<String> = []
    private var types: [String: [String: ValueType]] = [:]

    func report(_ code: Problem.Code, _ sentence: String, in part: Part, at element: XMLElement, title: String? = nil) {
        let name = element.attribute("name").map { " “\($0)”" } ?? ""
        problems.append(
            Problem(
                document: part.document, line: element.line, element: title ?? element.name + name, code: code, sentence: sentence
            ))
    }

    func read(_ main: Document, _ others: [Document]) -> Model? {
        guard let first = part(main) else { return nil }
        let rest = others.filter { $0.name != main.name }.compactMap { document -> Part? in
            // A neighbour that is no model is nobody's import.
            guard let root = try? XMLDocument(parsing: document.bytes).root, root.name == "definitions" else { return nil }
            return self.part(root, document.name)
        }
        load(first, from: rest)
        for part in parts { declareTypes(of: part) }
        var nodes: [(index: Int, part: Part, element: XMLElement)] = []
        for part in parts { nodes += declareElements(of: part) }
        for node in nodes { require(node.index, node.part, node.element) }
        for node in nodes { compile(node.index, node.part, node.element) }
        let own = Dictionary(
            nodes.filter { $0.part.namespace == first.namespace }.map { (elements[$0.index].name, $0.index) },
            uniquingKeysWith: { first, _ in first })
        return Model(name: first.name, namespace: first.namespace, elements: elements, own: own, qualified: byName)
    }

    private func part(_ document: Document) -> Part? {
        do throws(XMLProblem) {
            let root = try XMLDocument(parsing: document.bytes).root
            guard root.name == "definitions", root.namespace.map({ $0.lowercased().contains("/spec/dmn/") }) ?? true else {
                problems.append(
                    Problem(
                        document: document.name, line: root.line, element: root.name, code: .unreadable,
                        sentence: "the document is no DMN model"))
                return nil
            }
            return part(root, document.name)
        } catch {
            problems.append(
                Problem(
                    document: document.name, line: error.line, element: "document", code: .unreadable, sentence: error.sentence))
            return nil
        }
    }

    private func part(_ root: XMLElement, _ document: String) -> Part {
        Part(document: document, namespace: root.attribute("namespace") ?? "", name: root.attribute("name") ?? "", root: root)
    }

    /// A part and, first, what it imports.
    private func load(_ part: Part, from others: [Part], depth: Int = 0) {
        guard !parts.contains(where: { $0.namespace == part.namespace }) else { return }
        var part = part
        for element in part.root.elements("import") {
            let namespace = element.attribute("namespace") ?? ""
            guard let type = element.attribute("importType"), type.lowercased().contains("/dmn/") else {
                report(.unsupported, "only other DMN models can be imported", in: part, at: element)
                continue
            }
            guard others.contains(where: { $0.namespace == namespace }) else {
                report(.reference, "no document here has the namespace \(namespace)", in: part, at: element)
                continue
            }
            part.imports.append((element.attribute("name") ?? "", namespace))
        }
        parts.append(part)
        guard depth < 20 else { return }
        for (_, namespace) in part.imports {
            if let next = others.first(where: { $0.namespace == namespace }) { load(next, from: others, depth: depth + 1) }
        }
    }

    // MARK: elements

    private func declareElements(of part: Part) -> [(index: Int, part: Part, element: XMLElement)] {
        var nodes: [(index: Int, part: Part, element: XMLElement)] = []
        for node in part.root.elements {
            let kinds = [
                "inputData": "input", "decision": "decision", "businessKnowledgeModel": "business knowledge model",
                "decisionService": "decision service",
            ]
            guard let kind = kinds[node.name] else { continue }
            guard let name = node.attribute("name"), !name.isEmpty else {
                report(.structure, "the \(kind) has no name", in: part, at: node)
                continue
            }
            let normalized = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let index = elements.count
            var type = node.first("variable").map { self.type(referencedBy: $0, in: part) } ?? .any
            // The variable of a function may have the function's type or, as older models have it, its result's.
            if kind.hasPrefix("business") || kind.hasSuffix("service"), case .function(_, let result) = type.base {
                type = result
            }
            elements.append(
                Element(
                    name: normalized, namespace: part.namespace, document: part.document, line: node.line,
                    title: "\(kind) “\(normalized)”", type: type, requirements: [],
                    body: .input))
            if byName["{\(part.namespace)}\(normalized)"] != nil {
                report(.structure, "the name “\(normalized)” is used twice", in: part, at: node)
            }
            byName["{\(part.namespace)}\(normalized)"] = index
            if let id = node.attribute("id") { byID["{\(part.namespace)}\(id)"] = index }
            nodes.append((index, part, node))
        }
        return nodes
    }

    /// The element that an href means; nil, with a problem, where there is none.
    private func target(_ reference: XMLElement, in part: Part) -> Int? {
        let href = reference.attribute("href") ?? ""
        let halves = href.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let namespace = halves.count == 2 && !halves[0].isEmpty ? String(halves[0]) : part.namespace
        let id = halves.last.map(String.init) ?? ""
        if let found = byID["{\(namespace)}\(id)"] { return found }
        report(.reference, "“\(href)” refers to nothing", in: part, at: reference)
        return nil
    }

    /// The name or path under which an element is known in a part.
    private func path(to index: Int, in part: Part) -> [String] {
        let element = elements[index]
        if element.namespace == part.namespace { return [element.name] }
        let alias = part.imports.first { $0.namespace == element.namespace }?.name ?? ""
        return alias.isEmpty ? [element.name] : [alias, element.name]
    }

    private func require(_ index: Int, _ part: Part, _ node: XMLElement) {
        var requirements: [Requirement] = []
        for group in node.elements("informationRequirement") + node.elements("knowledgeRequirement") {
            for reference in group.elements
            where ["requiredDecision", "requiredInput", "requiredKnowledge"].contains(reference.name) {
                guard let target = target(reference, in: part) else { continue }
                requirements.append(Requirement(path: path(to: target, in: part), element: target))
            }
        }
        elements[index].requirements = requirements
        if node.name == "decisionService" {
            let outputs = node.elements("outputDecision").compactMap { target($0, in: part) }
            let inputs = (node.elements("inputData") + node.elements("inputDecision")).compactMap { target($0, in: part) }
            for reference in node.elements("encapsulatedDecision") { _ = target(reference, in: part) }
            if outputs.isEmpty { report(.structure, "the decision service has no output decision", in: part, at: node) }
            elements[index].body = .service(Element.Service(outputs: outputs, parameters: inputs))
        } else if node.name == "businessKnowledgeModel" {
            let definition = node.first("encapsulatedLogic")
            // A function may call itself.
            elements[index].requirements.append(Requirement(path: [elements[index].name], element: index))
            elements[index].body = .knowledge(definition.map { parameters(of: $0, in: part) } ?? [], nil)
        }
    }

    /// What an element's logic can name.
    func names(for index: Int) -> [String: ValueType] {
        var names: [String: ValueType] = [:]
        for requirement in elements[index].requirements {
            let element = elements[requirement.element]
            let type = variableType(of: element)
            guard requirement.path.count > 1 else {
                names[requirement.path[0]] = type
                continue
            }
            var fields: [ValueType.Field] = []
            if case .context(let known)? = names[requirement.path[0]] { fields = known }
            names[requirement.path[0]] = .context(fields + [ValueType.Field(name: requirement.path[1], type: type)])
        }
        return names
    }

    private func variableType(of element: Element) -> ValueType {
        switch element.body {
        case .input, .decision: element.type
        case .knowledge(let parameters, _): .function(parameters: parameters.map(\.type), result: element.type)
        case .service(let service):
            .function(parameters: service.parameters.map { elements[$0].type }, result: element.type)
        }
    }

    private func compile(_ index: Int, _ part: Part, _ node: XMLElement) {
        var environment = Environment(
            part: part, owner: elements[index].title, table: elements[index].name, names: names(for: index),
            types: types(in: part))
        switch node.name {
        case "decision":
            let body = node.elements.first { LogicReader.kinds.contains($0.name) }
            elements[index].body = .decision(body.map { LogicReader(reader: self).logic($0, environment) })
        case "businessKnowledgeModel":
            guard case .knowledge(let parameters, _) = elements[index].body, let definition = node.first("encapsulatedLogic")
            else {
                return report(.structure, "the business knowledge model has no logic", in: part, at: node)
            }
            for parameter in parameters { environment.names[parameter.name] = parameter.type }
            let logic = LogicReader(reader: self).body(of: definition, parameters, environment)
            elements[index].body = .knowledge(parameters, logic)
        default: break
        }
    }

    func parameters(of definition: XMLElement, in part: Part) -> [Function.Parameter] {
        definition.elements("formalParameter").map { element in
            Function.Parameter(
                name: (element.attribute("name") ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " "),
                type: type(referencedBy: element, in: part))
        }
    }

    /// The types that texts in a part can name.
    func types(in part: Part) -> [String: ValueType] {
        if let known = types[part.namespace] { return known }
        var found: [String: ValueType] = [:]
        for definition in part.root.elements("itemDefinition") {
            guard let name = definition.attribute("name") else { continue }
            found[name] = type(named: name, in: part)
        }
        for (alias, namespace) in part.imports {
            guard let other = parts.first(where: { $0.namespace == namespace }) else { continue }
            for definition in other.root.elements("itemDefinition") {
                guard let name = definition.attribute("name") else { continue }
                found[alias.isEmpty ? name : "\(alias).\(name)"] = type(named: name, in: other)
            }
        }
        types[part.namespace] = found
        return found
    }
}

/// What a text in a model can name.
struct Environment {
    let part: ModelReader.Part
    /// `decision “Annual tax”`
    let owner: String
    let table: String
    var names: [String: ValueType]
    let types: [String: ValueType]
    /// Whether unknown names are no problem, because members of unknown items are in scope.
    var isOpen = false

    var feel: Names { Names(typed: names, types: types) }
}

extension Model {
    /// Reads a model; `others` are the documents in which its imports are looked for.
    public static func read(_ main: Document, others: [Document] = []) -> Reading {
        let reader = ModelReader()
        let model = reader.read(main, others)
        return Reading(model: model, problems: reader.problems)
    }
}
