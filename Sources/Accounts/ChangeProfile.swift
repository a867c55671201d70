import Identity
import Kernel
public import Store

/// A citizen changes what the account says of them. Applications that were submitted keep what they said.
public struct ChangeProfile: Action {
    public static let name = "accounts.change-profile"
    public static let audience: Audience = [.account]
    let profile: Profile

    public init(profile: Profile) { self.profile = profile }

    public func perform(in transaction: Transaction) throws {
        guard let account = try Account.own(transaction.caller, in: transaction) else { throw AccountFault.accountUnknown }
        let problems = profile.problems(today: transaction.now.date())
        guard problems.isEmpty else {
            throw InvalidInput(
                problems.map {
                    FieldProblem(
                        pointer: "/\($0.field)", code: $0.code,
                        detail: Texts.shared("accounts.problem.\($0.code)", account.language))
                })
        }
        try transaction.run(
            """
            UPDATE accounts_accounts SET given_name = \(profile.givenName), family_name = \(profile.familyName), born = \(profile.born),
                phone = \(profile.phone), street = \(profile.street), house_number = \(profile.houseNumber),
                postal_code = \(profile.postalCode), place = \(profile.place), language = \(profile.language), profile_at = \(transaction.now)
            WHERE id = \(account.id)
            """)
        try transaction.perform(
            DescribeCredential(
                principal: .account(account.id.text), name: Account.name(profile.givenName, profile.familyName, account.email),
                language: profile.language))
        transaction.audit("account", account.id)
        try transaction.emit(ProfileChanged(account: account.id.text), subject: account.id)
    }
}

public struct ProfileChanged: Event {
    public static let name = "accounts.profile-changed"
    public let account: String
}
