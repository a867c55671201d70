import BPMN
import Documents
import FEEL
import Web
import Delivery
import Calendar
import Catalogue
import Folders
public import Kernel
public import Notices
public import Store

extension CaseRun {
    /// The remedy that the service opens by a deadline; that of administrative law where it says none.
    func remedy(_ deadline: String?) -> Remedy {
        guard let deadline, case .remedy(let remedy)? = service.folder.about.deadlines[deadline]?.named.rule.measure else {
            return .objection
        }
        return remedy
    }

    /// The remedy against a service's notices, for letters that take the place of one.
    var usualRemedy: Remedy {
        service.folder.about.notices.values.compactMap(\.remedy).sorted().first.map { remedy($0) } ?? .objection
    }

    /// The norm on a missed period, which follows the remedy and not the law of the procedure.
    var restoration: String {
        switch usualRemedy {
        case .objection, .lawsuit: "§ 70 Abs. 2, § 60 VwGO"
        case .taxObjection: "§ 110 AO"
        case .socialObjection: "§ 84 Abs. 2 Satz 3, § 67 SGG"
        }
    }

    /// Opens the period of a remedy against the letter that is issued next; returns the deadline's name.
    func openRemedy(_ remedy: Remedy, in transaction: Transaction) throws -> (name: String, deadline: Deadline) {
        let notified = try Notification(channel: channel(in: transaction), dispatched: transaction.now.date()).date(
            law: law, region: city.region)
        let deadline = try remedy.deadline(notified: notified, region: city.region)
        let name = "platform:remedy:\(try transaction.nextNoticeNumber(of: procedure))"
        try CaseDeadlines.set(name, deadline, of: procedure, in: transaction)
        // Where a remedy is open again, nothing is closed.
        try transaction.run("UPDATE procedures SET closed_at = NULL WHERE id = \(procedure)")
        return (name, deadline)
    }

    /// A letter of the platform has changed the outcome, without the process having decided.
    mutating func settle(_ outcome: Procedure.Outcome, in transaction: Transaction) throws {
        try transaction.run(
            "UPDATE procedures SET outcome = \(outcome), changed_at = \(transaction.now) WHERE id = \(procedure)")
        var values = process.variables["procedure"]?.object ?? [:]
        values["outcome"] = .string(outcome.rawValue)
        set("procedure", .object(values))
    }
}

extension Notice {
    /// Whether it decides something and still has effect.
    var isRuling: Bool { remedy != nil && replacement?.endsEffect != true }
}

extension Reader {
    /// A notice of a procedure that still has effect, and against which a remedy is or was open.
    func ruling(_ id: String, of procedure: ID<Procedure>) throws -> Notice? {
        try rulings(of: procedure).first { $0.id.text == id }
    }

    /// Notices of a procedure that decide something and still have effect, oldest first.
    public func rulings(of procedure: ID<Procedure>) throws -> [Notice] {
        try notices(of: procedure, visibleTo: .system("procedures")).filter(\.isRuling)
    }

    /// Whether the applicant was heard since a moment: they answered, or their day has passed.
    func wasHeard(in procedure: ID<Procedure>, since moment: Instant) throws -> Bool {
        try requests(of: procedure).contains {
            $0.kind == .hearing && $0.askedAt >= moment && ($0.ending == .answered || $0.ending == .lapsed)
        }
    }
}
