import Kernel
public import Store

/// How often a row of a decision table made a result.
public struct RuleHits: Codable, Hashable, Sendable {
    /// The row's identifier in the model; nil where it has none.
    public let rule: String?
    /// From 1; where versions differ, the row's place in one of them.
    public let row: Int
    public let number: Int
}

extension Reader {
    /// Hits by row of one table. The rows stand in each decision's record, so the database takes them apart.
    public func ruleHits(_ filter: FigureFilter, table: String) throws -> [RuleHits] {
        let rule: SQL = "r.value ->> 'rule'"
        let row: SQL = "CAST(r.value ->> 'row' AS BIGINT)"
        return try all(
            "SELECT " + rule + " AS rule, MAX(" + row + ") AS row, COUNT(*) AS number" + hits(filter, table)
                + " GROUP BY " + rule + ", CASE WHEN " + rule + " IS NULL THEN " + row + " ELSE 0 END")
    }

    /// In how many evaluations a row of the table hit.
    public func tableUses(_ filter: FigureFilter, table: String) throws -> Int {
        try value(Int.self, "SELECT COUNT(DISTINCT d.id)" + hits(filter, table)) ?? 0
    }

    private func hits(_ filter: FigureFilter, _ table: String) -> SQL {
        let rows = SQL.either(
            sqlite: "JOIN json_each(d.rows) r ON TRUE",
            postgres: "CROSS JOIN LATERAL jsonb_array_elements(CAST(d.rows AS jsonb)) AS r(value)")
        return " FROM procedures p JOIN procedures_decisions d ON d.procedure = p.id " + rows + " WHERE " + filter.scope + " AND "
            + filter.period + " AND r.value ->> 'table' = \(table)"
    }
}
