public import Kernel
public import Store

/// What was done to keep the city's data: a copy was made, or everything was verified.
public struct HouseCheck: Codable, Sendable {
    public enum Kind: String, Codable, Sendable, SQLConvertible { case backup, verify }

    public let id: ID<HouseCheck>
    public let kind: Kind
    public let at: Instant
    /// How much was wrong.
    public let findings: Int
    /// Where a copy lies; empty for a verification.
    public let place: String
}

/// Notes that a copy was made or that everything was verified, so that people see when it was last done.
public struct NoteCheck: Action {
    public static let name = "operation.note-check"
    public static let audience: Audience = .system
    let kind: HouseCheck.Kind
    let findings: Int
    let place: String

    public init(_ kind: HouseCheck.Kind, findings: Int, place: String = "") {
        self.kind = kind
        self.findings = findings
        self.place = place
    }

    public func perform(in transaction: Transaction) throws {
        let id = ID<HouseCheck>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO operation_checks (id, kind, at, findings, place)
            VALUES (\(id), \(kind), \(transaction.now), \(findings), \(place))
            """)
        transaction.audit(
            "check", id, retention: .years10,
            detail: ["kind": .string(kind.rawValue), "findings": .number(Decimal128(findings))])
        try transaction.emit(CheckNoted(kind: kind.rawValue, findings: findings), subject: id)
    }
}

public struct CheckNoted: Event {
    public static let name = "operation.check-noted"
    public let kind: String
    public let findings: Int
}

extension Reader {
    /// The last backup or verification; nil where there was none.
    public func lastCheck(_ kind: HouseCheck.Kind) throws -> HouseCheck? {
        try first("SELECT * FROM operation_checks WHERE kind = \(kind) ORDER BY id DESC LIMIT 1")
    }
}
