public import Kernel

/// What a process wants from outside, and what happened in it, in order.
public enum Effect: Hashable, Sendable {
    /// How a token left an element.
    public enum Leaving: String, Hashable, Sendable { case completed, cancelled }
    /// How a process ended.
    public enum Ending: String, Hashable, Sendable { case completed, cancelled }

    case entered(token: Int, element: String)
    case left(token: Int, element: String, how: Leaving)
    /// A sequence flow was taken.
    case took(token: Int, flow: String)
    case createTask(TaskRequest)
    case cancelTask(token: Int)
    /// An Action, by name; answer with `serviceReturned` or `failed`.
    case callService(token: Int, element: String, action: String, inputs: JSON)
    /// A decision, by name; answer with `decisionReturned` or `failed`.
    case evaluateDecision(token: Int, element: String, decision: String, inputs: JSON)
    /// Another process, by name; answer with `serviceReturned` or `failed`.
    case callProcess(token: Int, element: String, process: String, inputs: JSON)
    /// The answer to a call is no longer wanted.
    case cancelCall(token: Int)
    /// A message goes out; nobody waits for an answer.
    case sendMessage(token: Int, element: String, message: String, variables: JSON)
    /// A signal went out; whoever waits for it in this process has it already, others may be told.
    case sendSignal(token: Int, element: String, signal: String, variables: JSON)
    /// From now on a signal of this name is awaited.
    case awaitSignal(subscription: Int, element: String, signal: String)
    case cancelSignal(subscription: Int)
    /// An escalation that nothing in this process caught; whoever called it may.
    case escalated(element: String, code: String?)
    case setTimer(timer: Int, element: String, due: TimerSpec)
    case cancelTimer(timer: Int)
    /// From now on a message of this name is awaited.
    case awaitMessage(subscription: Int, element: String, message: String, correlation: JSON?)
    case cancelMessage(subscription: Int)
    case incident(token: Int, element: String, sentence: String)
    /// The incident of a token is over: tried again, or no longer of interest.
    case resolved(token: Int)
    case ended(Ending)
    /// An input that nobody waited for; nothing changed.
    case ignored(sentence: String)
}

/// A user task that a person is to do.
public struct TaskRequest: Hashable, Sendable {
    /// When a task is due.
    public enum Due: Hashable, Sendable {
        /// A deadline of the service, by name.
        case deadline(String)
        case after(ISODuration)
        case on(LocalDate)
    }

    public let token: Int
    public let element: String
    /// The element's name in the model.
    public let name: String
    /// The form to show, by name.
    public let form: String?
    /// Role keys, or what an expression gave: a text or a list of texts.
    public let candidates: JSON?
    public let due: Due?
    /// Names of the acts offered, in order; empty for a task that is simply done.
    public let acts: [String]
    public let inputs: JSON

    public init(
        token: Int, element: String, name: String, form: String? = nil, candidates: JSON? = nil, due: Due? = nil,
        acts: [String] = [], inputs: JSON = .object([:])
    ) {
        self.token = token
        self.element = element
        self.name = name
        self.form = form
        self.candidates = candidates
        self.due = due
        self.acts = acts
        self.inputs = inputs
    }
}

/// When a timer fires.
public enum TimerSpec: Hashable, Sendable {
    case at(Instant)
    case after(ISODuration)
    /// A deadline of the service, by name; the caller knows its date.
    case deadline(String)

    /// The moment, seen from when the timer was set; nil for a deadline that is not known.
    public func due(from moment: Instant, deadline: (String) -> Instant? = { _ in nil }) -> Instant? {
        switch self {
        case .at(let instant): instant
        case .after(let duration): duration.added(to: moment)
        case .deadline(let name): deadline(name)
        }
    }
}
