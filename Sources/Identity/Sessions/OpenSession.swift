import Kernel
public import Store

/// Opens a session for a principal that another component has just recognised, such as by a confirmed address.
public struct OpenSession: Action {
    public static let name = "identity.open-session"
    public static let audience: Audience = [.system]
    let principal: Principal
    let visitor: Visitor
    let former: String?

    public init(principal: Principal, visitor: Visitor, former: String?) {
        self.principal = principal
        self.visitor = visitor
        self.former = former
    }

    public func perform(in transaction: Transaction) throws -> OpenedSession {
        try IdentitySession.begin(
            principal, kind: .browser, visitor: visitor, former: former, hasSecondFactor: false, in: transaction)
    }
}

/// Remembers a visitor who has not signed in, so that a draft is found again.
public struct OpenAnonymousSession: Action {
    public static let name = "identity.open-anonymous-session"
    public static let audience: Audience = [.anonymous, .system]
    let visitor: Visitor

    public init(visitor: Visitor) { self.visitor = visitor }

    public func perform(in transaction: Transaction) throws -> OpenedSession {
        let seconds = IdentitySettings.of(transaction.parts).anonymous
        let opened = try IdentitySession.open(.anonymous, principal: nil, visitor: visitor, seconds: seconds, in: transaction)
        transaction.audit("session", opened.id, retention: .months3)
        return opened
    }
}
