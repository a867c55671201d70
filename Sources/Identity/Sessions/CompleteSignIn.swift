import Kernel
public import Store

/// The second step: a session half way and a code make a session.
public struct CompleteSignIn: Action {
    public static let name = "identity.complete-sign-in"
    public static let audience: Audience = [.anonymous, .system]
    let halfway: String
    let code: String
    let visitor: Visitor
    let former: String?

    public func perform(in transaction: Transaction) throws -> SignInOutcome {
        guard let session = try IdentitySession.find(halfway, kinds: [.halfway], in: transaction),
            let principal = session.principal,
            let credential = try Credential.of(principal, in: transaction), credential.state == .active
        else { throw IdentityFault.sessionEnded }
        let attempts = Attempts(keys: [.email(credential.email), .address(visitor.address)], in: transaction)
        if let seconds = try attempts.wait() {
            transaction.audit("credential", principal.text, retention: .months3, detail: ["outcome": "blocked"])
            return .blocked(seconds: seconds)
        }
        guard try SecondFactor.accept(code, for: credential, in: transaction) else {
            try attempts.fail()
            transaction.audit("credential", principal.text, retention: .months3, detail: ["outcome": "refused"])
            try transaction.emit(
                SignInRefused(principal: principal, reason: "code"), subject: principal.text, retention: .months3)
            return .refused
        }
        try attempts.forget()
        try transaction.run("DELETE FROM identity_sessions WHERE id = \(session.id)")
        return .signedIn(
            try IdentitySession.begin(
                principal, kind: .browser, visitor: visitor, former: former, hasSecondFactor: true, in: transaction))
    }
}
