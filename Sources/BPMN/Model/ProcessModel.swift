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

    /// Namespace of BPMN 2.0 models.
    public static let namespace = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    /// Namespace of our extensions, prefix `stadtkern`.
    public static let extensions = "urn:stadtkern:bpmn:1.0"

    /// The element with an identifier.
    public func node(_ id: String) -> Node? { index[id].map { nodes[$0] } }

    /// Elements directly in the process (nil) or in a sub-process.
    func children(of parent: Int?) -> [Node] { nodes.filter { $0.parent == parent } }

    /// Where a process or a run of a sub-process begins without being told: at start events without a trigger, or
    /// where there is none at elements that nothing leads to (BPMN 2.0, 13.5.1).
    func starts(of parent: Int?) -> [Node] {
        let children = children(of: parent)
        let plain = children.filter { ($0.behaviour as? StartEvent)?.definition == nil && $0.behaviour is StartEvent }
        if !plain.isEmpty { return plain }
        return children.filter { $0.incoming.isEmpty && $0.attachedTo == nil && !($0.behaviour is StartEvent) }
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
    /// Identifier of the default flow, as written.
    let defaultFlow: String?
    var behaviour: any Element

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

    /// The condition's text.
    public var conditionText: String? { condition?.text }
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
