import Kernel
public import Store

/// A secret that a one-time code program is to learn.
public struct OfferedSecret: Sendable, CustomStringConvertible {
    /// Base32, as people type it.
    public let text: String
    /// `otpauth://…`, as programs read it.
    public let address: String
    public var description: String { "OfferedSecret" }
}

/// Makes a secret for one-time codes and shows it; nothing is asked for before a code has confirmed it.
public struct OfferSecondFactor: Action {
    public static let name = "identity.offer-second-factor"
    public static let audience: Audience = [.account, .staff]

    public init() {}

    public func perform(in transaction: Transaction) throws -> OfferedSecret {
        guard let credential = try Credential.own(transaction.caller, in: transaction) else { throw IdentityFault.sessionUnknown }
        guard !credential.hasCodes else { throw IdentityFault.codesActive }
        // 160 bits, RFC 4226 § 4 R6.
        let secret = Crypto.random(20)
        let sealed = try transaction.part(SecretKey.self).seal(Hex.encode(secret), place: SecondFactor.place(credential))
        try transaction.run("UPDATE identity_credentials SET codes_offered = \(sealed) WHERE id = \(credential.id)")
        transaction.audit("credential", credential.principal.text)
        let issuer = IdentitySettings.of(transaction.parts).issuer
        return OfferedSecret(
            text: Base32.encode(secret), address: OneTimeCode.address(secret: secret, account: credential.email, issuer: issuer))
    }

    /// The secret that was offered and not yet confirmed, to show it again beside a mistake.
    static func pending(_ caller: Caller, in reader: Reader) throws -> OfferedSecret? {
        guard let credential = try Credential.own(caller, in: reader), let sealed = credential.codesOffered else { return nil }
        guard let text = try reader.part(SecretKey.self).open(sealed, place: SecondFactor.place(credential)),
            let secret = Hex.decode(text)
        else {
            throw IdentityFault.sealBroken
        }
        let issuer = IdentitySettings.of(reader.parts).issuer
        return OfferedSecret(
            text: Base32.encode(secret), address: OneTimeCode.address(secret: secret, account: credential.email, issuer: issuer))
    }
}

/// From now on signing in asks for a code. Answers the recovery codes, shown once; nil where the code was wrong. Sessions that
/// were opened by a password alone end, but for the one in which the code was shown.
public struct AddSecondFactor: Action {
    public static let name = "identity.add-second-factor"
    public static let audience: Audience = [.account, .staff]
    let code: String
    let session: String?

    /// - Parameters:
    ///   - code: what the program shows.
    ///   - session: in which it is typed in; it counts as opened with a code from now on.
    public init(code: String, session: String? = nil) {
        self.code = code
        self.session = session
    }

    public func perform(in transaction: Transaction) throws -> [String]? {
        guard let credential = try Credential.own(transaction.caller, in: transaction) else { throw IdentityFault.sessionUnknown }
        guard let offered = credential.codesOffered else {
            throw credential.hasCodes ? IdentityFault.codesActive : .codesInactive
        }
        transaction.audit("credential", credential.principal.text)
        let digits = String(code.filter { !$0.isWhitespace })
        let attempts = Attempts(keys: [.secret("codes:\(credential.id)", free: 10)], in: transaction)
        if let seconds = try attempts.wait() { throw IdentityFault.blocked(seconds: seconds) }
        guard try SecondFactor.acceptTimed(digits, secret: offered, for: credential, in: transaction) else {
            try attempts.fail()
            return nil
        }
        try transaction.run(
            "UPDATE identity_credentials SET codes = \(offered), codes_offered = NULL WHERE id = \(credential.id)")
        if let session {
            try transaction.run(
                "UPDATE identity_sessions SET second_factor = 1 WHERE id = \(session) AND principal = \(credential.principal)")
        }
        try transaction.run(
            "DELETE FROM identity_sessions WHERE principal = \(credential.principal) AND kind <> 'halfway' AND second_factor = 0")
        let codes = try SecondFactor.renewRecoveryCodes(of: credential, in: transaction)
        try transaction.emit(SecondFactorAdded(principal: credential.principal), subject: credential.principal.text)
        return codes
    }
}

public struct SecondFactorAdded: Event {
    public static let name = "identity.second-factor-added"
    public let principal: Principal
}
