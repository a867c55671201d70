public import Calendar
public import Kernel

/// A city as its folder describes it (docs/reference/city-folder.md). A value.
public struct City: Sendable {
    public let files: FolderFiles
    public let name: LocalText
    public let fullName: LocalText
    public let hosts: [String]
    /// ISO 3166-2, `DE-SN`.
    public let regionCode: String
    /// Its public holidays.
    public let region: HolidayRegion
    public let timeZone: String
    public let languages: [Language]
    public let contact: Contact
    public let hours: LocalText?
    public let imprint: Imprint
    public let payment: Payment
    /// Begins the references of applications.
    public let referencePrefix: String
    public let mail: Mail
    /// Who answers reports of barriers, and how soon; nil where the city takes none here.
    public let feedback: Feedback?
    /// Whether people of the staff sign in with a one-time code besides their password; `required` where nothing is said.
    public let staffSecondFactor: Demand
    /// The folder's, or what was edited over it.
    public internal(set) var organisation: OrganisationChart
    public let filingPlan: [FilingPosition]
    public internal(set) var feeLists: [FeeList]
    public let lists: [CityList]
    public let topics: [Topic]
    /// How the city's offices share the work on a service, by slug.
    public var handling: [String: ServiceHandling] = [:]
    /// Words of the city by key, that replace those of components and services.
    public let texts: ServiceTexts
    /// Markdown by page and language.
    public let pages: [String: [Language: String]]
    public let people: People
    public let story: Story?
    /// What was changed in the product, by day.
    public internal(set) var changes: [CityChange] = []

    /// The folder's name, which stands in the names of databases and document stores.
    public var key: String { files.name }
    public var hash: Digest { files.hash }

    /// How people reach the city or a unit.
    public struct Contact: Hashable, Sendable {
        public var street: String?
        public var postalCode: String?
        public var place: String?
        public var phone: String?
        public var email: String?
        public var web: String?
        public var room: String?

        public init(
            street: String? = nil, postalCode: String? = nil, place: String? = nil, phone: String? = nil, email: String? = nil,
            web: String? = nil, room: String? = nil
        ) {
            self.street = street
            self.postalCode = postalCode
            self.place = place
            self.phone = phone
            self.email = email
            self.web = web
            self.room = room
        }

        /// This contact, completed by another one where it says nothing. Street, postal code and place go together.
        func completed(by other: Contact) -> Contact {
            let hasAddress = street != nil
            return Contact(
                street: street ?? other.street, postalCode: hasAddress ? postalCode : other.postalCode,
                place: hasAddress ? place : other.place, phone: phone ?? other.phone, email: email ?? other.email,
                web: web ?? other.web,
                room: room)
        }
    }

    public enum Demand: String, CaseIterable, Sendable { case required, optional }

    public struct Imprint: Hashable, Sendable {
        public let authority: String
        public let representative: String
        public let vatID: String
        public let editor: String
    }

    public struct Payment: Hashable, Sendable {
        public let recipient: String
        public let iban: String
        public let bic: String
    }

    public struct Mail: Hashable, Sendable {
        public let from: String
        public let name: String
    }

    /// Where reports of barriers go.
    public struct Feedback: Sendable {
        /// Key of the unit that answers.
        public let unit: String
        /// Within which it answers.
        public let answer: LegalPeriod
    }

    /// Services that belong together on the start page.
    public struct Topic: Hashable, Sendable {
        public let key: String
        public let title: LocalText
        public let services: [String]
    }

    /// Slugs in the order in which the city offers them.
    public var services: [String] { topics.flatMap(\.services) }

    /// The unit that a service means by a role; nil where the city has none.
    public func unit(forRole role: String) -> String? { organisation.unitRoles[role] }

    /// A page in a language, or in German.
    public func page(_ name: String, _ language: Language) -> String? { pages[name]?[language] ?? pages[name]?[.de] }

