import Catalogue
import DMN
public import Folders
public import FEEL
public import Kernel
public import Store

/// A decision that a table made in a case.
public struct CaseDecision: Codable, Sendable {
    public let element: String
    public let decision: String
    /// Typed JSON.
    public let result: JSON
    public let rows: [RuleRow]
    /// What each part of the result depends on; nil for decisions of before this was kept.
    public let origins: Origins?
    public let at: Instant
    /// Hash of the service's version whose table it was; nil for decisions of before this was kept.
    public let serviceHash: String?
}

enum CaseDecisions {
    static func store(
        _ result: DecisionResult, element: String, decision: String, by service: Service, of procedure: ID<Procedure>,
        in transaction: Transaction
    ) throws -> CaseDecision {
        let rows = result.trace.flatMap { trace in trace.rows.map { RuleRow(trace, $0) } }
        let made = CaseDecision(
            element: element, decision: decision, result: result.value.typedJSON, rows: rows, origins: result.origins,
            at: transaction.now, serviceHash: service.hash.hex)
        try transaction.post(
            """
            INSERT INTO procedures_decisions (id, procedure, element, decision, result, rows, origins, at, service_hash)
            VALUES (\(ID<CaseDecision>(at: transaction.now)), \(procedure), \(element), \(decision), \(made.result),
                    \(try JSON(encoding: rows)), \(try result.origins.map { try JSON(encoding: $0) }), \(transaction.now), \(service.hash))
            """)
        return made
    }
}

extension CaseDecisions {
    /// Decisions with the names that their results have in the process: each by the version that made it.
    static func named(_ decisions: [CaseDecision], _ present: Service, in reader: Reader) throws
        -> [(result: String, decision: CaseDecision)]
    {
        try decisions.compactMap { decision in
            let hash = decision.serviceHash ?? present.hash.hex
            let service = hash == present.hash.hex ? present : try reader.part(CatalogueShelf.self).pinned(hash, in: reader)
            return service.folder.result(of: decision.element).map { ($0, decision) }
        }
    }

    /// The latest rows behind each result of a business rule task, by the result's name in the process.
    static func rows(of decisions: [(result: String, decision: CaseDecision)]) -> [String: [RuleRow]] {
        Dictionary(decisions.map { ($0.result, $0.decision.rows) }, uniquingKeysWith: { $1 })
    }

    /// What each part of the latest results depends on. A result that another decision had read is replaced by what was behind it
    /// at that time, so that only answers, rows, dates, acts and facts remain.
    static func origins(of decisions: [(result: String, decision: CaseDecision)]) -> [String: Origins] {
        var known: [String: Origins] = [:]
        for (name, decision) in decisions {
            let origins = decision.origins ?? Origins(marks: decision.rows.flatMap { [$0.mark] + $0.reads })
            known[name] = origins.resolving(known)
        }
        return known
    }
}

extension Reader {
    /// What tables decided in a case, in order.
    public func decisions(of procedure: ID<Procedure>) throws -> [CaseDecision] {
        try all(
            "SELECT element, decision, result, rows, origins, at, service_hash FROM procedures_decisions WHERE procedure = \(procedure) ORDER BY id"
        )
    }
}
