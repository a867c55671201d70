import XML

/// What one element reads itself from: its XML, the names of the document, and a place for its problems.
struct ElementReader {
    let xml: XMLElement
    let file: String
    let language: any ExpressionLanguage
    let references: References
    var problems: [Problem] = []
    var uses: [Use] = []
    /// Whether the element stands directly in an event sub-process.
    var isInEventSubProcess = false

    /// Messages, errors and the like that stand beside the process, by identifier.
    struct References: Sendable {
        /// Names of messages.
        var messages: [String: String] = [:]
        /// Codes of errors; nil for an error without a code.
        var errors: [String: String?] = [:]
        var signals: [String: String] = [:]
        /// Codes of escalations; the identifier where there is none.
        var escalations: [String: String] = [:]
        /// Event definitions that several events share.
        var definitions: [String: XMLElement] = [:]
        /// Variables that data objects, properties and stores stand for.
        var data: [String: String] = [:]
    }

    var id: String { xml.attribute("id") ?? "" }

    /// How messages speak of this element.
    var title: String {
        let name = xml.attribute("name") ?? ""
        return name.isEmpty ? "\(xml.name) \"\(id)\"" : "\(xml.name) \"\(id)\" (\(name))"
    }

    mutating func report(_ code: Problem.Code, line: Int? = nil, _ sentence: String) {
        problems.append(Problem(file: file, line: line ?? xml.line, element: id, code: code, sentence: sentence))
    }

    mutating func use(_ kind: Use.Kind, _ name: String) {
        uses.append(Use(kind: kind, name: name, element: id, line: xml.line))
    }

    /// An attribute of our own namespace; an empty one counts as missing.
    func own(_ name: String) -> String? {
        xml.attribute(name, ns: ProcessModel.extensions).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Child elements of our own namespace, in `extensionElements` or directly.
    func ownElements(_ name: String) -> [XMLElement] {
        let inside = xml.first("extensionElements", ns: ProcessModel.namespace)?.elements(name, ns: ProcessModel.extensions)
        return (inside ?? []) + xml.elements(name, ns: ProcessModel.extensions)
    }

    /// An attribute of our own namespace that must be there.
    mutating func required(_ name: String, why: String) -> String? {
        if let value = own(name) { return value }
        report(.missingDetail, "The \(title) lacks the attribute stadtkern:\(name), \(why).")
        return nil
    }

    /// Compiles an expression; a problem where it is none.
    mutating func formula(_ text: String, line: Int? = nil) -> Formula? {
        do {
            return Formula(text: text, compiled: try language.compile(text))
        } catch {
            report(.expression, line: line, "In the \(title) the expression \"\(text)\" is wrong: \(error.sentence)")
            return nil
        }
    }

    /// A literal text, or an expression after "=".
    mutating func literalOrFormula(_ text: String, line: Int? = nil) -> LiteralOrFormula? {
        guard text.hasPrefix("=") else { return .literal(text) }
        return formula(String(text.dropFirst()), line: line).map { .formula($0) }
    }

    /// The expression in an element, with or without "=" before it; other languages than FEEL are problems.
    mutating func expression(_ xml: XMLElement) -> Formula? {
        if let language = xml.attribute("language"), !ScriptTask.isOurs(language) {
            report(.expression, line: xml.line, "An expression of the \(title) is written in \(language), not in FEEL.")
            return nil
        }
        let text = xml.trimmedText
        return formula(text.hasPrefix("=") ? String(text.dropFirst()) : text, line: xml.line)
    }

    /// What an attribute refers to among things that stand beside the process.
    mutating func reference(
        _ attribute: String, to known: KeyPath<References, [String: String]>, _ kind: String
    ) -> String? {
        let title = outer?.title ?? title
        guard let reference = xml.attribute(attribute).map(ModelReader.localName), !reference.isEmpty else {
            report(.missingDetail, "The \(title) does not say which \(kind) is meant (\(attribute)).")
            return nil
        }
        guard let name = references[keyPath: known][reference] else {
            report(.unknownReference, "The \(title) refers to the \(kind) \"\(reference)\", which is not in the file.")
            return nil
        }
        return name
    }

    /// The event definitions in this element, those that it refers to included.
    mutating func eventDefinitions(at place: EventPlace) -> EventDefinitions {
        var list = EventDefinitions()
        list.isParallel = ["true", "1"].contains(xml.attribute("parallelMultiple"))
        for element in xml.elements where element.namespace == ProcessModel.namespace {
            if element.name == "eventDefinitionRef" {
                let name = ModelReader.localName(element.trimmedText)
                guard let known = references.definitions[name] else {
                    report(
                        .unknownReference, line: element.line,
                        "The \(title) refers to the event definition \"\(name)\", which is not in the file.")
                    continue
                }
                if let definition = definition(known, at: place) { list.all.append(definition) }
            } else if element.name.hasSuffix("EventDefinition") {
                if let definition = definition(element, at: place) { list.all.append(definition) }
            }
        }
        return list
    }

    private mutating func definition(_ definition: XMLElement, at place: EventPlace) -> (any EventDefinition)? {
        guard let type = Supported.eventDefinitions[definition.name], type.places.contains(place) else {
            report(.notExecutable, line: definition.line, "The \(title) has a \(definition.name), which cannot be executed here.")
            return nil
        }
        var inner = ElementReader(xml: definition, file: file, language: language, references: references)
        inner.outer = (id, title, self.correlation())
        let result = type.init(&inner, at: place)
        problems += inner.problems.map {
            Problem(file: $0.file, line: $0.line, element: id, code: $0.code, sentence: $0.sentence)
        }
        uses += inner.uses.map { Use(kind: $0.kind, name: $0.name, element: id, line: $0.line) }
        return result
    }

    /// For an event definition: identifier, title and correlation of the event around it.
    var outer: (id: String, title: String, correlation: String?)?

    private func correlation() -> String? { own("correlation") }
}
