public import Kernel
public import Store

/// Gives a principal an address and a password. Called by Accounts and Organisation inside their actions.
public struct CreateCredential: Action {
    public static let name = "identity.create-credential"
    public static let audience: Audience = [.system]
    let principal: Principal
    let email: String
    let name: String
    let language: Language
    let password: PasswordHash

    public init(principal: Principal, email: String, name: String, language: Language, password: PasswordHash) {
        self.principal = principal
        self.email = EmailAddress.normalised(email)
        self.name = name
        self.language = language
        self.password = password
    }

    public func perform(in transaction: Transaction) throws -> ID<Credential> {
        guard try Credential.by(email: email, in: transaction) == nil else { throw IdentityFault.emailTaken }
        let id = ID<Credential>(at: transaction.now)
        let now = IdentitySettings.of(transaction.parts).clock.now()
        try transaction.run(
            """
            INSERT INTO identity_credentials (id, principal, email, name, language, password, password_at, state, created_at)
            VALUES (\(id), \(principal), \(email), \(name), \(language), \(password.encoded), \(now), 'active', \(now))
            """)
        transaction.audit("credential", principal.text)
        try transaction.emit(CredentialCreated(principal: principal), subject: principal.text)
        return id
    }
}

public struct CredentialCreated: Event {
    public static let name = "identity.credential-created"
    public let principal: Principal
}
