public import Kernel

/// What can go wrong with files.
public enum DossierFault: Fault, Equatable {
    case notFound
    /// The case comes without its evaluated filing rule.
    case ruleMissing
    /// The filing plan has no such position.
    case positionUnknown(String)
    /// The procedure has no folder yet.
    case noFolder

    public var code: String {
        switch self {
        case .notFound: "dossiers.not-found"
        case .ruleMissing: "dossiers.rule-missing"
        case .positionUnknown: "dossiers.position-unknown"
        case .noFolder: "dossiers.no-folder"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .notFound: .notFound
        case .noFolder: .conflict
        case .ruleMissing, .positionUnknown: .internalError
        }
    }

    public var details: [String: String] {
        if case .positionUnknown(let key) = self { ["position": key] } else { [:] }
    }
}
