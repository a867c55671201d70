import Kernel

/// One kind of BPMN element: how it is read, and what it does while a token is in it. Each stands in a file of its
/// own under `Elements`; `Supported` lists them all.
protocol Element: Sendable {
    /// Local names in BPMN.
    static var tags: [String] { get }
    init(_ reader: inout ElementReader)

    /// How a token stays, for the search for loops that never rest.
    var pause: Pause { get }
    /// Whether tokens may come and go by sequence flows.
    var takesIncoming: Bool { get }
    var takesOutgoing: Bool { get }

    /// A token comes to the element. Gateways that join wait here; everything else enters at once.
    func arrive(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next
    /// Does the element's work.
    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next
    /// Takes in the answer that the token waited for.
    func absorb(_ answer: JSON, act: String?, _ visit: Visit, _ run: inout Execution) throws(Failure)
    /// The flows on which tokens leave, by their places.
    func choose(_ visit: Visit, _ run: inout Execution) throws(Failure) -> [Int]
}

/// A token in an element.
struct Visit {
    let token: Int
    let node: Node
}

/// What a token does next.
enum Next {
    /// Leaves on the way that the element chooses.
    case leave
    /// Leaves, and then lets something happen.
    case leaveLetting([Happening])
    case wait(Wait)
    /// The token has been dealt with.
    case gone
}

/// What holds a token in an element.
enum Pause: Sendable {
    /// Nothing: passes in the same step.
    case none
    /// A machine's answer.
    case machine
    /// A person, a message or the time.
    case world
}

extension Element {
    var takesIncoming: Bool { true }
    var takesOutgoing: Bool { true }

    func arrive(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        // What is repeated is entered by its instances.
        if visit.node.loop == nil || run.isInstance(visit.token) { run.enter(visit) }
        return try run.begin(visit)
    }

    func absorb(_ answer: JSON, act: String?, _ visit: Visit, _ run: inout Execution) throws(Failure) {
        run.merge(answer, visit)
    }

    /// All flows without a condition and those whose condition holds, else the default flow (BPMN 2.0, 13.2.1).
    func choose(_ visit: Visit, _ run: inout Execution) throws(Failure) -> [Int] {
        try run.conditionalFlows(visit)
    }
}

/// Where an event definition stands; `eventStart` is the start event of an event sub-process.
enum EventPlace: Sendable, CaseIterable { case start, eventStart, catching, boundary, throwing, end }

/// One kind of event: timer, message, … Each stands in a file of its own under `Events`.
protocol EventDefinition: Sendable {
    /// Local name in BPMN.
    static var tag: String { get }
    /// Where it can be executed.
    static var places: Set<EventPlace> { get }
    init(_ reader: inout ElementReader, at place: EventPlace)

    /// What to wait for; nil for events that are thrown at the catcher and need no subscription.
    func trigger(_ run: Execution, frame: Int) throws(Failure) -> Subscription.Trigger?
    /// Whether what happens takes the token elsewhere or waits; such a definition comes last.
    var takesToken: Bool { get }
    /// Lets the event happen.
    func happen(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next
}

extension EventDefinition {
    func trigger(_ run: Execution, frame: Int) throws(Failure) -> Subscription.Trigger? { nil }
    var takesToken: Bool { false }
    func happen(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next { .leave }
}

/// Every element and event that can be executed; the table in `docs/reference` follows it.
enum Supported {
    static let elementTypes: [any Element.Type] = [
        StartEvent.self, IntermediateCatchEvent.self, IntermediateThrowEvent.self, BoundaryEvent.self, EndEvent.self,
        PlainTask.self, UserTask.self, ServiceTask.self, BusinessRuleTask.self, ScriptTask.self, SendTask.self,
        ReceiveTask.self, ExclusiveGateway.self, ParallelGateway.self, InclusiveGateway.self, EventBasedGateway.self,
        ComplexGateway.self, SubProcess.self, AdHocSubProcess.self, CallActivity.self,
    ]
    static let eventTypes: [any EventDefinition.Type] = [
        TimerEvent.self, MessageEvent.self, SignalEvent.self, ConditionalEvent.self, ErrorEvent.self, EscalationEvent.self,
        LinkEvent.self, CompensateEvent.self, CancelEvent.self, TerminateEvent.self,
    ]

    static let elements = Dictionary(
        elementTypes.flatMap { type in type.tags.map { ($0, type) } }, uniquingKeysWith: { first, _ in first })
    static let eventDefinitions = Dictionary(
        eventTypes.map { ($0.tag, $0) }, uniquingKeysWith: { first, _ in first })

    /// What may stand in a process without being executed: it describes, groups or draws.
    static let descriptive: Set<String> = [
        "documentation", "extensionElements", "auditing", "monitoring", "laneSet", "property", "supports", "resourceRole",
        "performer", "humanPerformer", "potentialOwner", "ioSpecification", "ioBinding", "dataObject", "dataObjectReference",
        "dataStoreReference", "dataInputAssociation", "dataOutputAssociation", "textAnnotation", "association", "group",
        "correlationSubscription", "artifact",
    ]
}
