public import Kernel

/// What can go wrong in running the house.
public enum OperationFault: Fault, Equatable {
    case remarkMissing
    /// Whoever is to look after an incident could not do anything about it.
    case personUnfit
    /// What the environment sets is changed there.
    case fixedOutside
    /// Something in the settings of the mail server cannot be taken; the name of the field, and why.
    case badMail(String, String)
    case noMailServer

    public var code: String {
        switch self {
        case .remarkMissing: "operation.remark-missing"
        case .personUnfit: "operation.person-unfit"
        case .fixedOutside: "operation.fixed-outside"
        case .badMail: "operation.bad-mail"
        case .noMailServer: "operation.no-mail-server"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .remarkMissing, .personUnfit, .badMail: .invalid
        case .fixedOutside, .noMailServer: .conflict
        }
    }
}
