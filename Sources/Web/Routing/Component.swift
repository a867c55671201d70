public import Kernel
public import Store

/// One noun of administration as the executable sees it: what it brings to the database and what it shows.
public struct Component: Sendable {
    public let name: String
    public let store: StoreComponent
    public let routes: [Route]
    /// Entries in the navigation of every page.
    public let navigation: [NavigationItem]

    public init(_ store: StoreComponent, routes: [Route] = [], navigation: [NavigationItem] = []) {
        name = store.name
        self.store = store
        self.routes = routes
        self.navigation = navigation
    }
}

/// The two faces of the site: for citizens, and for the staff.
public enum Area: String, Sendable, CaseIterable {
    case portal, workbench
}

/// A link in the head of the pages of an area.
public struct NavigationItem: Sendable {
    public let area: Area
    /// Key of its text.
    public let key: String
    public let address: String
    public let access: Access
    /// Smaller stands further left.
    public let order: Int
    /// How many things wait behind the link, for a reader: said beside it where there are any. Asked for each page, so it must
    /// be quick and never count further than a hundred.
    public let count: (@Sendable (Caller, Reader) throws -> Int)?
    /// Key of the words with the number, `{count} neu`.
    public let countKey: String

    public init(
        _ area: Area, _ key: String, _ address: String, who access: Access, order: Int = 100,
        countKey: String = "web.navigation.new", count: (@Sendable (Caller, Reader) throws -> Int)? = nil
    ) {
        self.countKey = countKey
        self.area = area
        self.key = key
        self.address = address
        self.access = access
        self.order = order
        self.count = count
    }
}
