public import Kernel

/// A place in a running process.
public struct Token: Hashable, Sendable {
    public let id: Int
    /// Identifier of the element it stands at.
    public internal(set) var element: String
    /// The process (0) or the run of a sub-process that it belongs to.
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
    /// The end of a sub-process.
    case frame(Int)
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
}

/// The process itself (0), or one run of a sub-process.
public struct Frame: Hashable, Sendable {
    public let id: Int
    /// The token that waits in the sub-process for this run to end; nil for the process itself.
    public let host: Int?
}

/// Something awaited on behalf of a token: by its own element, a boundary event of it, or a branch of an
/// event-based gateway.
public struct Subscription: Hashable, Sendable {
    public enum Trigger: Hashable, Sendable {
        /// A timer; `times` more firings after this one (nil: for ever) every `interval`.
        case timer(TimerSpec, interval: ISODuration?, times: Int?)
        case message(name: String, correlation: JSON?)
    }

    public let id: Int
    public let token: Int
    /// Identifier of the event that happens when it fires.
    public let element: String
    public internal(set) var trigger: Trigger
}
