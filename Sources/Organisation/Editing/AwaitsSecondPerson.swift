public import Kernel
public import Store

/// Something that one person wants and a second one must let happen (docs/decisions/0018): a row with who wanted it, and columns
/// `decided_by`, `decided_at` and `decision`, null until somebody has decided.
///
///     waiting ──somebody else confirms──▶ confirmed, and carried out in the same transaction
///             ├─somebody else refuses───▶ refused
///             └─its author takes it back─▶ withdrawn
public protocol AwaitsSecondPerson: Decodable, Sendable {
    /// The table of its rows.
    static var table: StaticString { get }
    /// Thrown where it has been decided already, or never was.
    static var over: any Fault { get }
    /// Thrown where its author wants to confirm it.
    static var secondPersonNeeded: any Fault { get }
    /// How a caller stands in its rows, as author and as the one who decides.
    static func mark(of caller: Caller) -> String
    /// The mark of whoever wanted it.
    var author: String { get }
    /// Throws where a caller who is not its author may not decide it. Where nothing is said, the action's permission is enough.
    func checkSecond(_ caller: Caller, in transaction: Transaction) throws
}

extension AwaitsSecondPerson {
    public static func mark(of caller: Caller) -> String { caller.label }
    public func checkSecond(_ caller: Caller, in transaction: Transaction) throws {}
}

/// What came of a proposal.
public enum Ruling: String, Codable, Sendable, SQLConvertible { case confirmed, refused, withdrawn }

extension Transaction {
    /// The caller decides a proposal: it is held, judged and marked. `carryOut` follows for one that is confirmed, before the action
    /// writes its audit entry and its event; what it throws takes the decision back with everything else.
    public func decide<P: AwaitsSecondPerson>(
        _ type: P.Type = P.self, id: String, confirms: Bool, carryOut: (P) throws -> Void = { _ in }
    ) throws -> (proposal: P, ruling: Ruling) {
        try lock(P.table, id: id)
        let open: P? = try first("SELECT * FROM \(name: P.table) WHERE id = \(id) AND decided_at IS NULL")
        guard let open else { throw P.over }
        let own = P.mark(of: caller)
        let isOwn = open.author == own
        if isOwn, confirms { throw P.secondPersonNeeded }
        if !isOwn { try open.checkSecond(caller, in: self) }
        let ruling: Ruling = confirms ? .confirmed : isOwn ? .withdrawn : .refused
        try run(
            """
            UPDATE \(name: P.table) SET decided_by = \(own), decided_at = \(now), decision = \(ruling)
            WHERE id = \(id) AND decided_at IS NULL
            """)
        if ruling == .confirmed { try carryOut(open) }
        return (open, ruling)
    }
}
