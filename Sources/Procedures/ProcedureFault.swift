public import Kernel

/// What can go wrong with a procedure.
public enum ProcedureFault: Fault, Equatable {
    case notFound
    /// The task was done, taken back or never offered.
    case taskOver
    case actNotOffered(String)
    /// A decision stands, or the procedure is over.
    case tooLate
    case alreadyClaimed
    /// The applicant was asked already, and has not answered yet.
    case alreadyAsked
    /// No notice has effect against which the applicant could object.
    case noRemedy
    /// An objection is being decided on.
    case alreadyObjected
    /// It was never decided, is at work, or no person decides in its process.
    case notReopenable
    case serviceNotOffered(String)
    case unreadable(String)
    /// A kept filter has no name, or a very long one.
    case filterName
    case tooManyFilters
    /// Nothing was chosen to be handed over, or too much at once.
    case nothingChosen
    /// The person has no right to work on it, or has it already.
    case cannotTake
    /// The act waits for a second person.
    case awaitsConfirmation
    /// Nobody confirms their own act.
    case ownAct
    /// It did not come from another office, or is decided.
    case notReturnable
    /// Another unit decides on objections to this service.
    case otherAuthority
    /// Nobody but the office that decided decides on objections.
    case noAuthority
    /// The case goes by the version of its service that is in force.
    case noOtherVersion
    /// What was previewed is not what would happen now.
    case changedMeanwhile
    /// Why a case cannot go on by another version of its service.
    case notMovable([VersionObstacle])

    public var code: String {
        switch self {
        case .notFound: "procedures.not-found"
        case .taskOver: "procedures.task-over"
        case .actNotOffered: "procedures.act-not-offered"
        case .tooLate: "procedures.too-late"
        case .alreadyClaimed: "procedures.already-claimed"
        case .alreadyAsked: "procedures.already-asked"
        case .noRemedy: "procedures.no-remedy"
        case .alreadyObjected: "procedures.already-objected"
        case .notReopenable: "procedures.not-reopenable"
        case .serviceNotOffered: "procedures.service-not-offered"
        case .unreadable: "procedures.unreadable"
        case .filterName: "procedures.filter-name"
        case .tooManyFilters: "procedures.too-many-filters"
        case .nothingChosen: "procedures.nothing-chosen"
        case .cannotTake: "procedures.cannot-take"
        case .awaitsConfirmation: "procedures.awaits-confirmation"
        case .ownAct: "procedures.own-act"
        case .notReturnable: "procedures.not-returnable"
        case .otherAuthority: "procedures.other-authority"
        case .noAuthority: "procedures.no-authority"
        case .noOtherVersion: "procedures.no-other-version"
        case .changedMeanwhile: "procedures.changed-meanwhile"
        case .notMovable: "procedures.not-movable"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .notFound, .serviceNotOffered: .notFound
        case .taskOver, .tooLate, .alreadyClaimed, .alreadyAsked, .noRemedy, .alreadyObjected, .notReopenable,
            .awaitsConfirmation, .ownAct,
            .notReturnable, .otherAuthority, .noAuthority, .noOtherVersion, .changedMeanwhile, .notMovable:
            .conflict
        case .actNotOffered, .filterName, .tooManyFilters, .nothingChosen, .cannotTake: .invalid
        case .unreadable: .internalError
        }
    }

    public var details: [String: String] {
        switch self {
        case .actNotOffered(let act): ["act": act]
        case .serviceNotOffered(let slug): ["service": slug]
        case .notMovable(let obstacles): ["reasons": obstacles.map(\.description).joined(separator: ", ")]
        default: [:]
        }
    }
}
