import Catalogue
import DMN
import FEEL
public import Folders
public import Kernel
public import Store

/// A decision that a table made in a case.
public struct CaseDecision: Codable, Sendable {
    public let element: String
    public let decision: String
    /// Typed JSON.
    public let result: JSON
    public let rows: [RuleRow]
    public let at: Instant
}

enum CaseDecisions {
    static func store(
        _ result: DecisionResult, element: String, decision: String, of procedure: ID<Procedure>, in transaction: Transaction
    ) throws -> CaseDecision {
        let rows = result.trace.flatMap { trace in trace.rows.map { RuleRow(trace, $0) } }
        let made = CaseDecision(
            element: element, decision: decision, result: result.value.typedJSON, rows: rows, at: transaction.now)
        try transaction.post(
            """
            INSERT INTO procedures_decisions (id, procedure, element, decision, result, rows, at)
            VALUES (\(ID<CaseDecision>(at: transaction.now)), \(procedure), \(element), \(decision), \(made.result),
                    \(try JSON(encoding: rows)), \(transaction.now))
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
}

extension Reader {
    /// What tables decided in a case, in order.
    public func decisions(of procedure: ID<Procedure>) throws -> [CaseDecision] {
        try all("SELECT element, decision, result, rows, at FROM procedures_decisions WHERE procedure = \(procedure) ORDER BY id")
    }
}
