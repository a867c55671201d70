import Kernel
import XML

/// A moment (`timeDate`), a length of time (`timeDuration`), a repetition (`timeCycle`, `R3/PT10M`; repeated only by
/// what does not interrupt: a boundary event or the start of an event sub-process), or a deadline of the service (`stadtkern:deadline` on the definition).
/// Values are ISO 8601, or `=expression`.
struct TimerEvent: EventDefinition {
    static let tag = "timerEventDefinition"
    static let places: Set<EventPlace> = [.start, .eventStart, .catching, .boundary]

    private enum Kind: Sendable { case date, duration, cycle }
    private let kind: Kind
    private let value: LiteralOrFormula?
    private let deadline: String?

    init(_ reader: inout ElementReader, at place: EventPlace) {
        deadline = reader.own("deadline")
        let kinds: [(String, Kind)] = [("timeDate", .date), ("timeDuration", .duration), ("timeCycle", .cycle)]
        let found = kinds.compactMap { tag, kind in
            reader.xml.first(tag, ns: ProcessModel.namespace).map { (xml: $0, kind: kind) }
        }
        let title = reader.outer?.title ?? reader.title
        kind = found.first?.kind ?? .date
        if let deadline {
            value = nil
            reader.use(.deadline, deadline)
            return
        }
        guard let first = found.first, found.count == 1 else {
            value = nil
            let sentence = found.isEmpty ? "has neither date, duration, cycle nor deadline" : "has more than one time"
            reader.report(.timer, "The timer of the \(title) \(sentence).")
            return
        }
        let text = first.xml.trimmedText
        value = reader.literalOrFormula(text, line: first.xml.line)
        if case .literal? = value {
            do {
                _ = try TimerEvent.trigger(text, kind)
            } catch {
                reader.report(.timer, line: first.xml.line, "The timer of the \(title) is wrong: \(error.sentence)")
            }
        }
    }

    func trigger(_ run: Execution, frame: Int) throws(Failure) -> Subscription.Trigger? {
        if let deadline { return .timer(.deadline(deadline), interval: nil, times: nil) }
        guard let value else { throw Failure("The timer does not say when.") }
        let result = try value.evaluate(run.scope(frame: frame), at: run.moment)
        guard let text = result.string else { throw Failure("The timer's expression gave \(result) instead of a text.") }
        return try TimerEvent.trigger(LiteralOrFormula.plainTime(text), kind)
    }

    /// The timer as it begins when nobody waits for it yet: for start events.
    var schedule: LiteralOrFormula? { value }

    private static func trigger(_ text: String, _ kind: Kind) throws(Failure) -> Subscription.Trigger {
        switch kind {
        case .date:
            if let moment = Instant(text) { return .timer(.at(moment), interval: nil, times: nil) }
            if let date = LocalDate(text) { return .timer(.at(Instant(startOf: date)), interval: nil, times: nil) }
            throw Failure("\"\(text)\" is no date of ISO 8601.")
        case .duration:
            guard let duration = ISODuration(text) else { throw Failure("\"\(text)\" is no duration of ISO 8601.") }
            return .timer(.after(duration), interval: nil, times: nil)
        case .cycle:
            guard let cycle = ISORepetition(text), cycle.times != 0 else {
                throw Failure("\"\(text)\" is no repetition of ISO 8601, as R3/PT10M is.")
            }
            return .timer(
                cycle.start.map { .at($0) } ?? .after(cycle.interval), interval: cycle.interval, times: cycle.times.map { $0 - 1 }
            )
        }
    }
}
