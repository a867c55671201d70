public import Kernel

/// What can go wrong with the catalogue.
public enum CatalogueFault: Fault, Equatable {
    case notOffered(String)
    /// A case names a version that is neither loaded nor kept: data were lost.
    case versionMissing(String)
    case versionUnknown
    /// A release or change begins today or later.
    case past
    case reasonMissing
    /// No amount and no word of the city changes without its legal basis.
    case normMissing
    case notAnAmount
    /// A text is empty, or an insertion in it cannot be read.
    case brokenText
    case nothingToChange
    case decided
    case secondPersonNeeded

    public var code: String {
        switch self {
        case .notOffered: "catalogue.not-offered"
        case .versionMissing: "catalogue.version-missing"
        case .versionUnknown: "catalogue.version-unknown"
        case .past: "catalogue.past"
        case .reasonMissing: "catalogue.reason-missing"
        case .normMissing: "catalogue.norm-missing"
        case .notAnAmount: "catalogue.not-an-amount"
        case .brokenText: "catalogue.broken-text"
        case .nothingToChange: "catalogue.nothing-to-change"
        case .decided: "catalogue.decided"
        case .secondPersonNeeded: "catalogue.second-person-needed"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .notOffered, .versionUnknown, .nothingToChange: .notFound
        case .past, .reasonMissing, .normMissing, .notAnAmount, .brokenText: .invalid
        case .decided: .gone
        case .secondPersonNeeded: .conflict
        case .versionMissing: .internalError
        }
    }
}
