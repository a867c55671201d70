public import Kernel

/// A running process as a value: this, and only this, is stored.
///
/// Every change goes through `advance`, which depends on nothing but the state, the input, the model and the given
/// moment: the same four give the same state and the same effects. Identifiers are counters.
///
///     not started --start--> running --last token ends--> completed
///                              |  ^
///        failing step: incident|  |retry
///                              v  |
///                            running --cancel--> cancelled
public struct ProcessState: Hashable, Sendable {
    public enum Status: String, Hashable, Sendable { case created, running, completed, cancelled }

    /// Identifier of the process in its model.
    public let process: String
    public internal(set) var status: Status = .created
    /// Process variables by name.
    public internal(set) var variables: [String: JSON] = [:]
    /// In order of their identifiers.
    public internal(set) var tokens: [Token] = []
    public internal(set) var frames: [Frame] = []
    public internal(set) var subscriptions: [Subscription] = []
    /// What was completed and could be undone, oldest first.
    var completions: [Completion] = []
    /// Whether the event sub-processes of the process itself listen.
    var isListening = false
    /// The next identifier of a token, frame or subscription.
    var next = 1

    /// A process that has not started yet.
    public init(process: String) { self.process = process }

    /// Tokens that a person must look after.
    public var incidents: [(token: Int, element: String, sentence: String)] {
        tokens.compactMap { token in
            if case .incident(let sentence, _) = token.wait { (token.id, token.element, sentence) } else { nil }
        }
    }

    /// Takes one input and says what follows from it. Never fails: what cannot go on becomes an incident, what nobody
    /// waits for is ignored, both as effects.
    ///
    /// `preparing` may change the variables before an element is entered: a service's deadlines start then, and the
    /// element's timers read them.
    public mutating func advance(
        _ input: Input, in model: ProcessModel, at moment: Instant,
        preparing: ((_ element: String, _ variables: inout [String: JSON]) -> Void)? = nil
    ) -> [Effect] {
        var execution = Execution(model: model, moment: moment, state: self)
        execution.preparing = preparing
        execution.take(input)
        execution.settleEvents()
        execution.drain()
        self = execution.state
        return execution.effects
    }

    /// Sets a variable from outside, between two inputs.
    public mutating func set(_ variable: String, to value: JSON) { variables[variable] = value }

    func token(_ id: Int) -> Token? { tokens.first { $0.id == id } }
}
