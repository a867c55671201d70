public import Kernel

/// What can go wrong in the organisation.
public enum OrganisationFault: Fault, Hashable {
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
    /// A name is missing or the address cannot be one.
    case personIncomplete
    /// It concerns one's own rights.
    case secondPersonNeeded
    /// Nobody could add people and give posts any more.
    case lastAdministrator
    case badKey
    /// An edit begins today or later.
    case past
    case reasonMissing
    /// The edit does not fit the rest of the chart.
    case contradiction
    case editUnknown
    case requestOver
    case noteUnknown
    case roleUnknown
    case unitUnknown

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
        case .personIncomplete: "organisation.person-incomplete"
        case .secondPersonNeeded: "organisation.second-person-needed"
        case .lastAdministrator: "organisation.last-administrator"
        case .badKey: "organisation.bad-key"
        case .past: "organisation.past"
        case .reasonMissing: "organisation.reason-missing"
        case .contradiction: "organisation.contradiction"
        case .editUnknown: "organisation.edit-unknown"
        case .requestOver: "organisation.request-over"
        case .noteUnknown: "organisation.note-unknown"
        case .roleUnknown: "organisation.role-unknown"
        case .unitUnknown: "organisation.unit-unknown"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .personUnknown, .postUnknown, .deputyUnknown, .absenceUnknown, .editUnknown, .noteUnknown, .roleUnknown,
            .unitUnknown:
            .notFound
        case .requestOver: .gone
        case .lastAdministrator, .secondPersonNeeded: .conflict
        case .personIncomplete, .badKey, .past, .reasonMissing, .contradiction: .invalid
        case .badPlan: .internalError
        case .badPeriod, .ownDeputy, .noPost, .deputyAway: .invalid
        case .notYours: .forbidden
        }
    }
}
