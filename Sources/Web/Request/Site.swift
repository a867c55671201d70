public import Kernel
public import Store

/// One city as the web sees it.
public struct Site: Sendable {
    /// Folder name of the city; also in logs and metrics.
    public let id: String
    /// Host names that lead here; with a single site every host does.
    public var hosts: Set<String>
    /// `Stadt Leipzig`.
    public var name: LocalText
    /// What the pages are for: `Serviceportal`.
    public var service: LocalText
    /// Links in the foot: imprint, privacy, accessibility, contact.
    public var footer: [SiteLink]
    /// True where the site is reached over HTTPS: secure cookies and HSTS. A trusted proxy may say otherwise of a request.
    public var isSecure: Bool
    /// Where the site is reached from outside, without a stroke at the end: `https://service.example`; nil where nobody said.
    public var origin: String?
    /// A word over every page that says this is no real office, in a demo.
    public var notice: LocalText?
    /// The city's database, clock and parts.
    public let store: Store

    public init(
        id: String, hosts: Set<String> = [], name: LocalText, service: LocalText, footer: [SiteLink] = [], isSecure: Bool = false,
        origin: String? = nil, notice: LocalText? = nil, store: Store
    ) {
        self.id = id
        self.hosts = hosts
        self.name = name
        self.service = service
        self.footer = footer
        self.isSecure = isSecure
        self.origin = origin
        self.notice = notice
        self.store = store
    }
}

/// A link in the foot of every page.
public struct SiteLink: Sendable {
    public let label: LocalText
    public let address: String
    public init(_ label: LocalText, _ address: String) {
        self.label = label
        self.address = address
    }
}

/// Who the request comes from, as the identity component found out from cookie or bearer token.
public struct Session: Sendable {
    public var caller: Caller
    /// Name shown in the head of the page; nil for nobody.
    public var name: String?
    /// Secret of the session, from which form tokens are made; nil for nobody and for bearer tokens.
    public var secret: [UInt8]?
    /// The account's choice of language.
    public var language: Language?
    /// True where a bearer token was shown: no cookie, so no form token either.
    public var isBearer: Bool
    /// Identifier of the session, for signing out.
    public var id: String?
    /// What has to be done before anything else.
    public var duty: Duty?

    public init(
        caller: Caller, name: String? = nil, secret: [UInt8]? = nil, language: Language? = nil, isBearer: Bool = false,
        id: String? = nil, duty: Duty? = nil
    ) {
        self.caller = caller
        self.name = name
        self.secret = secret
        self.language = language
        self.isBearer = isBearer
        self.id = id
        self.duty = duty
    }

    public static let anonymous = Session(caller: .anonymous)
}
