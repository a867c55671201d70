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
    /// Runs as a service task of a process, inside the transaction of the step; returns the task's outputs.
    public let service: (@Sendable (ServiceCall, Transaction) throws -> JSON)?

    public init<A: Action>(_ action: A.Type, service: (@Sendable (ServiceCall, Transaction) throws -> JSON)? = nil) {
        name = A.name
        audience = A.audience
        self.service = service
    }
}

/// What a process hands to the action that a service task names.
public struct ServiceCall: Sendable {
    /// The procedure's identifier: subject of events, jobs and documents.
    public let subject: String
    /// The task's declared inputs, evaluated.
    public let inputs: JSON
    /// The names that the service's expressions see (docs/reference/service-folder.md, 1.1).
    public let context: JSON
    /// What every component needs to know of the case: `CaseFacts` of `Folders`, or the JSON of it.
    public let facts: any Sendable

    public init(subject: String, inputs: JSON, context: JSON, facts: any Sendable) {
        self.subject = subject
        self.inputs = inputs
        self.context = context
        self.facts = facts
    }

    /// The facts, as they were handed over or read from their JSON.
    public func facts<T: Decodable>(as type: T.Type = T.self) throws -> T {
        if let facts = facts as? T { return facts }
        return try (facts as? JSON ?? .null).decode(type)
    }
}
