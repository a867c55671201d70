import Kernel
public import Store

/// What came of an attempt to sign in.
public enum SignInOutcome: Sendable {
    case signedIn(OpenedSession)
    /// The password was right; the session half way waits for a code. Programs get none: they send the code along.
    case codeNeeded(OpenedSession?)
    case refused
    case blocked(seconds: Int)
}

/// Opens a session for whoever proves to be a principal. A wrong attempt is an outcome, not a throw, because it is remembered.
public struct SignIn: Action {
    public static let name = "identity.sign-in"
    public static let audience: Audience = [.anonymous, .system]
    let proof: PasswordProof
    /// A one-time or recovery code, if one was sent along.
    let code: String?
    let kind: IdentitySession.Kind
    let visitor: Visitor
    /// Token of the visit before, which ends here: nobody keeps a session that somebody else may have planted.
    let former: String?

    public func perform(in transaction: Transaction) throws -> SignInOutcome {
        let attempts = Attempts(keys: [.email(proof.email), .address(visitor.address)], in: transaction)
        let found = try proof.credential.flatMap { _ in try Credential.by(email: proof.email, in: transaction) }
        let subject = found?.principal.text ?? "unknown"
        if let seconds = try attempts.wait() {
            transaction.audit("credential", subject, retention: .months3, detail: ["outcome": "blocked"])
            return .blocked(seconds: seconds)
        }
        guard let credential = found, proof.holds(for: credential) else {
            return try refuse(subject, reason: "password", attempts, in: transaction)
        }
        guard credential.hasCodes else {
            return try finish(credential, bySecondFactor: false, attempts, in: transaction)
        }
        guard let code else {
            transaction.audit("credential", subject, retention: .months3, detail: ["outcome": "code-needed"])
            guard kind == .browser else { return .codeNeeded(nil) }
            let opened = try IdentitySession.open(
                .halfway, principal: credential.principal, visitor: visitor, seconds: 600, in: transaction)
            return .codeNeeded(opened)
        }
        guard try SecondFactor.accept(code, for: credential, in: transaction) else {
            return try refuse(subject, reason: "code", attempts, in: transaction)
        }
        return try finish(credential, bySecondFactor: true, attempts, in: transaction)
    }

    private func refuse(_ subject: String, reason: String, _ attempts: Attempts, in transaction: Transaction) throws
        -> SignInOutcome
    {
        try attempts.fail()
        transaction.audit("credential", subject, retention: .months3, detail: ["outcome": "refused"])
        try transaction.emit(SignInRefused(principal: Principal(subject), reason: reason), subject: subject, retention: .months3)
        return .refused
    }

    private func finish(_ credential: Credential, bySecondFactor: Bool, _ attempts: Attempts, in transaction: Transaction) throws
        -> SignInOutcome
    {
        try attempts.forget()
        if let renewed = proof.renewed {
            try transaction.run("UPDATE identity_credentials SET password = \(renewed.encoded) WHERE id = \(credential.id)")
        }
        return .signedIn(
            try IdentitySession.begin(
                credential.principal, kind: kind, visitor: visitor, former: former, hasSecondFactor: bySecondFactor,
                in: transaction))
    }
}

extension IdentitySession {
    /// Ends the visit before and opens one that is signed in.
    static func begin(
        _ principal: Principal, kind: Kind, visitor: Visitor, former: String?, hasSecondFactor: Bool, in transaction: Transaction
    ) throws -> OpenedSession {
        let settings = IdentitySettings.of(transaction.parts)
        var ended: IdentitySession?
        if let former {
            ended = try find(former, kinds: [.anonymous, .browser], in: transaction)
            try transaction.run("DELETE FROM identity_sessions WHERE digest = \(Digest(of: former))")
        }
        let opened = try open(
            kind, principal: principal, visitor: visitor, hasSecondFactor: hasSecondFactor, seconds: settings.longest,
            in: transaction)
        transaction.audit(
            "session", principal.text, retention: .months3, detail: ["outcome": "signed-in", "session": .string(opened.id.text)])
        let anonymous = ended?.kind == .anonymous ? ended?.id.text : nil
        try transaction.emit(
            SignedIn(principal: principal, session: opened.id.text, kind: kind.rawValue, anonymous: anonymous),
            subject: principal.text,
            retention: .months3)
        return opened
    }
}

public struct SignedIn: Event {
    public static let name = "identity.signed-in"
    public let principal: Principal
    public let session: String
    /// `browser` or `bearer`.
    public let kind: String
    /// The anonymous session that ended with this: its drafts go to the account.
    public let anonymous: String?
}

public struct SignInRefused: Event {
    public static let name = "identity.sign-in-refused"
    /// Nil where nobody has the address.
    public let principal: Principal?
    /// `password` or `code`; for the auditor, never for the visitor.
    public let reason: String
}
