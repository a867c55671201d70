public import Kernel

/// What reaches a running process from outside. Numbers name what an effect handed out.
public enum Input: Hashable, Sendable {
    /// Begins the process, at a given start event or at the one without a trigger. Variables must be an object.
    case start(event: String?, variables: JSON)
    /// A person finished a user task; `act` is one of the acts that it offered.
    case taskCompleted(token: Int, act: String?, variables: JSON)
    /// A service, or a called process, gave its answer.
    case serviceReturned(token: Int, output: JSON)
    /// A decision gave its result.
    case decisionReturned(token: Int, output: JSON)
    /// The moment of a timer has come.
    case timerFired(timer: Int)
    /// A message has come; `correlation` says for whom, where the receiver asks for it.
    case message(name: String, correlation: JSON?, variables: JSON)
    /// A signal was sent by somebody else.
    case signal(name: String, variables: JSON)
    /// Variables were changed from outside; conditions that wait for them are asked.
    case changed(variables: JSON)
    /// A task or a called process escalates, and goes on unless what catches it interrupts.
    case escalated(token: Int, code: String?, variables: JSON)
    /// What a token waits for has failed: with a code as a BPMN error that a boundary event may catch, else as an incident.
    case failed(token: Int, code: String?, reason: String)
    /// Tries again what became an incident, with corrected variables.
    case retry(token: Int, variables: JSON)
    /// Takes a completed process up again at one of its elements.
    case again(element: String)
    /// Ends everything.
    case cancel
}
