public import Kernel

/// What can go wrong with an application from its sender's side.
public enum ApplicationFault: Fault, Equatable {
    /// The request has no `Idempotency-Key`.
    case keyMissing
    /// The key stood for another application.
    case keyReused
    /// The request that came first with this key is still at work.
    case keyRunning
    case noNotice
    case codeUnknown
    /// The service offers no renewal or change of this case today.
    case notFollowable
    /// A renewal or change of this case has been applied for and is not decided yet.
    case alreadyFollowed
    /// No application has this reference and this name.
    case referenceUnknown

    public var code: String {
        switch self {
        case .keyMissing: "applications.key-missing"
        case .keyReused: "applications.key-reused"
        case .keyRunning: "applications.key-running"
        case .noNotice: "applications.no-notice"
        case .codeUnknown: "applications.code-unknown"
        case .notFollowable: "applications.not-followable"
        case .alreadyFollowed: "applications.already-followed"
        case .referenceUnknown: "applications.reference-unknown"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .keyMissing: .malformed
        case .keyReused: .invalid
        case .keyRunning, .notFollowable, .alreadyFollowed: .conflict
        case .noNotice, .codeUnknown, .referenceUnknown: .notFound
        }
    }
}
