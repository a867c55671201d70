public import Kernel

/// What can go wrong with a draft.
public enum FormFault: Fault, Equatable {
    /// It was sent off, discarded, or belongs to somebody else.
    case draftNotFound
    case notOnline(String)
    /// The answers are larger than any form needs.
    case tooMuch
    /// The account or application from which answers were to be taken over is not there, or fits no question.
    case sourceUnknown

    public var code: String {
        switch self {
        case .draftNotFound: "forms.draft-not-found"
        case .notOnline: "forms.not-online"
        case .tooMuch: "forms.too-much"
        case .sourceUnknown: "forms.source-unknown"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .draftNotFound, .notOnline, .sourceUnknown: .notFound
        case .tooMuch: .tooLarge
        }
    }
}
