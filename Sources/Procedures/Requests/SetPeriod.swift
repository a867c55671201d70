import BPMN
import Catalogue
public import Calendar
public import Kernel
import Delivery
import Folders
import Store
import Web

/// How long somebody gets, as a clerk chooses it: a period from the notification on, or a day.
public enum SetPeriod: Hashable, Sendable {
    case period(LegalPeriod)
    case day(LocalDate)

    /// What a form offers besides a day of one's own choice.
    static let choices = ["P7D", "P14D", "P21D", "P1M"]

    /// Reads `period` and `date` of a form; nil where neither can be read.
    init?(_ period: String, _ date: String, day: LocalDate?) {
        if let day {
            self = .day(day)
        } else if date.isEmpty, let period = LegalPeriod(period) {
            self = .period(period)
        } else {
            return nil
        }
    }

    /// The last day, explained. A period that the authority sets begins on the day after its notification, which for a letter is
    /// itself presumed (§ 31 (2), § 41 (2) VwVfG; § 108 (2), § 122 (2) AO).
    func deadline(_ run: CaseRun, in reader: Reader) throws -> Deadline {
        switch self {
        case .period(let period):
            let notified = try Notification(channel: run.channel(in: reader), dispatched: reader.now.date()).date(
                law: run.law, region: run.city.region)
            return try Deadline.compute(from: .setByAuthority(notified), period: period, law: run.law, region: run.city.region)
        case .day(let day):
            return try Deadline.fixed(day, norm: Norm(run.norms.period), law: run.law, region: run.city.region)
        }
    }
}

extension SetPeriod {
    /// The fields by which a clerk chooses.
    static func write(_ html: inout HTML, _ request: Request, _ form: FormData, _ mistakes: Mistakes, usual: String = "P14D") {
        let labels = choices.map { Choice($0, request.say("procedures.period.\($0)")) }
        html.radios(
            "period", request.field("period", "period", mistakes), choices: labels, value: form["period"] ?? usual, inline: true)
        html.dateField("date", request.field("date", "period.date", mistakes, optional: true), value: form["date"])
    }

    static func read(_ form: FormData) throws -> SetPeriod {
        guard let period = SetPeriod(form.text("period"), form.text("date"), day: form.date("date")) else {
            var mistakes = Mistakes()
            mistakes.add(
                form.text("date").isEmpty ? "period" : "date", form.text("date").isEmpty ? "period-missing" : "not-a-date")
            throw InvalidInput(mistakes.problems)
        }
        return period
    }
}

extension CaseRun {
    /// By which way letters and notices go to this applicant; dates are counted by it (§ 41 (2), (2a) VwVfG, §§ 122 (2), 122a AO). Into
    /// the mailbox of whoever has agreed to it, otherwise by post (docs/decisions/0014).
    func channel(in reader: Reader) throws -> DeliveryChannel {
        guard let owner = facts.owner else { return .post }
        return try reader.isServedByPost(owner, at: procedure.text) ? .post : .portalMailbox
    }
}
