import BPMN
import Calendar
import Delivery
import Folders
public import Kernel
import Notices
public import Store

/// A notice was issued as a letter, and its dates were counted as if it had been posted on the same day. Now it is known on which
/// day it really was: dates, timers and the day of closing are counted from there (§ 41 Abs. 2 VwVfG, § 122 Abs. 2 AO: the
/// presumption begins with the giving to the post). Doing it again changes nothing.
public struct CountFromPosting: Action {
    public static let name = "procedures.count-from-posting"
    public static let audience: Audience = .system
    let procedure: ID<Procedure>
    let notice: ID<Notice>
    let template: String
    /// Which of the procedure's letters of this template it is, from 0.
    let place: Int
    let day: LocalDate

    public func perform(in transaction: Transaction) throws {
        var run = try CaseRun(procedure, in: transaction)
        let before = try transaction.deadlines(of: procedure)
        if run.post(template, place: place, on: day) { try run.keep(in: transaction) }
        let letter = try transaction.notice(notice, visibleTo: .system("procedures"))
        // What is served counts from the day of service, which nobody knows yet.
        if letter.service == nil { _ = try run.countRemedy(of: letter, from: day, by: .post, in: transaction) }
        let moved = try transaction.deadlines(of: procedure).compactMap { deadline -> DatesMoved.Move? in
            guard let old = before.first(where: { $0.name == deadline.name })?.date, old != deadline.date else { return nil }
            return DatesMoved.Move(name: deadline.name, from: old, to: deadline.date)
        }
        transaction.audit(
            "procedure", procedure, unit: run.facts.unit,
            detail: [
                "notice": .string(notice.text), "reason": "posted", "day": .string(day.description),
                "dates": .object(
                    Dictionary(
                        moved.map { ($0.name, ["from": .string($0.from.description), "to": .string($0.to.description)]) },
                        uniquingKeysWith: { $1 })),
            ])
        try run.moveTimers(in: transaction)
        if run.process.status == .completed { try CaseClosing.schedule(run, in: transaction) }
        guard !moved.isEmpty else { return }
        try transaction.emit(
            DatesMoved(procedure: procedure.text, notice: notice.text, day: day, dates: moved), subject: procedure)
    }

    /// A letter that carries no notice starts no date.
    static func hear(_ event: ItemPosted, in transaction: Transaction) throws {
        guard let document = event.document else { return }
        let notices = try transaction.notices(of: event.procedure, visibleTo: .system("procedures"))
        guard let notice = notices.first(where: { $0.document == document }) else { return }
        let place = notices.filter { $0.template == notice.template }.firstIndex { $0.id == notice.id } ?? 0
        try transaction.perform(
            CountFromPosting(
                procedure: ID(event.procedure), notice: notice.id, template: notice.template, place: place, day: event.day))
    }
}

/// A letter was posted on another day than it was issued, so dates are others.
public struct DatesMoved: Event {
    public static let name = "procedures.dates-moved"

    public struct Move: Codable, Sendable {
        public let name: String
        public let from: LocalDate
        public let to: LocalDate
    }

    public let procedure: String
    public let notice: String
    /// On which it was given to the post.
    public let day: LocalDate
    public let dates: [Move]
}

extension CaseRun {
    /// Puts the day of posting in the place of the day of issue; false where nothing was sent so, or it was by post on this day.
    mutating func post(_ template: String, place: Int, on day: LocalDate) -> Bool {
        let issues = happened.indices.filter { happened[$0].name == "issued:\(template)" }
        guard issues.indices.contains(place) else { return false }
        let old = happened[issues[place]]
        // What was meant for a mailbox that was refused meanwhile is a letter all the same.
        guard let channel = old.channel, channel != .post || old.date != day else { return false }
        happened[issues[place]] = DatedEvent(
            old.name, on: day, label: old.label, channel: .post, received: old.received, instruction: old.instruction)
        return true
    }

    /// Timers that wait for a deadline's end ring at its new end.
    func moveTimers(in transaction: Transaction) throws {
        for subscription in process.subscriptions {
            guard case .timer(.deadline(let name), _, _) = subscription.trigger, let end = end(of: name) else { continue }
            try transaction.moveJob(key: CaseTimers.key(procedure, subscription.id), to: end)
        }
    }

    /// A deadline has passed at the beginning of the day after it.
    func end(of deadline: String) -> Instant? {
        process.variables["dates"]?[deadline]?.string.flatMap { LocalDate($0.dropFirst()) }.map {
            Instant(startOf: $0.adding(days: 1))
        }
    }
}
