public import Kernel

/// What can go wrong when people sign in.
public enum IdentityFault: Fault, Equatable {
    /// E-mail address, password or code is wrong; which of them is not said.
    case refused
    /// The password was right and a one-time code is needed.
    case codeNeeded
    /// Too many wrong attempts; seconds to wait.
    case blocked(seconds: Int)
    /// Too many people sign in at this moment.
    case busy
    /// The token is unknown, ended or expired.
    case sessionEnded
    case sessionUnknown
    case emailTaken
    /// The present password is wrong.
    case wrongPassword
    /// The one-time code is wrong or was used before.
    case wrongCode
    /// The new password breaks a rule.
    case weakPassword(PasswordProblem)
    case codesActive
    case codesInactive
    /// Nothing else is open before one-time codes are set up.
    case codesDemanded
    /// One's own second factor is removed with one's password only.
    case ownFactor
    /// The one-time key is unknown, used or has run out.
    case invitationOver
    /// Defect of the installation; text for the log and the command line.
    case badKey(String)
    /// A secret does not open with this key.
    case sealBroken

    public var code: String {
        switch self {
        case .refused: "identity.refused"
        case .codeNeeded: "identity.code-needed"
        case .blocked: "identity.blocked"
        case .busy: "identity.busy"
        case .sessionEnded: "identity.session-ended"
        case .sessionUnknown: "identity.session-unknown"
        case .emailTaken: "identity.email-taken"
        case .wrongPassword: "identity.wrong-password"
        case .wrongCode: "identity.wrong-code"
        case .weakPassword(let problem): "identity.password-\(problem.rawValue)"
        case .codesActive: "identity.codes-active"
        case .codesInactive: "identity.codes-inactive"
        case .codesDemanded: "identity.codes-demanded"
        case .ownFactor: "identity.own-factor"
        case .invitationOver: "identity.invitation-over"
        case .badKey: "identity.bad-key"
        case .sealBroken: "identity.seal-broken"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .refused, .codeNeeded, .sessionEnded: .unauthenticated
        case .blocked: .tooMany
        case .busy: .unavailable
        case .sessionUnknown: .notFound
        case .codesDemanded: .forbidden
        case .ownFactor: .forbidden
        case .invitationOver: .gone
        case .emailTaken, .codesActive, .codesInactive: .conflict
        case .wrongPassword, .wrongCode, .weakPassword: .invalid
        case .badKey, .sealBroken: .internalError
        }
    }

    public var details: [String: String] {
        switch self {
        case .blocked(let seconds): ["seconds": String(seconds), "minutes": String((seconds + 59) / 60)]
        case .weakPassword: ["length": String(PasswordRules.shortest)]
        default: [:]
        }
    }
}
