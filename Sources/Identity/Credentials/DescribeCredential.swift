public import Kernel
public import Store

/// Keeps the name and language that pages show to a principal. Called by the component that knows the person.
public struct DescribeCredential: Action {
    public static let name = "identity.describe-credential"
    public static let audience: Audience = [.system]
    let principal: Principal
    let name: String
    let language: Language

    public init(principal: Principal, name: String, language: Language) {
        self.principal = principal
        self.name = name
        self.language = language
    }

    public func perform(in transaction: Transaction) throws {
        let changed = try transaction.run(
            "UPDATE identity_credentials SET name = \(name), language = \(language) WHERE principal = \(principal)")
        guard changed == 1 else { throw IdentityFault.sessionUnknown }
        transaction.audit("credential", principal.text)
    }
}
