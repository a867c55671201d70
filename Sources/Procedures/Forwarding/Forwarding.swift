import BPMN
import Catalogue
import Delivery
import Documents
import Dossiers
import FEEL
import Folders
import Kernel
import Notices
import Store

/// A case that went from one office to another, or back.
///
///     unit A ──forwarded──▶ unit B ──returned──▶ unit A
struct Forwarding: Codable, Sendable {
    enum Kind: String, Codable, Sendable, SQLConvertible { case forwarded, returned }

    let id: ID<Forwarding>
    let procedure: ID<Procedure>
    let kind: Kind
    let fromUnit: String
    let toUnit: String
    let reason: String
    /// Whether the applicant got a letter about it.
    let isLetter: Bool
    let person: String
    let at: Instant
}

extension Reader {
    /// How a case went from office to office, oldest first.
    func forwardings(of procedure: ID<Procedure>) throws -> [Forwarding] {
        try all(
            """
            SELECT id, procedure, kind, from_unit, to_unit, reason, is_letter, person, at FROM procedures_forwardings
            WHERE procedure = \(procedure) ORDER BY id
            """)
    }

    /// The forwarding that an office can send back, because it says that it is not its business: the last one, if it came to this unit.
    func returnable(_ procedure: Procedure) throws -> Forwarding? {
        guard procedure.decidedAt == nil, !procedure.state.isOver else { return nil }
        return try forwardings(of: procedure.id).last.flatMap {
            $0.kind == .forwarded && $0.toUnit == procedure.unit ? $0 : nil
        }
    }
}

/// What moves when a case goes to another office: the case, its work, what is shared of it, its papers and, unless the service's filing
/// rule keeps the file where it is, its folder.
struct CaseMove {
    let seen: Procedure
    let unit: String
    let kind: Forwarding.Kind
    let reason: String
    let sendsLetter: Bool

    func perform(in transaction: Transaction) throws {
        var run = try CaseRun(seen.id, in: transaction)
        try tell(run, in: transaction)
        let unasked = try move(in: transaction)
        run.facts.unit = unit
        run.set("city", run.city.context(unit: unit))
        try papers(run, in: transaction)
        let id = ID<Forwarding>(at: transaction.now)
        try transaction.run(
            """
            INSERT INTO procedures_forwardings (id, procedure, kind, from_unit, to_unit, reason, is_letter, person, at)
            VALUES (\(id), \(seen.id), \(kind), \(seen.unit), \(unit), \(reason), \(sendsLetter),
                    \(transaction.caller.staff ?? transaction.caller.label), \(transaction.now))
            """)
        transaction.audit(
            "procedure", seen.id, unit: seen.unit,
            detail: ["from": .string(seen.unit), "to": .string(unit), "reason": .string(reason)])
        try run.keep(in: transaction)
        // A process that waits for the opinion of the office that has the case now waits for nobody.
        for asked in unasked where asked.token != nil { try run.goOn(after: asked.id, in: transaction) }
        try transaction.emit(
            ProcedureForwarded(
                procedure: seen.id.text, fromUnit: seen.unit, unit: unit, isReturn: kind == .returned, reason: reason),
            subject: seen.id)
    }

    /// The applicant learns of it before the case is gone, from the office that hands it over.
    private func tell(_ run: CaseRun, in transaction: Transaction) throws {
        let name = run.city.organisation.unit(unit)?.name
        if sendsLetter {
            let contact = run.city.contact(ofUnit: unit)
            let place = [contact.postalCode, contact.place].compactMap { $0 }.joined(separator: " ")
            let lines = [contact.street, place, contact.phone, contact.email].compactMap { $0 }.filter { !$0.isEmpty }
            try run.write(
                "forwarded", kind: "information",
                values: [
                    "office": .string(name?.de ?? unit), "contact": .list(lines.map { .string($0) }),
                    "reason": CaseRun.lines(reason), "back": .boolean(kind == .returned),
                ], in: transaction)
        } else {
            try CaseMessages.send(
                "forwarded", [:], words: ["office": name?[run.facts.language] ?? unit],
                key: "forward:\(seen.id):\(transaction.now)", run, in: transaction)
        }
    }

    /// The consultations that are over by that.
    private func move(in transaction: Transaction) throws -> [OfficeConsultation] {
        try transaction.run(
            "UPDATE procedures SET unit = \(unit), post = NULL, changed_at = \(transaction.now) WHERE id = \(seen.id)")
        // What waits for a person of the old office waits for anybody of the new one; what was prepared there is no longer wanted.
        try Proposal.drop(of: seen.id, in: transaction)
        try transaction.run(
            """
            UPDATE procedures_tasks SET unit = \(unit), post = NULL, claimed_by = NULL
            WHERE procedure = \(seen.id) AND unit = \(seen.unit) AND ended_at IS NULL
            """)
        try transaction.moveWork(of: seen.id, from: seen.unit, to: unit)
        let unasked = try transaction.consultations(of: seen.id).filter { $0.ending == nil && $0.unit == unit }
        for asked in unasked { try ConsultationSilence.end(asked, .ended, in: transaction) }
        return unasked
    }

    private func papers(_ run: CaseRun, in transaction: Transaction) throws {
        try transaction.perform(MoveDocuments(subject: seen.id, to: unit))
        try transaction.perform(MoveNotices(procedure: seen.id, to: unit))
        try transaction.perform(MoveDeliveries(procedure: seen.id, to: unit))
        guard run.service.folder.filing.forwarded == .moves else { return }
        var facts = run.facts
        facts.filing = try CaseFiling.place(of: run, at: transaction.now)
        try transaction.perform(MoveFolder(facts: facts))
    }
}
