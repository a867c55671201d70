public import Kernel

/// What can go wrong in the organisation.
public enum OrganisationFault: Fault, Equatable {
    case personUnknown
    case postUnknown
    case deputyUnknown
    /// The plan contradicts itself; for the log and the command line.
    case badPlan(String)
    /// The end lies before the beginning.
    case badPeriod
    /// One cannot stand in for oneself.
    case ownDeputy
    /// Only who holds the post, or may assign it, names its deputies.
    case notYours
    /// Somebody reports an absence without holding a post.
    case noPost
    case absenceUnknown
    /// The deputy is away in that period.
    case deputyAway

    public var code: String {
        switch self {
        case .personUnknown: "organisation.person-unknown"
        case .postUnknown: "organisation.post-unknown"
        case .deputyUnknown: "organisation.deputy-unknown"
        case .badPlan: "organisation.bad-plan"
        case .badPeriod: "organisation.bad-period"
        case .ownDeputy: "organisation.own-deputy"
        case .notYours: "organisation.not-yours"
        case .noPost: "organisation.no-post"
        case .absenceUnknown: "organisation.absence-unknown"
        case .deputyAway: "organisation.deputy-away"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .personUnknown, .postUnknown, .deputyUnknown, .absenceUnknown: .notFound
        case .badPlan: .internalError
        case .badPeriod, .ownDeputy, .noPost, .deputyAway: .invalid
        case .notYours: .forbidden
        }
    }
}
