import Catalogue
import Delivery
import Folders
public import Kernel
import Notices
import Procedures
public import Store
import Web

/// Reminds the holder of a permit on the first day on which it can be renewed, once. Nobody is reminded of what has ended, has been
/// renewed already, or can no longer be renewed.
///
/// No norm asks for it; it is advice after § 25 (1) VwVfG.
public struct RemindHolder: Action {
    public static let name = "applications.remind-holder"
    public static let audience: Audience = .system
    let notice: ID<Notice>
    let procedure: ID<Procedure>

    /// Hour of the day at which reminders go out.
    private static let hour = 8.0
    static let kind = "applications.remind"

    static let job = JobKind(kind) { job, store in
        guard let notice = job.payload["notice"]?.string else { return }
        _ = try await store.perform(
            RemindHolder(notice: ID(notice), procedure: ID(job.subject)), as: .system("applications"))
    }

    /// Puts in the reminder of a notice that holds until a day.
    static func plan(_ event: NoticeIssued, in transaction: Transaction) throws {
        let system = Caller.system("applications")
        guard
            let holding = try transaction.verifications(of: event.procedure, visibleTo: system).first(where: {
                $0.notice.text == event.notice
            })
        else { return }
        let procedure = try transaction.procedure(ID(event.procedure), visibleTo: system)
        let service = try transaction.part(CatalogueShelf.self).pinned(procedure.serviceHash, in: transaction)
        guard let day = service.renewalBegins(holding.validUntil, try transaction.part(City.self).region) else { return }
        try transaction.enqueue(
            kind, key: "\(kind):\(event.notice)", subject: event.procedure, payload: ["notice": .string(event.notice)],
            at: max(transaction.now, Instant(startOf: day).adding(seconds: hour * 3600)), unit: procedure.unit)
    }

    /// Whether somebody was reminded.
    public func perform(in transaction: Transaction) throws -> Bool {
        let system = Caller.system("applications")
        let found = try transaction.procedure(procedure, visibleTo: system)
        let today = transaction.now.date()
        let holding = try transaction.verifications(of: procedure, visibleTo: system).first { $0.notice == notice }
        let service =
            try transaction.part(City.self).services.contains(found.slug)
            ? transaction.part(CatalogueShelf.self).offered(found.slug, on: today) : nil
        guard let holding, holding.ending == nil, today <= holding.validUntil, let service,
            service.folder.about.renewal != nil, try !transaction.isFollowed(procedure.text, by: .renewal)
        else {
            transaction.audit("procedure", procedure, unit: found.unit, detail: ["reminded": false])
            return false
        }
        try send(found, holding, service, in: transaction)
        transaction.audit("procedure", procedure, unit: found.unit, detail: ["reminded": true])
        try transaction.emit(HolderReminded(procedure: procedure.text, until: holding.validUntil), subject: procedure)
        return true
    }

    private func send(_ found: Procedure, _ holding: Verification, _ service: Service, in transaction: Transaction) throws {
        let facts = try transaction.caseFacts(of: procedure)
        let words = ServiceWords(
            service, city: try transaction.part(City.self), language: facts.language, now: transaction.now)
        let values = [
            "service": words.title, "reference": found.reference, "label": words("renewal.label"),
            "date": Written.longDate(holding.validUntil, facts.language),
        ]
        _ = try transaction.perform(
            SendMessage(
                procedure: procedure, reference: found.reference, key: "renewal:\(notice)",
                title: Texts.shared("applications.reminder.subject", facts.language, values),
                body: Texts.shared("applications.reminder.body", facts.language, values),
                to: Addressee(
                    account: found.owner, email: facts.email, lines: [facts.applicant] + facts.address, language: facts.language),
                unit: found.unit, confidential: found.confidential))
    }
}

/// The holder of a permit learnt that it ends soon.
public struct HolderReminded: Event {
    public static let name = "applications.holder-reminded"
    public let procedure: String
    public let until: LocalDate
}
