extension Transaction {
    /// What one unit has to do with a record goes to another with it: waiting work, so that what fails later is told there, and what
    /// waits for a person already. What other units have to do with it stays with them.
    public func moveWork(of subject: some CustomStringConvertible, from former: String, to unit: String) throws {
        let subject = subject.description
        try run(
            """
            UPDATE jobs SET unit = \(unit)
            WHERE subject = \(subject) AND unit = \(former) AND state IN ('waiting', 'running', 'incident')
            """)
        try run(
            "UPDATE incidents SET unit = \(unit) WHERE subject = \(subject) AND unit = \(former) AND resolved_at IS NULL")
    }
}
