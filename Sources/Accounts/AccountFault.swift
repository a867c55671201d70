public import Kernel

/// What can go wrong with accounts.
public enum AccountFault: Fault, Equatable {
    /// The link is unknown, used or too old; which of them is not said.
    case linkExpired
    /// The password is not the one that was chosen when registering.
    case wrongPassword
    case addressInvalid
    case accountUnknown

    public var code: String {
        switch self {
        case .linkExpired: "accounts.link-expired"
        case .wrongPassword: "accounts.wrong-password"
        case .addressInvalid: "accounts.address-invalid"
        case .accountUnknown: "accounts.account-unknown"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .linkExpired: .gone
        case .wrongPassword, .addressInvalid: .invalid
        case .accountUnknown: .notFound
        }
    }
}
