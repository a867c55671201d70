public import Kernel

/// What can go wrong with the log.
public enum AuditFault: Fault {
    /// The entries must still be kept.
    case tooYoung
    public var code: String { "audit.too-young" }
    public var kind: FaultKind { .conflict }
}
