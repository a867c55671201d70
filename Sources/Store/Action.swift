public import Kernel

/// One verb: one permission, one transaction, one audit entry, its events stored with the change.
///
/// The name, `procedures.withdraw`, is at once permission, audit entry, log field, metric label,
/// service-task name and text key. `perform` is synchronous, so a network call inside it does not compile.
public protocol Action: Sendable {
    associatedtype Outcome: Sendable = Void
    static var name: String { get }
    /// Who may call it at all; staff also need the permission of the action's name.
    static var audience: Audience { get }
    /// Changes records in `transaction`, names its subject (`transaction.audit(…)`) and emits what happened.
    func perform(in transaction: Transaction) throws -> Outcome
}

/// The kinds of callers that may call an action.
public struct Audience: OptionSet, Hashable, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let anonymous = Audience(rawValue: 1)
    public static let account = Audience(rawValue: 2)
    /// Staff who hold the permission named like the action.
    public static let staff = Audience(rawValue: 4)
    public static let system = Audience(rawValue: 8)
    public static let everyone: Audience = [.anonymous, .account, .staff, .system]

    /// Whether a caller may call an action of this audience and name.
    public func admits(_ caller: Caller, name: String) -> Bool {
        switch caller.kind {
        case .anonymous: contains(.anonymous)
        case .account: contains(.account)
        case .staff: contains(.staff) && caller.may(name)
        case .system: true
        }
    }
}

/// What happened, past tense; stored with the change, heard by listeners in the same transaction.
public protocol Event: Codable, Sendable {
    /// `procedures.withdrawn`.
    static var name: String { get }
}

/// Someone inside the program who learns of an event in its transaction.
public struct Listener: Sendable {
    let event: String
    let react: @Sendable (any Event, Transaction) throws -> Void

    public init<E: Event>(_ event: E.Type, _ react: @escaping @Sendable (E, Transaction) throws -> Void) {
        self.event = E.name
        self.react = { event, transaction in
            if let event = event as? E { try react(event, transaction) }
        }
    }
}
