public import Kernel
public import Store

/// By what a principal proves to be itself: an address, a password, perhaps one-time codes.
public struct Credential: Codable, Sendable {
    public enum State: String, Codable, Sendable, SQLConvertible { case active, suspended }

    public let id: ID<Credential>
    public let principal: Principal
    /// Normalised; unique in the city.
    public let email: String
    /// Shown in the head of pages.
    public let name: String
    public let language: Language
    /// Argon2id, encoded.
    let password: String
    public let passwordAt: Instant
    /// The secret of one-time codes, sealed; nil where there are none.
    let codes: String?
    /// A secret that was shown but not yet confirmed by a code.
    let codesOffered: String?
    public let state: State
    public let createdAt: Instant

    /// Whether signing in asks for a one-time code.
    public var hasCodes: Bool { codes != nil }

    static func by(email: String, in reader: Reader) throws -> Credential? {
        try reader.first("SELECT * FROM identity_credentials WHERE email = \(email)")
    }

    static func of(_ principal: Principal, in reader: Reader) throws -> Credential? {
        try reader.first("SELECT * FROM identity_credentials WHERE principal = \(principal)")
    }

    /// One's own credential.
    public static func own(_ caller: Caller, in reader: Reader) throws -> Credential? {
        guard let principal = Principal(caller) else { return nil }
        return try of(principal, in: reader)
    }
}

extension Credential: CustomStringConvertible {
    /// Without any secret.
    public var description: String { "Credential(\(principal.text))" }
}
