public import Kernel

/// What can go wrong with the catalogue.
public enum CatalogueFault: Fault, Equatable {
    case notOffered(String)
    /// A case names a version that is neither loaded nor kept: data were lost.
    case versionMissing(String)

    public var code: String {
        switch self {
        case .notOffered: "catalogue.not-offered"
        case .versionMissing: "catalogue.version-missing"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .notOffered: .notFound
        case .versionMissing: .internalError
        }
    }
}
