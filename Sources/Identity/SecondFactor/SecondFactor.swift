import Kernel
import Store

/// One-time codes and recovery codes of a credential: each is accepted once.
enum SecondFactor {
    /// Whether a code is right and has not been used; uses it up.
    static func accept(_ code: String, for credential: Credential, in transaction: Transaction) throws -> Bool {
        let code = String(code.filter { !$0.isWhitespace && $0 != "-" }).uppercased()
        if code.utf8.count == 6 { return try acceptTimed(code, secret: credential.codes, for: credential, in: transaction) }
        return try acceptRecovery(code, for: credential, in: transaction)
    }

    static func acceptTimed(_ code: String, secret sealed: String?, for credential: Credential, in transaction: Transaction)
        throws -> Bool
    {
        guard let sealed else { return false }
        guard let text = try transaction.part(SecretKey.self).open(sealed, place: place(credential)),
            let secret = Hex.decode(text)
        else {
            throw IdentityFault.sealBroken
        }
        let machine = IdentitySettings.of(transaction.parts).clock.now()
        // A telephone shows the machine's time; a demo's city clock may have been moved, and its listing shows codes by that.
        for moment in [machine, transaction.now] {
            guard let step = OneTimeCode.step(of: code, secret: secret, near: moment) else { continue }
            return try transaction.run(
                """
                INSERT INTO identity_used_codes (credential, step, used_at) VALUES (\(credential.id), \(step), \(machine))
                ON CONFLICT (credential, step) DO NOTHING
                """) == 1
        }
        return false
    }

    private static func acceptRecovery(_ code: String, for credential: Credential, in transaction: Transaction) throws -> Bool {
        guard code.utf8.count == recoveryLength else { return false }
        let digest = try transaction.part(SecretKey.self).digest(of: code, place: place(credential))
        let now = IdentitySettings.of(transaction.parts).clock.now()
        let used = try transaction.run(
            """
            UPDATE identity_recovery_codes SET used_at = \(now)
            WHERE credential = \(credential.id) AND digest = \(digest) AND used_at IS NULL
            """)
        guard used == 1 else { return false }
        try transaction.emit(RecoveryCodeUsed(principal: credential.principal), subject: credential.principal.text)
        return true
    }

    /// 16 characters of Base32, 80 bits.
    private static let recoveryLength = 16

    /// Ten fresh recovery codes in groups of four; those before are void.
    static func renewRecoveryCodes(of credential: Credential, in transaction: Transaction) throws -> [String] {
        try transaction.run("DELETE FROM identity_recovery_codes WHERE credential = \(credential.id)")
        let key = try transaction.part(SecretKey.self)
        return try (0..<10).map { _ in
            let code = Base32.encode(Crypto.random(10))
            try transaction.run(
                """
                INSERT INTO identity_recovery_codes (credential, digest) VALUES (\(credential.id), \(key.digest(of: code, place: place(credential))))
                """)
            return stride(from: 0, to: code.count, by: 4).map { String(code.dropFirst($0).prefix(4)) }.joined(separator: "-")
        }
    }

    /// Where a secret of this credential may be opened.
    static func place(_ credential: Credential) -> String { "identity.codes:\(credential.id)" }
}

/// A code from the list was used instead of the telephone.
struct RecoveryCodeUsed: Event {
    static let name = "identity.recovery-code-used"
    let principal: Principal
}
