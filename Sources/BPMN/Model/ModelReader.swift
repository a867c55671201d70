public import XML

extension ProcessModel {
    /// Reads a BPMN file and reports every problem at once. There is a model as soon as a process could be read at all;
    /// only one without problems should be run.
    /// - Parameter process: identifier of the process to read; nil for the only executable one.
    public static func read(
        _ bytes: some Sequence<UInt8>, file: String, language: any ExpressionLanguage, process: String? = nil
    ) -> (model: ProcessModel?, problems: [Problem]) {
        do {
            return read(try XMLDocument(parsing: bytes), file: file, language: language, process: process)
        } catch {
            return (nil, [Problem(file: file, line: error.line, element: nil, code: .notXML, sentence: error.sentence)])
        }
    }

    /// The same for a document that has been parsed.
    public static func read(
        _ document: XMLDocument, file: String, language: any ExpressionLanguage, process: String? = nil
    ) -> (model: ProcessModel?, problems: [Problem]) {
        var reader = ModelReader(document: document, file: file, language: language)
        let model = reader.read(process)
        // What two parts of an element both read is wrong once.
        var seen: Set<Problem> = []
        return (
            model,
            reader.problems.filter { seen.insert($0).inserted }.sorted {
                ($0.line, $0.code.rawValue) < ($1.line, $1.code.rawValue)
            }
        )
    }
}

/// Collects nodes and flows of one process; then connects and checks them.
struct ModelReader {
    let document: XMLDocument
    let file: String
    let language: any ExpressionLanguage
    var problems: [Problem] = []
    var nodes: [Node] = []
    var flows: [Flow] = []
    var uses: [Use] = []
    var index: [String: Int] = [:]
    private var references = ElementReader.References()
    private var pendingFlows: [(xml: XMLElement, parent: Int?)] = []
    private var pendingBoundaries: [(node: Int, host: String)] = []
    private var associations: [(source: String, target: String)] = []
    private(set) var messageFlows: [MessageFlow] = []

    init(document: XMLDocument, file: String, language: any ExpressionLanguage) {
        self.document = document
        self.file = file
        self.language = language.adding(ModelReader.ownNames(document.root))
    }

    /// The part of a qualified name after its prefix: references are QNames in BPMN, identifiers never hold a colon.
    static func localName(_ name: String) -> String { name.split(separator: ":").last.map(String.init) ?? "" }

    /// Variables that a model declares itself: data objects, and what repeated activities and complex gateways see.
    private static func ownNames(_ root: XMLElement) -> Set<String> {
        var names: Set<String> = []
        root.visit { xml in
            switch xml.name {
            case "multiInstanceLoopCharacteristics", "standardLoopCharacteristics":
                names.formUnion(LoopCharacteristics.counters)
                for name in ["item", "outputItem", "outputCollection"] {
                    if let own = xml.attribute(name, ns: ProcessModel.extensions) { names.insert(own) }
                }
            case "complexGateway": names.formUnion(["activationCount", "waitingForStart"])
            case "inputDataItem", "outputDataItem", "dataObject", "dataObjectReference", "dataStore", "dataStoreReference",
                "property":
                if let name = ElementReader.dataName(xml) { names.insert(name) }
            default: break
            }
        }
        return names
    }

    mutating func report(_ code: Problem.Code, _ xml: XMLElement, _ sentence: String) {
        report(code, line: xml.line, element: xml.attribute("id"), sentence)
    }

    mutating func report(_ code: Problem.Code, line: Int, element: String?, _ sentence: String) {
        problems.append(Problem(file: file, line: line, element: element, code: code, sentence: sentence))
    }

