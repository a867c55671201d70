public import Kernel

/// What can go wrong below every component.
public enum StoreFault: Fault, Equatable {
    /// The database does not answer; the caller may try again.
    case unavailable(String)
    /// Another change came first; tried several times.
    case contention
    /// A statement failed: a defect, or a constraint; text for the log only.
    case statement(String)
    /// A unique key exists already.
    case duplicate(String)
    case forbidden(String)
    case partMissing(String)
    case migration(String)

    public var code: String {
        switch self {
        case .unavailable: "store.unavailable"
        case .contention: "store.contention"
        case .statement: "store.statement"
        case .duplicate: "store.duplicate"
        case .forbidden: "store.forbidden"
        case .partMissing: "store.part-missing"
        case .migration: "store.migration"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .unavailable, .contention: .unavailable
        case .duplicate: .conflict
        case .forbidden: .forbidden
        case .statement, .partMissing, .migration: .internalError
        }
    }
}
