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
}

enum CaseDecisions {
    static func store(
        _ result: DecisionResult, element: String, decision: String, of procedure: ID<Procedure>, in transaction: Transaction
    ) throws -> CaseDecision {
        let rows = result.trace.flatMap { trace in trace.rows.map { RuleRow(trace, $0) } }
        let made = CaseDecision(
            element: element, decision: decision, result: result.value.typedJSON, rows: rows, origins: result.origins,
            at: transaction.now)
        try transaction.post(
            """
            INSERT INTO procedures_decisions (id, procedure, element, decision, result, rows, origins, at)
            VALUES (\(ID<CaseDecision>(at: transaction.now)), \(procedure), \(element), \(decision), \(made.result),
                    \(try JSON(encoding: rows)), \(try result.origins.map { try JSON(encoding: $0) }), \(transaction.now))
            """)
        return made
    }
}

extension CaseDecisions {
    /// The latest rows behind each result of a business rule task, by the result's name in the process.
    static func rows(of decisions: [CaseDecision], service: Service) -> [String: [RuleRow]] {
        var rows: [String: [RuleRow]] = [:]
        for decision in decisions {
            guard let name = service.folder.result(of: decision.element) else { continue }
            rows[name] = decision.rows
        }
        return rows
    }

    /// What each part of the latest results depends on. A result that another decision had read is replaced by what was behind it
    /// at that time, so that only answers, rows, dates, acts and facts remain.
    static func origins(of decisions: [CaseDecision], service: Service) -> [String: Origins] {
        var known: [String: Origins] = [:]
        for decision in decisions {
            guard let name = service.folder.result(of: decision.element) else { continue }
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
            "SELECT element, decision, result, rows, origins, at FROM procedures_decisions WHERE procedure = \(procedure) ORDER BY id"
        )
    }
}
