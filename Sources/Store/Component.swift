public import Kernel

/// What a component brings to the database: schema, actions, listeners, jobs. Its routes stand in `Web`.
public struct StoreComponent: Sendable {
    public let name: String
    public let schema: [Migration]
    public let actions: [ActionEntry]
    public let listeners: [Listener]
    public let jobs: [JobKind]

    public init(
        name: String, schema: [Migration] = [], actions: [ActionEntry] = [], listeners: [Listener] = [], jobs: [JobKind] = []
    ) {
        self.name = name
        self.schema = schema
        self.actions = actions
        self.listeners = listeners
        self.jobs = jobs
    }
}

/// One action in a component's list: its name, who may, and how a process calls it as a service task, if it may.
public struct ActionEntry: Sendable {
    public let name: String
    public let audience: Audience
    /// Called by a process engine: inputs of the service task and the subject's identifier in, outputs out.
    public let service: (@Sendable (_ subject: String, _ inputs: JSON, _ transaction: Transaction) throws -> JSON)?

    public init<A: Action>(
        _ action: A.Type,
        service: (@Sendable (_ subject: String, _ inputs: JSON, _ transaction: Transaction) throws -> JSON)? = nil
    ) {
        name = A.name
        audience = A.audience
        self.service = service
    }
}
