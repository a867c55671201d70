import Accounts
import Forms
import Kernel
import Store

extension PrefillSource {
    /// What citizens have said about themselves in their account fills in forms when they ask for it.
    static let accounts = PrefillSource { id, reader in
        guard let account = try Account.own(Caller(.account(id)), in: reader) else { return nil }
        func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
        let parts = [
            "street": account.street, "houseNumber": account.houseNumber, "postalCode": account.postalCode,
            "place": account.place,
        ]
        let address = parts.compactMapValues { value in value.flatMap { $0.isEmpty ? nil : JSON.string($0) } }
        return [
            "person": [
                "givenName": .string(account.givenName), "familyName": .string(account.familyName),
                "email": .string(account.email),
                "birthDate": text(account.born?.description), "phone": text(account.phone),
                "address": address.isEmpty ? .null : .object(address),
            ]
        ]
    }
}
