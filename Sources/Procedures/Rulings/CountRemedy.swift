import BPMN
import Calendar
import Catalogue
import Delivery
import Documents
import FEEL
import Folders
import Kernel
import Notices
import Store

extension ServiceHandling.Conveyance {
    /// The way by whose rule a served letter counts as notified.
    var channel: DeliveryChannel? {
        switch self {
        case .notification: nil
        case .record: .serviceCertificate
        case .registered: .returnReceipt
        case .receipt: .receiptConfirmation
        }
    }
}

extension CaseRun {
    /// Counts the period of the remedy that a letter of the platform opens from the day on which it was posted or served. False where it
    /// opens none.
    func countRemedy(of notice: Notice, from day: LocalDate, by way: DeliveryChannel, in transaction: Transaction) throws -> Bool
    {
        guard let name = notice.remedy, name.hasPrefix("platform:remedy:") else { return false }
        // Service follows the VwZG under every procedural law (§ 73 (3) sentence 2 VwGO); a letter counts by the law of the case.
        let rules = way == .post ? law : ProceduralLaw(.vwvfg)
        let notified = try Notification(channel: way, dispatched: day).date(law: rules, region: city.region)
        let remedy: Remedy = notice.kind == "objection-refusal" ? .lawsuit : usualRemedy
        try CaseDeadlines.set(
            name, try remedy.deadline(notified: notified, region: city.region), of: procedure, in: transaction)
        return true
    }
}

/// A letter was served, and the period of its remedy begins with that day (§ 57 (1), § 74 (1) VwGO). Doing it again changes nothing.
struct CountFromService: Action {
    static let name = "procedures.count-from-service"
    static let audience: Audience = .system
    let procedure: ID<Procedure>
    let notice: Notice
    let service: String
    let day: LocalDate

    func perform(in transaction: Transaction) throws {
        var run = try CaseRun(procedure, in: transaction)
        transaction.audit(
            "procedure", procedure, unit: run.facts.unit,
            detail: ["notice": .string(notice.id.text), "reason": "served", "day": .string(day.description)])
        guard let way = ServiceHandling.Conveyance(rawValue: service)?.channel else { return }
        guard try run.countRemedy(of: notice, from: day, by: way, in: transaction) else { return }
        try run.keep(in: transaction)
        if run.process.status == .completed { try CaseClosing.schedule(run, again: true, in: transaction) }
    }

    static func hear(_ event: ItemServed, in transaction: Transaction) throws {
        guard let document = event.document else { return }
        let notices = try transaction.notices(of: event.procedure, visibleTo: .system("procedures"))
        guard let notice = notices.first(where: { $0.document == document }) else { return }
        try transaction.perform(
            CountFromService(procedure: ID(event.procedure), notice: notice, service: event.service, day: event.day))
    }
}