    /// The contact of a unit: its own, then that of the units above it, then the city's.
    public func contact(ofUnit key: String) -> Contact {
        // A room is a room of the unit itself only.
        var contact = Contact(room: organisation.unit(key)?.contact?.room)
        var next: String? = key
        var seen: Set<String> = []
        while let current = next, seen.insert(current).inserted, let unit = organisation.unit(current) {
            if let own = unit.contact { contact = contact.completed(by: own) }
            next = unit.parent
        }
        return contact.completed(by: self.contact)
    }
}

/// Units, posts and roles of a city.
public struct OrganisationChart: Hashable, Sendable {
    public let units: [Unit]
    public let posts: [Post]
    public let roles: [String: Role]
    /// What services call a unit by.
    public let unitRoles: [String: String]
    public let agencies: [String: Agency]

    public init(
        units: [Unit], posts: [Post], roles: [String: Role], unitRoles: [String: String], agencies: [String: Agency]
    ) {
        self.units = units
        self.posts = posts
        self.roles = roles
        self.unitRoles = unitRoles
        self.agencies = agencies
    }

    public func unit(_ key: String) -> Unit? { units.first { $0.key == key } }

    public struct Unit: Hashable, Sendable {
        public let key: String
        public let name: LocalText
        public let short: String
        public let parent: String?
        public let contact: City.Contact?

        public init(key: String, name: LocalText, short: String, parent: String?, contact: City.Contact?) {
            self.key = key
            self.name = name
            self.short = short
            self.parent = parent
            self.contact = contact
        }
    }

    /// A place in a unit that a person holds; rights belong to it.
    public struct Post: Hashable, Sendable {
        public let key: String
        public let unit: String
        public let title: LocalText
        public let roles: [String]
        public let leads: Bool

        public init(key: String, unit: String, title: LocalText, roles: [String], leads: Bool) {
            self.key = key
            self.unit = unit
            self.title = title
            self.roles = roles
            self.leads = leads
        }
    }

    public struct Role: Hashable, Sendable {
        public enum Scope: String, CaseIterable, Codable, Sendable { case unit, city }

        public let title: LocalText
        /// Names of actions, or `<component>.*`.
        public let permissions: [String]
        public let scope: Scope

        public init(title: LocalText, permissions: [String], scope: Scope) {
            self.title = title
            self.permissions = permissions
            self.scope = scope
        }
    }

    /// An authority or body outside the city that is consulted.
    public struct Agency: Hashable, Sendable {
        public let name: String
        public let email: String

        public init(name: String, email: String) {
            self.name = name
            self.email = email
        }
    }
}

/// A position of the filing plan.
public struct FilingPosition: Hashable, Sendable {
    public let key: String
    public let number: String
    public let title: String
    public let parent: String?
    public let retention: LegalPeriod?
    /// Unit role.
    public let unit: String?
}

/// Local amounts under one name.
public struct FeeList: Hashable, Sendable {
    public let name: String
    public let title: String
    /// By amount's name, sorted by date.
    public let amounts: [String: [Value]]

    public struct Value: Hashable, Sendable {
        public let from: LocalDate
        public let value: Decimal128
        public let unit: String
        public let isDemo: Bool
        public let source: LegalReference?
    }

    /// The value in force on a day.
    public func amount(_ name: String, on date: LocalDate) -> Decimal128? { amounts[name]?.last { $0.from <= date }?.value }
}

/// People of a demo city.
public struct People: Hashable, Sendable {
    public let staff: [Staff]
    public let citizens: [Citizen]

    public struct Staff: Hashable, Sendable {
        public let key: String
        public let givenName: String
        public let familyName: String
        public let post: String
        public let email: String
        public let language: Language
    }

    public struct Citizen: Hashable, Sendable {
        public let key: String
        public let givenName: String
        public let familyName: String
        public let email: String?
        public let born: LocalDate?
        /// The members of an address as forms have them.
        public let address: JSON
        public let account: Bool
        public let language: Language
    }
}
