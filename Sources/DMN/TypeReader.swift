import FEEL
import XML

/// Item definitions and references to types (DMN 1.5, 7.3.2 and 7.3.3).
extension ModelReader {
    func declareTypes(of part: Part) {
        for definition in part.root.elements("itemDefinition") {
            guard let name = definition.attribute("name") else {
                report(.structure, "the item definition has no name", in: part, at: definition)
                continue
            }
            definitions["{\(part.namespace)}\(name)"] = definition
        }
    }

    /// The type of a `typeRef` attribute or, as in DMN 1.1, element.
    func type(referencedBy element: XMLElement, in part: Part) -> ValueType {
        guard let reference = element.attribute("typeRef") ?? element.first("typeRef")?.trimmedText, !reference.isEmpty else {
            return .any
        }
        if let type = type(named: reference, in: part) { return type }
        report(.reference, "there is no type “\(reference)”", in: part, at: element)
        return .any
    }

    func type(named reference: String, in part: Part) -> ValueType? {
        if let definition = definitions["{\(part.namespace)}\(reference)"] {
            return type(of: definition, key: "{\(part.namespace)}\(reference)", in: part)
        }
        if let builtin = ValueType(builtin: reference) { return builtin }
        for (alias, namespace) in part.imports {
            let prefixes = [alias + ".", alias + ":"]
            let rest = prefixes.first { !alias.isEmpty && reference.hasPrefix($0) }.map { String(reference.dropFirst($0.count)) }
            guard let name = rest ?? (alias.isEmpty ? reference : nil),
                let other = parts.first(where: { $0.namespace == namespace }),
                definitions["{\(namespace)}\(name)"] != nil
            else { continue }
            return type(named: name, in: other)
        }
        // DMN 1.1 writes types as qualified names: `feel:string`, or with the prefix of a model.
        guard let colon = reference.firstIndex(of: ":") else { return nil }
        return type(named: String(reference[reference.index(after: colon)...]), in: part)
    }

    private func type(of definition: XMLElement, key: String, in part: Part) -> ValueType {
        if let known = resolved[key] { return known }
        guard resolving.insert(key).inserted else { return .any }
        defer { resolving.remove(key) }
        let type = structure(of: definition, in: part)
        resolved[key] = type
        return type
    }

    /// The type that an item definition or component describes.
    private func structure(of element: XMLElement, in part: Part) -> ValueType {
        let isCollection = element.attribute("isCollection") == "true"
        let components = element.elements("itemComponent")
        var base: ValueType
        if let function = element.first("functionItem") {
            let parameters = function.elements("parameters").map { type(referencedBy: $0, in: part) }
            let result = function.attribute("outputTypeRef").flatMap { type(named: $0, in: part) } ?? .any
            base = .function(parameters: parameters, result: result)
        } else if !components.isEmpty {
            base = .context(components.map { .init(name: $0.attribute("name") ?? "", type: structure(of: $0, in: part)) })
        } else {
            base = type(referencedBy: element, in: part)
        }
        // Allowed values are those of each item; a type constraint is of the whole (7.3.2, DMN 1.4 and later).
        if let tests = constraint(element.first("allowedValues"), in: part, owner: element) {
            base = .restricted(base, Restriction(tests))
        }
        if isCollection { base = .list(base) }
        if let tests = constraint(element.first("typeConstraint"), in: part, owner: element) {
            base = .restricted(base, Restriction(tests))
        }
        return base
    }

    private func constraint(_ element: XMLElement?, in part: Part, owner: XMLElement) -> UnaryTests? {
        guard let element, let text = element.first("text")?.text else { return nil }
        do throws(Diagnostic) {
            return try UnaryTests(parsing: text)
        } catch {
            report(
                .syntax, "allowed values: \(error.sentence)", in: part, at: element,
                title: "type “\(owner.attribute("name") ?? "")”")
            return nil
        }
    }
}
