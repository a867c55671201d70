public import Kernel

/// What can go wrong with a notice.
public enum NoticeFault: Fault, Equatable {
    case notFound
    case templateMissing(String)
    /// Another one has taken its place already.
    case replaced
    /// The template could not be filled; the sentence says where and why.
    case notRendered(String)

    public var code: String {
        switch self {
        case .notFound: "notices.not-found"
        case .templateMissing: "notices.template-missing"
        case .replaced: "notices.replaced"
        case .notRendered: "notices.not-rendered"
        }
    }

    public var kind: FaultKind { self == .notFound ? .notFound : self == .replaced ? .conflict : .internalError }
    public var details: [String: String] {
        switch self {
        case .templateMissing(let name): ["template": name]
        case .notRendered(let why): ["why": why]
        case .notFound, .replaced: [:]
        }
    }
}
