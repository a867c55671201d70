import Folders
import Kernel
public import Store

/// Ends what the documents of a case grant before their last day: their codes say so from this moment on.
///
/// Open to processes (`notices.end-validity`, input `reference`), where a new document takes the place of an old one; and to other
/// actions in their own transaction, where a notice is withdrawn. What was issued before this program came is unknown to it:
/// then nothing ends, which is no failure.
public struct EndValidity: Action {
    public static let name = "notices.end-validity"
    public static let audience: Audience = .system

    /// Which documents.
    private enum Which: Sendable {
        case procedure(String)
        /// A process ends documents of its own service and unit only, whatever reference somebody typed in.
        case reference(String, slug: String, unit: String)
    }

    private let which: Which
    private let ending: Verification.Ending

    public init(procedure: some CustomStringConvertible, _ ending: Verification.Ending) {
        which = .procedure(procedure.description)
        self.ending = ending
    }

    init(_ call: ServiceCall) throws {
        let facts: CaseFacts = try call.facts()
        let reference = call.inputs["reference"]?.string ?? ""
        which = .reference(reference.uppercased().filter { !$0.isWhitespace }, slug: facts.slug, unit: facts.unit)
        ending = .replaced
    }

    /// - Returns: how many documents ended.
    public func perform(in transaction: Transaction) throws -> Int {
        let condition: SQL =
            switch which {
            case .procedure(let id): "procedure = \(id)"
            case .reference(let reference, let slug, let unit): "reference = \(reference) AND slug = \(slug) AND unit = \(unit)"
            }
        struct Row: Codable, Sendable {
            let notice: ID<Notice>
            let procedure: String
            let unit: String
        }
        let rows: [Row] = try transaction.all(
            "SELECT notice, procedure, unit FROM notices_verifications WHERE ending IS NULL AND " + condition)
        try transaction.run(
            "UPDATE notices_verifications SET ending = \(ending), ended_on = \(transaction.now.date()) WHERE ending IS NULL AND "
                + condition)
        let subject =
            switch which {
            case .procedure(let id): id
            case .reference(let reference, _, _): rows.first?.procedure ?? reference
            }
        transaction.audit(
            "procedure", subject, unit: rows.first?.unit,
            detail: ["ended": .number(Decimal128(rows.count)), "why": .string(ending.rawValue)])
        for row in rows {
            try transaction.emit(
                ValidityEnded(notice: row.notice.text, procedure: row.procedure, why: ending.rawValue), subject: row.procedure)
        }
        return rows.count
    }
}

/// What a notice granted holds no longer.
public struct ValidityEnded: Event {
    public static let name = "notices.validity-ended"
    public let notice: String
    public let procedure: String
    /// `replaced` or `withdrawn`.
    public let why: String
}
