public import Kernel

/// What can go wrong with a document.
public enum DocumentFault: Fault, Equatable {
    case notFound
    /// It is part of a record already.
    case taken
    /// The contents are not what the name or the sender says.
    case notWhatItSays(said: String, found: String)
    case typeNotTaken(String)
    case empty
    case tooLarge(limit: Int)
    /// The disk is full, or cannot be written.
    case noSpace
    /// A document whose contents are not where they should be: a finding for `verify`.
    case contentsMissing(String)

    public var code: String {
        switch self {
        case .notFound: "documents.not-found"
        case .taken: "documents.taken"
        case .notWhatItSays: "documents.not-what-it-says"
        case .typeNotTaken: "documents.type-not-taken"
        case .empty: "documents.empty"
        case .tooLarge: "documents.too-large"
        case .noSpace: "documents.no-space"
        case .contentsMissing: "documents.contents-missing"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .notFound: .notFound
        case .taken: .conflict
        case .notWhatItSays, .typeNotTaken: .unsupportedMedia
        case .empty: .malformed
        case .tooLarge: .tooLarge
        case .noSpace: .unavailable
        case .contentsMissing: .internalError
        }
    }

    public var details: [String: String] {
        switch self {
        case .notWhatItSays(let said, let found): ["said": said, "found": found]
        case .typeNotTaken(let type): ["type": type.isEmpty ? "?" : type]
        case .tooLarge(let limit): ["megabytes": "\(limit / 1_000_000)"]
        default: [:]
        }
    }
}
