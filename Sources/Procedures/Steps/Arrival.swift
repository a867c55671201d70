public import Kernel
import Store

/// How and on which day something came that staff enter for the applicant: a letter, a call, what is handed in at the counter.
/// Periods are kept by the day on which it came, not by the day on which somebody typed it in (§ 31 VwVfG, § 108 AO).
public struct Arrival: Codable, Hashable, Sendable {
    public enum Channel: String, Codable, Sendable, CaseIterable { case paper, counter, phone }

    public let channel: Channel
    public let day: LocalDate

    public init(channel: Channel, day: LocalDate) {
        self.channel = channel
        self.day = day
    }

    /// The day must have been: not after today, and not before what it answers.
    func check(from first: LocalDate, today: LocalDate, _ mistakes: inout Mistakes) {
        if day > today { mistakes.add("receivedOn", "date-future") }
        if day < first { mistakes.add("receivedOn", "date-before") }
    }

    /// The moment that stands for the day.
    func moment(now: Instant) -> Instant { day == now.date() ? now : Instant(startOf: day) }
}

extension CaseAccess {
    /// The procedure, for taking in what its applicant hands over: in its unit, or anywhere by whoever opened it at the counter
    /// with its reference, which is what the executable's grants of a member of staff stand for.
    static func receive(_ action: String, at id: ID<Procedure>, in transaction: Transaction) throws -> Procedure {
        let caller = transaction.caller
        let procedure = try transaction.procedure(id, visibleTo: caller)
        guard caller.may(action, in: procedure.unit) || (caller.grants.contains(id.text) && caller.may(action)) else {
            throw StoreFault.forbidden(action)
        }
        return procedure
    }
}
