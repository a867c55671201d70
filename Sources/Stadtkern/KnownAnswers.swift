import Accounts
import Applications
import Folders
import Forms
import Kernel
import Store

extension AnswerSources {
    /// What citizens have said about themselves in their account and in their applications; forms offer it, and take it on request.
    static let known = AnswerSources { account, language, reader in
        let own = try Account.own(Caller(.account(account)), in: reader).map { AnswerSource($0) }
        return (own.map { [$0] } ?? []) + (try Applications.answers(of: account, language, in: reader))
    }
}

extension RemainingCases {
    /// What stays of a citizen's applications when the account is gone.
    static let known = RemainingCases { account, language, reader in
        try Applications.remaining(of: account, language: language, in: reader)
    }
}

extension AnswerSource {
    fileprivate init(_ account: Account) {
        let parts = [
            "street": account.street, "houseNumber": account.houseNumber, "postalCode": account.postalCode,
            "place": account.place,
        ]
        let address = parts.compactMapValues { value in value.flatMap { $0.isEmpty ? nil : JSON.string($0) } }
        func text(_ meaning: String, _ type: FieldType, _ value: String?) -> Answer? {
            value.flatMap { $0.isEmpty ? nil : Answer(meaning, type, .string($0)) }
        }
        self.init(
            id: Kind.account.rawValue, kind: .account, on: account.profileDay,
            answers: [
                text("person.givenName", .text, account.givenName), text("person.familyName", .text, account.familyName),
                text("person.birthDate", .date, account.born?.description), text("person.email", .email, account.email),
                text("person.phone", .phone, account.phone),
                address.isEmpty ? nil : Answer("person.address", .address, .object(address)),
            ].compactMap { $0 })
    }
}
