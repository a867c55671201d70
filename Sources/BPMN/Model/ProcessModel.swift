public import XML

/// A BPMN 2.0 process, read once and run many times. Elements are kept in document order; the numbers inside are
/// places in that order. The document itself stays, so that nothing is lost on the way out.
public struct ProcessModel: Sendable {
    /// Identifier of the process.
    public let id: String
    public let name: String
    public let documentation: String
    public let line: Int
    /// The file as it was read.
    public let document: XMLDocument
    /// Where everything is drawn.
    public let diagram: Diagram
    /// All elements that a token can be in, sub-processes' contents included, in document order.
    public let nodes: [Node]
    /// All sequence flows in document order.
    public let flows: [Flow]
    /// What the model needs from its service, with places.
    public let uses: [Use]
    let index: [String: Int]
    let flowIndex: [String: Int]
    /// For each inclusive join: which of its incoming flows can be reached from each node without passing it.
    let reach: [Int: [Set<Int>]]
    /// Message flows of the file between elements, or participants, of different processes.
    public let messageFlows: [MessageFlow]
    let hasEventSubProcesses: Bool
    /// Identifiers of the participants that stand for this process in the collaboration.
    let participants: Set<String>

    /// Namespace of BPMN 2.0 models.
    public static let namespace = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    /// Namespace of our extensions, prefix `stadtkern`.
    public static let extensions = "urn:stadtkern:bpmn:1.0"

    /// The element with an identifier.
    public func node(_ id: String) -> Node? { index[id].map { nodes[$0] } }

    /// The elements that a sequence flow joins.
    public func ends(of flow: String) -> (source: Node, target: Node)? {
        flowIndex[flow].map { (nodes[flows[$0].source], nodes[flows[$0].target]) }
    }

    /// Elements directly in the process (nil) or in a sub-process.
    func children(of parent: Int?) -> [Node] { nodes.filter { $0.parent == parent } }

    /// Where a process or a run of a sub-process begins without being told: at start events without a trigger, or
    /// where there is none at elements that nothing leads to (BPMN 2.0, 13.5.1).
    func starts(of parent: Int?) -> [Node] {
        let children = children(of: parent)
        let plain = children.filter { ($0.behaviour as? StartEvent)?.events.isEmpty ?? false }
        if !plain.isEmpty { return plain }
        return children.filter {
            $0.incoming.isEmpty && $0.attachedTo == nil && !($0.behaviour is StartEvent) && $0.eventSubProcess == nil
                && !$0.isForCompensation && !isInstantiating($0)
        }
    }

    /// Event sub-processes directly in the process (nil) or in a sub-process.
    func eventSubProcesses(of parent: Int?) -> [Node] {
        guard hasEventSubProcesses else { return [] }
        return nodes.filter { $0.parent == parent && $0.eventSubProcess != nil }
    }

    /// Whether the process itself has event sub-processes.
    var hasEventSubProcess: Bool { hasEventSubProcesses && nodes.contains { $0.parent == nil && $0.eventSubProcess != nil } }

    /// The start of the event sub-process that undoes a sub-process.
    func compensationStart(of node: Node) -> Node? {
        guard hasEventSubProcesses else { return nil }
        return eventSubProcesses(of: node.order).flatMap { children(of: $0.order) }
            .first { ($0.behaviour as? StartEvent)?.events.first(CompensateEvent.self) != nil }
    }

    /// Whether an element without a way in waits for what starts the process.
    private func isInstantiating(_ node: Node) -> Bool {
        (node.behaviour as? ReceiveTask)?.instantiates ?? (node.behaviour as? EventBasedGateway)?.instantiates ?? false
    }

    /// Whether the process can be started by what an element waits for, other than a start event: a receive task, or an
    /// event after a gateway, that instantiates.
    func instantiates(_ node: Node) -> Bool {
        if node.incoming.isEmpty { return node.behaviour is ReceiveTask && isInstantiating(node) }
        return node.incoming.contains {
            let source = nodes[flows[$0].source]
            return source.incoming.isEmpty && source.behaviour is EventBasedGateway && isInstantiating(source)
        }
    }
}

/// One element that a token can be in.
public struct Node: Sendable {
    public let id: String
    public let name: String
    /// Local name in BPMN, `userTask`.
    public let tag: String
    public let documentation: String
    public let line: Int
    /// Place in document order.
    public let order: Int
    /// The sub-process around it.
    public internal(set) var parent: Int?
    /// The activity whose boundary it sits on.
    public internal(set) var attachedTo: Int?
    public internal(set) var incoming: [Int] = []
    public internal(set) var outgoing: [Int] = []
    /// Boundary events on it.
    public internal(set) var boundary: [Int] = []
    /// How often it is done; nil for once.
    var loop: LoopCharacteristics?
    /// Data objects that go in and come out.
    var data: DataAssociations?
    /// Whether it only undoes another activity.
    var isForCompensation = false
    /// The activity that undoes this one.
    var compensation: Int?
    /// Identifier of the default flow, as written.
    let defaultFlow: String?
    var behaviour: any Element

    /// Whether one entry brings several runs, side by side or one after the other.
    public var isRepeated: Bool { loop != nil }

    func behaving(as other: any Element) -> Node {
        var copy = self
        copy.behaviour = other
        return copy
    }
}

/// A sequence flow.
public struct Flow: Sendable {
    public let id: String
    public let name: String
    public let line: Int
    public let source: Int
    public let target: Int
    public internal(set) var isDefault = false
    let condition: Formula?

    /// Whether it stands in the file; links are flows that the reader adds.
    public var isWritten: Bool { !id.hasPrefix("#") }

    /// The condition's text.
    public var conditionText: String? { condition?.text }
}

/// A message that one process sends to another of the same file.
public struct MessageFlow: Hashable, Sendable {
    public let id: String
    /// Identifiers of an element or of a participant.
    public let source: String
    public let target: String
}

/// Something that a model names and its surroundings must have.
public struct Use: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable { case action, decision, process, form, deadline, candidates, message }
    public let kind: Kind
    public let name: String
    public let element: String
    public let line: Int

    public init(kind: Kind, name: String, element: String, line: Int) {
        self.kind = kind
        self.name = name
        self.element = element
        self.line = line
    }
}
