public import Kernel

/// A place in a running process.
public struct Token: Hashable, Sendable {
    public let id: Int
    /// Identifier of the element it stands at.
    public internal(set) var element: String
    /// The process (0) or the frame that it belongs to.
    public internal(set) var frame: Int
    /// Identifier of the sequence flow it came by.
    public internal(set) var via: String?
    public internal(set) var wait: Wait
    /// Whether the boundary events of its element listen.
    var isArmed = false

    init(id: Int, element: String, frame: Int, via: String?) {
        self.id = id
        self.element = element
        self.frame = frame
        self.via = via
        wait = .moving
    }
}

/// What a token waits for.
public enum Wait: Hashable, Sendable {
    /// Nothing; it is on its way into its element.
    case moving
    case task(acts: [String])
    case service, decision, process
    /// The subscriptions of the token: a timer, a message, or several of which the first wins.
    case event
    /// The other flows of a joining gateway; the first to arrive holds the place.
    case join(holds: Bool)
    /// A complex gateway that has gone on: it takes in what still comes on its other flows.
    case reset(flows: [String])
    /// The end of a sub-process.
    case frame(Int)
    /// The instances of a repeated activity.
    case loop(Loop)
    /// The handlers that undo what was done.
    case compensation(Compensation)
    case incident(sentence: String, resume: Resumption)
}

/// Where a token goes on after an incident.
public enum Resumption: Hashable, Sendable {
    /// Does the element's work again.
    case enter
    /// Takes in an answer that is already there: what was done outside is not done twice.
    case answer(JSON, act: String?)
    /// Chooses the way out again.
    case leave
    /// Waits at a joining gateway again.
    case join
    /// Asks again whether a repeated activity is complete.
    case loop(Loop)
}

/// How far a repeated activity has come.
public struct Loop: Hashable, Sendable {
    /// What each instance is about; nil where instances are only counted.
    var items: [JSON]?
    /// How many instances there are to be; nil for a standard loop, which asks each time.
    var total: Int?
    var started = 0
    var completed = 0
    var terminated = 0
    /// What the instances gave, in the order of the items.
    var outputs: [JSON] = []
}

/// What is still to be undone on behalf of a throwing event.
public struct Compensation: Hashable, Sendable {
    /// What the token does when everything is undone.
    enum Then: String, Hashable, Sendable { case leave, vanish, cancelTransaction }
    var steps: [Completion]
    var then: Then
}

/// An activity that was completed and can be undone; or, as a step of a compensation, the handler that undoes it.
public struct Completion: Hashable, Sendable {
    /// The frame in which it was completed.
    var frame: Int
    let element: String
    /// Local variables as they were at its end.
    var variables: [String: JSON] = [:]
    /// What was completed inside it, oldest first.
    var inner: [Completion] = []
}

/// The process itself (0), or something that runs inside it.
public struct Frame: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        /// The contents of a sub-process.
        case contents
        /// One instance of a repeated activity.
        case instance
        /// One handler of a compensation.
        case compensation
    }
    public let id: Int
    /// The token that waits for it to end.
    public let host: Int?
    public let kind: Kind
    /// Variables that are seen only here and further in.
    public internal(set) var variables: [String: JSON] = [:]
    /// Activities of an ad-hoc sub-process that are to follow one after the other.
    var pending: [String] = []
    /// Whether an ad-hoc sub-process is complete and only lets its activities end.
    var isClosing = false

    init(id: Int, host: Int?, kind: Kind = .contents) {
        self.id = id
        self.host = host
        self.kind = kind
    }
}

/// Something awaited on behalf of a token: by its own element, a boundary event of it, or a branch of an
/// event-based gateway; or on behalf of a frame, by one of its event sub-processes.
public struct Subscription: Hashable, Sendable {
    public enum Trigger: Hashable, Sendable {
        /// A timer; `times` more firings after this one (nil: for ever) every `interval`.
        case timer(TimerSpec, interval: ISODuration?, times: Int?)
        case message(name: String, correlation: JSON?)
        case signal(name: String)
        /// A condition becoming true; the model has it, here stands whether it held when last asked.
        case condition(held: Bool)
    }

    public let id: Int
    /// 0 for an event sub-process.
    public let token: Int
    /// Identifier of the event that happens when it fires.
    public let element: String
    public internal(set) var trigger: Trigger
    /// The frame whose event sub-process listens.
    var frame: Int?
    /// Which of several definitions of the event this is.
    var part = 0
}
