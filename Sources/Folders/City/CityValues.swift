public import Kernel

extension City {
    /// The context `fees` on a day: list → amount → number; null where none is in force.
    public func fees(on date: LocalDate) -> JSON {
        .object(
            Dictionary(
                feeLists.map { list in
                    (
                        list.name,
                        JSON.object(
                            list.amounts.keys.reduce(into: [:]) {
                                $0[$1] = list.amount($1, on: date).map { .number($0) } ?? .null
                            })
                    )
                }, uniquingKeysWith: { first, _ in first }))
    }

    /// The context `city`, with the responsible unit of a service.
    public func context(unit key: String, language: Language = .de) -> JSON {
        let reached = contact(ofUnit: key)
        return [
            "name": .string(name[language]), "fullName": .string(fullName[language]), "region": .string(regionCode),
            "contact": .object(City.members(contact)),
            "imprint": [
                "authority": .string(imprint.authority), "representative": .string(imprint.representative),
                "vatId": .string(imprint.vatID),
                "editor": .string(imprint.editor),
            ],
            "unit": .object(
                City.members(reached).merging(["name": .string(organisation.unit(key)?.name[language] ?? fullName[language])]) {
                    $1
                }),
        ]
    }

    private static func members(_ contact: Contact) -> [String: JSON] {
        func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
        return [
            "street": text(contact.street), "postalCode": text(contact.postalCode), "place": text(contact.place),
            "phone": text(contact.phone),
            "email": text(contact.email), "web": text(contact.web), "room": text(contact.room),
        ]
    }
}
