public import Identity
public import Kernel
public import Store

/// Opens an account whose address is known to belong to its owner: after confirmation, or for the people of a demo.
public struct CreateAccount: Action {
    public static let name = "accounts.create"
    public static let audience: Audience = [.system]
    let email: String
    let password: PasswordHash
    let profile: Profile

    public init(email: String, password: PasswordHash, profile: Profile) {
        self.email = EmailAddress.normalised(email)
        self.password = password
        self.profile = profile
    }

    public func perform(in transaction: Transaction) throws -> ID<Account> {
        guard EmailAddress.isPlausible(email) else { throw AccountFault.addressInvalid }
        let id = ID<Account>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO accounts_accounts (id, email, given_name, family_name, born, phone, street, house_number, postal_code, place,
                language, created_at, owner, confidential)
            VALUES (\(id), \(email), \(profile.givenName), \(profile.familyName), \(profile.born), \(profile.phone), \(profile.street),
                \(profile.houseNumber), \(profile.postalCode), \(profile.place), \(profile.language), \(transaction.now), \(id), 0)
            """)
        _ = try transaction.perform(
            CreateCredential(
                principal: .account(id.text), email: email, name: Account.name(profile.givenName, profile.familyName, email),
                language: profile.language, password: password))
        transaction.audit("account", id)
        try transaction.emit(AccountRegistered(account: id.text), subject: id)
        return id
    }
}

public struct AccountRegistered: Event {
    public static let name = "accounts.registered"
    public let account: String
}
