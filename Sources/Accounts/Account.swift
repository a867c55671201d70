public import Kernel
public import Store

/// The account of a citizen.
public struct Account: Codable, Hashable, Sendable {
    public let id: ID<Account>
    /// Confirmed, normalised.
    public let email: String
    public let givenName: String
    public let familyName: String
    public let born: LocalDate?
    public let phone: String?
    public let street: String?
    public let houseNumber: String?
    public let postalCode: String?
    public let place: String?
    public let language: Language
    public let createdAt: Instant
    /// When the owner last changed the profile; nil where it is as it was at first.
    public let profileAt: Instant?

    /// The day from which the profile is.
    public var profileDay: LocalDate { (profileAt ?? createdAt).date() }

    /// Given and family name; the address where neither was given.
    public var name: String { Account.name(givenName, familyName, email) }

    /// How pages call somebody.
    static func name(_ givenName: String, _ familyName: String, _ email: String) -> String {
        let name = [givenName, familyName].filter { !$0.isEmpty }.joined(separator: " ")
        return name.isEmpty ? email : name
    }

    /// Accounts that a caller may see: one's own.
    public static func visible(to caller: Caller, id: String? = nil, in reader: Reader) throws -> [Account] {
        var condition = Visibility.of(caller, columns: "a")
        if let id { condition = condition + " AND a.id = \(id)" }
        return try reader.all("SELECT a.* FROM accounts_accounts a WHERE " + condition + " ORDER BY a.id DESC LIMIT 100")
    }

    /// The account of the caller; nil for anybody without one.
    public static func own(_ caller: Caller, in reader: Reader) throws -> Account? {
        guard let id = caller.account else { return nil }
        return try visible(to: caller, id: id, in: reader).first
    }
}

/// What a citizen says about themselves.
public struct Profile: Hashable, Sendable {
    public var givenName: String
    public var familyName: String
    public var born: LocalDate?
    public var phone: String?
    public var street: String?
    public var houseNumber: String?
    public var postalCode: String?
    public var place: String?
    public var language: Language

    public init(
        givenName: String = "", familyName: String = "", born: LocalDate? = nil, phone: String? = nil, street: String? = nil,
        houseNumber: String? = nil, postalCode: String? = nil, place: String? = nil, language: Language = .de
    ) {
        self.givenName = givenName
        self.familyName = familyName
        self.born = born
        self.phone = phone
        self.street = street
        self.houseNumber = houseNumber
        self.postalCode = postalCode
        self.place = place
        self.language = language
    }

    /// Names of the members that are too long or wrong, each with a code; `today` bounds the day of birth.
    func problems(today: LocalDate) -> [(field: String, code: String)] {
        var found: [(String, String)] = []
        let texts: [(String, String?, Int)] = [
            ("givenName", givenName, 100), ("familyName", familyName, 100), ("phone", phone, 40), ("street", street, 100),
            ("houseNumber", houseNumber, 20), ("place", place, 100),
        ]
        for (field, text, longest) in texts where (text ?? "").count > longest { found.append((field, "too-long")) }
        if let born, born > today || born.year < 1900 { found.append(("born", "not-a-birth-date")) }
        if let phone,
            !phone.allSatisfy({ $0.isASCII && ($0.isNumber || "+-/() .".contains($0)) }) || phone.filter(\.isNumber).count < 4
        {
            found.append(("phone", "not-a-phone"))
        }
        if let postalCode, postalCode.utf8.count != 5 || !postalCode.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            found.append(("postalCode", "not-a-postal-code"))
        }
        return found
    }
}
