public import Kernel

/// What can go wrong with a mandate.
public enum MandateFault: Fault, Equatable {
    case notFound
    /// It was revoked, returned, has run out, or does not cover the service.
    case holdsNoMore
    /// It was accepted or ended already.
    case settled
    /// A company needs somebody who owns it.
    case lastOwner

    public var code: String {
        switch self {
        case .notFound: "mandates.not-found"
        case .holdsNoMore: "mandates.holds-no-more"
        case .settled: "mandates.settled"
        case .lastOwner: "mandates.last-owner"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .notFound: .notFound
        case .holdsNoMore: .forbidden
        case .settled, .lastOwner: .conflict
        }
    }
}