    mutating func read(_ wanted: String?) -> ProcessModel? {
        let root = document.root
        guard root.matches("definitions", ns: ProcessModel.namespace) else {
            report(.notBPMN, root, "The file does not begin with the definitions of a BPMN 2.0 model but with \(root.name).")
            return nil
        }
        readReferences(root)
        readAssociations(root)
        guard let process = choose(root, wanted) else { return nil }
        readContents(process, parent: nil)
        connectBoundaries()
        connectFlows()
        connectLinks()
        connectCompensation()
        let reach = Reachability.ofInclusiveJoins(nodes, flows)
        checkGraph(process, reach)
        return ProcessModel(
            id: process.attribute("id") ?? "", name: process.attribute("name") ?? "",
            documentation: ModelReader.documentation(process), line: process.line, document: document,
            diagram: Diagram(root), nodes: nodes, flows: flows, uses: uses, index: index,
            flowIndex: Dictionary(flows.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first }),
            reach: reach, messageFlows: messageFlows,
            hasEventSubProcesses: nodes.contains { $0.eventSubProcess != nil },
            participants: ModelReader.participants(root, of: process.attribute("id") ?? ""))
    }

    static func documentation(_ xml: XMLElement) -> String {
        xml.elements("documentation", ns: ProcessModel.namespace).map(\.trimmedText).joined(separator: "\n")
    }

    private mutating func readReferences(_ root: XMLElement) {
        for xml in root.elements where xml.namespace == ProcessModel.namespace {
            guard let id = xml.attribute("id") else { continue }
            switch xml.name {
            case "message": references.messages[id] = xml.attribute("name").flatMap { $0.isEmpty ? nil : $0 } ?? id
            case "error": references.errors[id] = .some(xml.attribute("errorCode").flatMap { $0.isEmpty ? nil : $0 })
            case "signal": references.signals[id] = xml.attribute("name").flatMap { $0.isEmpty ? nil : $0 } ?? id
            case "escalation":
                references.escalations[id] = xml.attribute("escalationCode").flatMap { $0.isEmpty ? nil : $0 } ?? id
            case let name where name.hasSuffix("EventDefinition"): references.definitions[id] = xml
            default: break
            }
        }
        // A reference to a data object means the object; everything is a variable by name.
        var objects: [String: String] = [:]
        root.visit { xml in
            guard let id = xml.attribute("id"), ["dataObject", "property", "dataStore"].contains(xml.name) else { return }
            objects[id] = ElementReader.dataName(xml)
        }
        root.visit { xml in
            guard let id = xml.attribute("id"), ["dataObjectReference", "dataStoreReference"].contains(xml.name) else { return }
            let target = (xml.attribute("dataObjectRef") ?? xml.attribute("dataStoreRef")).map(ModelReader.localName)
            // A reference often bears the name that the drawing shows, and the object none.
            let name = target.flatMap { objects[$0] }.flatMap { $0 == target ? nil : $0 }
            objects[id] = name ?? ElementReader.dataName(xml)
            if let target, name == nil, objects[target] == target { objects[target] = objects[id] }
        }
        references.data = objects
    }

    /// Participants by the process that they stand for.
    static func participants(_ root: XMLElement, of process: String) -> Set<String> {
        var found: Set<String> = []
        for collaboration in root.elements("collaboration", ns: ProcessModel.namespace) {
            for participant in collaboration.elements("participant", ns: ProcessModel.namespace) {
                guard let id = participant.attribute("id"), participant.attribute("processRef").map(localName) == process else {
                    continue
                }
                found.insert(id)
            }
        }
        return found
    }

    private mutating func readAssociations(_ root: XMLElement) {
        root.visit { xml in
            guard xml.namespace == ProcessModel.namespace, ["association", "messageFlow"].contains(xml.name),
                let source = xml.attribute("sourceRef").map(ModelReader.localName),
                let target = xml.attribute("targetRef").map(ModelReader.localName)
            else { return }
            if xml.name == "association" {
                associations.append((source, target))
            } else {
                messageFlows.append(MessageFlow(id: xml.attribute("id") ?? "", source: source, target: target))
            }
        }
    }

    /// The wanted process, else the only executable one, else the only one.
    private mutating func choose(_ root: XMLElement, _ wanted: String?) -> XMLElement? {
        let processes = root.elements("process", ns: ProcessModel.namespace)
        if let wanted {
            if let process = processes.first(where: { $0.attribute("id") == wanted }) { return process }
            report(.noProcess, root, "The file has no process \"\(wanted)\".")
            return nil
        }
        let executable = processes.filter { $0.attribute("isExecutable") == "true" || $0.attribute("isExecutable") == "1" }
        let candidates = executable.isEmpty ? processes : executable
        guard let first = candidates.first else {
            report(.noProcess, root, "The file has no process.")
            return nil
        }
        if executable.isEmpty { report(.noProcess, first, "The process is not marked as executable (isExecutable=\"true\").") }
        if candidates.count > 1 {
            report(
                .severalProcesses, candidates[1], "The file has \(candidates.count) processes that could be meant; one is read.")
        }
        return first
    }

    /// Everything in a process or sub-process, in document order.
    private mutating func readContents(_ container: XMLElement, parent: Int?) {
        let isEvent = parent.map { nodes[$0].eventSubProcess != nil } ?? false
        for xml in container.elements where xml.namespace == ProcessModel.namespace {
            switch xml.name {
            case "sequenceFlow": pendingFlows.append((xml, parent))
            case "incoming", "outgoing", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics": break
            case let name where Supported.descriptive.contains(name): break
            case let name where name.hasSuffix("EventDefinition") || name == "completionCondition": break
            default: readNode(xml, parent: parent, isInEventSubProcess: isEvent)
            }
        }
    }

    private mutating func readNode(_ xml: XMLElement, parent: Int?, isInEventSubProcess: Bool) {
        var reader = ElementReader(xml: xml, file: file, language: language, references: references)
        reader.isInEventSubProcess = isInEventSubProcess
        let type: any Element.Type = Supported.elements[xml.name] ?? Unsupported.self
        let behaviour = type.init(&reader)
        let loop = LoopCharacteristics(&reader)
        let data = DataAssociations(&reader)
        problems += reader.problems
        uses += reader.uses
        guard let id = xml.attribute("id"), !id.isEmpty else {
            report(.missingID, xml, "A \(xml.name) has no identifier.")
            return
        }
        guard index[id] == nil else {
            report(.duplicateID, xml, "The identifier \"\(id)\" stands twice.")
            return
        }
        let place = nodes.count
        index[id] = place
        nodes.append(
            Node(
                id: id, name: xml.attribute("name") ?? "", tag: xml.name, documentation: ModelReader.documentation(xml),
                line: xml.line, order: place, parent: parent, attachedTo: nil, defaultFlow: xml.attribute("default"),
                behaviour: behaviour))
        nodes[place].loop = loop
        nodes[place].data = data.isEmpty ? nil : data
        nodes[place].isForCompensation = ["true", "1"].contains(xml.attribute("isForCompensation"))
        if xml.name == "boundaryEvent" {
            pendingBoundaries.append((place, xml.attribute("attachedToRef").map(ModelReader.localName) ?? ""))
        }
        if ["subProcess", "transaction", "adHocSubProcess"].contains(xml.name) { readContents(xml, parent: place) }
    }

    private mutating func connectBoundaries() {
        for (place, host) in pendingBoundaries {
            guard let target = index[host], nodes[target].parent == nodes[place].parent else {
                report(
                    .unknownReference, line: nodes[place].line, element: nodes[place].id,
                    "The boundary event \"\(nodes[place].id)\" sits on \"\(host)\", which is not there.")
                continue
            }
            nodes[place].attachedTo = target
            nodes[target].boundary.append(place)
        }
    }

    private mutating func connectFlows() {
        for (number, (xml, parent)) in pendingFlows.enumerated() {
            // Older tools leave flows without an identifier; they get one that no XML identifier can be.
            let id = xml.attribute("id").flatMap { $0.isEmpty ? nil : $0 } ?? "#flow\(number + 1)"
            guard let source = end(xml, "sourceRef", id), let target = end(xml, "targetRef", id) else { continue }
            guard nodes[source].parent == parent, nodes[target].parent == parent else {
                report(.flowCrosses, xml, "The flow \"\(id)\" crosses the border of a sub-process.")
                continue
            }
            if !nodes[source].behaviour.takesOutgoing || !nodes[target].behaviour.takesIncoming {
                let culprit = nodes[source].behaviour.takesOutgoing ? nodes[target] : nodes[source]
                report(.flowForbidden, xml, "The flow \"\(id)\" is not possible: \(culprit.tag) \"\(culprit.id)\" is in its way.")
                continue
            }
            var reader = ElementReader(xml: xml, file: file, language: language, references: references)
            let condition = condition(xml, &reader)
            problems += reader.problems
            var flow = Flow(
                id: id, name: xml.attribute("name") ?? "", line: xml.line, source: source, target: target, condition: condition)
            flow.isDefault = nodes[source].defaultFlow == id
            nodes[source].outgoing.append(flows.count)
            nodes[target].incoming.append(flows.count)
            flows.append(flow)
        }
    }

    private mutating func end(_ xml: XMLElement, _ attribute: String, _ id: String) -> Int? {
        let name = xml.attribute(attribute).map(ModelReader.localName) ?? ""
        if let place = index[name] { return place }
        report(.flowToNowhere, xml, "The flow \"\(id)\" has as its \(attribute) \"\(name)\", which is not there.")
        return nil
    }

    /// A link is a flow that is not drawn.
    private mutating func connectLinks() {
        for source in nodes where source.behaviour is IntermediateThrowEvent {
            guard let link = source.events.first(LinkEvent.self), !link.name.isEmpty else { continue }
            let targets = nodes.filter { node in
                node.parent == source.parent && node.behaviour is IntermediateCatchEvent
                    && node.events.first(LinkEvent.self)?.name == link.name
            }
            guard let target = targets.first, targets.count == 1 else {
                report(
                    .unknownReference, line: source.line, element: source.id,
                    "The link \"\(link.name)\" of \"\(source.id)\" leads to \(targets.isEmpty ? "no event" : "several events") of this name."
                )
                continue
            }
            let place = flows.count
            flows.append(
                Flow(
                    id: "#link-\(source.id)", name: link.name, line: source.line, source: source.order, target: target.order,
                    condition: nil))
            nodes[source.order].outgoing.append(place)
            nodes[target.order].incoming.append(place)
        }
    }

    /// An association leads from a compensation event to the activity that undoes.
    private mutating func connectCompensation() {
        for event in nodes {
            guard let host = event.attachedTo, (event.behaviour as? BoundaryEvent)?.isCompensation == true else { continue }
            let handler = associations.compactMap { ends -> Int? in
                if ends.source == event.id { return index[ends.target] }
                return ends.target == event.id ? index[ends.source] : nil
            }.first { nodes[$0].isForCompensation }
            guard let handler else {
                report(
                    .missingDetail, line: event.line, element: event.id,
                    "No association leads from the compensation event \"\(event.id)\" to an activity that undoes (isForCompensation)."
                )
                continue
            }
            nodes[host].compensation = handler
        }
    }

    private func condition(_ xml: XMLElement, _ reader: inout ElementReader) -> Formula? {
        xml.first("conditionExpression", ns: ProcessModel.namespace).flatMap { reader.expression($0) }
    }
}
