public import Kernel

/// One deadline of a service: when it starts, by which rule it counts, what stops and prolongs it.
/// Members that Calendar does not know (`norm`, `when`, `audience`, …) belong to the service folder and are left to it.
public struct NamedDeadline: Hashable, Sendable {
    /// Names of events, or `date:<deadline>` for the end of another deadline. Whichever happened last starts it.
    public let starts: [String]
    public let rule: DeadlineRule
    /// Spans on which it does not run.
    public let suspended: [Suspension]
    /// How an event `<deadline>Extension` prolongs it.
    public let extendable: Prolongation?

    public init(
        starts: [String], rule: DeadlineRule, suspended: [Suspension] = [], extendable: Prolongation? = nil
    ) {
        self.starts = starts
        self.rule = rule
        self.suspended = suspended
        self.extendable = extendable
    }

    /// The days from one event until another: the day of the first stops the period, on the day after the second it runs again.
    public struct Suspension: Hashable, Codable, Sendable {
        public let from: String
        public let until: String
        public let reason: LocalText?
        public let norm: Norm?

        public init(from: String, until: String, reason: LocalText? = nil, norm: Norm? = nil) {
            self.from = from
            self.until = until
            self.reason = reason
            self.norm = norm
        }
    }

    public struct Prolongation: Hashable, Codable, Sendable {
        public let by: LegalPeriod
        /// How often at most; 1 where absent.
        public let times: Int?
        /// The norm that allows it; the law's general rule where absent.
        public let norm: Norm?

        public init(by: LegalPeriod, times: Int? = nil, norm: Norm? = nil) {
            self.by = by
            self.times = times
            self.norm = norm
        }
    }
}

extension NamedDeadline: Codable {
    private enum CodingKeys: String, CodingKey { case starts, rule, suspended, extendable }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let one = try? container.decode(String.self, forKey: .starts) {
            starts = [one]
        } else {
            starts = try container.decode([String].self, forKey: .starts)
        }
        rule = try container.decode(DeadlineRule.self, forKey: .rule)
        suspended = try container.decodeIfPresent([Suspension].self, forKey: .suspended) ?? []
        extendable = try container.decodeIfPresent(Prolongation.self, forKey: .extendable)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        if let only = starts.first, starts.count == 1 {
            try container.encode(only, forKey: .starts)
        } else {
            try container.encode(starts, forKey: .starts)
        }
        try container.encode(rule, forKey: .rule)
        if !suspended.isEmpty { try container.encode(suspended, forKey: .suspended) }
        try container.encodeIfPresent(extendable, forKey: .extendable)
    }
}

/// The deadlines of a service by name, the object `deadlines` of its service.json, evaluated against what has happened.
public struct NamedDeadlines: Hashable, Codable, Sendable {
    public let byName: [String: NamedDeadline]

    public init(_ byName: [String: NamedDeadline]) { self.byName = byName }

    public init(from decoder: any Decoder) throws { byName = try [String: NamedDeadline](from: decoder) }
    public func encode(to encoder: any Encoder) throws { try byName.encode(to: encoder) }

    /// Where a deadline stands.
    public enum State: Hashable, Sendable {
        /// None of its starts has happened.
        case waiting(for: [String])
        /// It ends on a day.
        case date(Deadline)
        /// It stands still since that day; nobody knows yet for how long.
        case suspended(since: LocalDate)
        /// No date can be said, and why.
        case fault(CalendarFault)

        /// The deadline, where there is one.
        public var deadline: Deadline? { if case .date(let deadline) = self { deadline } else { nil } }
    }

    /// Every deadline, evaluated against the events so far; their order does not matter.
    public func evaluate(events: [DatedEvent], law: ProceduralLaw, region: HolidayRegion) -> [String: State] {
        var evaluation = Evaluation(deadlines: self, events: events, law: law, region: region)
        return Dictionary(uniqueKeysWithValues: byName.keys.sorted().map { ($0, evaluation.state($0)) })
    }

    /// Mistakes that no single rule shows: starts that name no event or deadline, circles, extensions of what cannot be extended.
    /// - Parameter events: the names of events the service knows; nil leaves them unchecked.
    public func problems(at pointer: String, events: Set<String>? = nil, language: Language = .de) -> [FieldProblem] {
        let extended = byName.keys.sorted().compactMap { name -> FieldProblem? in
            guard let named = byName[name], named.extendable != nil else { return nil }
            if case .period = named.rule.measure, named.rule.begin != .before { return nil }
            let text = LocalText(
                de: "Nur eine Frist mit „period“ kann verlängert werden, eine gesetzliche Rechtsbehelfsfrist nicht.",
                en: "Only a deadline with “period” can be extended, the statutory period of a remedy cannot.")
            return FieldProblem(pointer: "\(pointer)/\(name)/extendable", code: "deadline", detail: text[language])
        }
        return extended + startProblems(pointer, events, language)
    }

    private func startProblems(_ pointer: String, _ events: Set<String>?, _ language: Language) -> [FieldProblem] {
        byName.keys.sorted().flatMap { name in
            (byName[name]?.starts ?? []).compactMap { start -> FieldProblem? in
                let text: LocalText
                if let other = NamedDeadlines.reference(start) {
                    if byName[other] == nil {
                        text = LocalText(de: "Es gibt keine Frist „\(other)“.", en: "There is no deadline “\(other)”.")
                    } else if reaches(other, name) {
                        text = LocalText(
                            de: "Die Fristen „\(name)“ und „\(other)“ warten im Kreis aufeinander.",
                            en: "The deadlines “\(name)” and “\(other)” wait for each other in a circle.")
                    } else {
                        return nil
                    }
                } else if let events, !events.contains(start) {
                    text = LocalText(de: "Es gibt kein Ereignis „\(start)“.", en: "There is no event “\(start)”.")
                } else {
                    return nil
                }
                return FieldProblem(pointer: "\(pointer)/\(name)/starts", code: "deadline", detail: text[language])
            }
        }
    }

    /// The deadline that a start refers to; nil for an event.
    static func reference(_ start: String) -> String? {
        start.hasPrefix("date:") ? String(start.dropFirst("date:".count)) : nil
    }

    /// Whether a deadline starts, over any number of others, with the end of `target`.
    private func reaches(_ name: String, _ target: String) -> Bool {
        var seen: Set<String> = []
        var open = [name]
        while let next = open.popLast() {
            if next == target { return true }
            guard seen.insert(next).inserted else { continue }
            open += (byName[next]?.starts ?? []).compactMap(NamedDeadlines.reference)
        }
        return false
    }
}

/// One evaluation; remembers what it has worked out, because deadlines start with one another.
private struct Evaluation {
    let deadlines: NamedDeadlines
    let events: [DatedEvent]
    let law: ProceduralLaw
    let region: HolidayRegion
    private var known: [String: NamedDeadlines.State] = [:]
    private var underway: Set<String> = []

    init(deadlines: NamedDeadlines, events: [DatedEvent], law: ProceduralLaw, region: HolidayRegion) {
        self.deadlines = deadlines
        self.events = events
        self.law = law
        self.region = region
    }

    mutating func state(_ name: String) -> NamedDeadlines.State {
        if let state = known[name] { return state }
        guard let named = deadlines.byName[name], underway.insert(name).inserted else { return .waiting(for: [name]) }
        let state = evaluate(named, name)
        underway.remove(name)
        known[name] = state
        return state
    }

    /// A start that has happened.
    private enum Start {
        case event(DatedEvent)
        case end(Deadline, isNotification: Bool, instruction: Remedy.Instruction?)

        var date: LocalDate {
            switch self {
            case .event(let event): event.date
            case .end(let deadline, _, _): deadline.date
            }
        }
    }

    private mutating func evaluate(_ named: NamedDeadline, _ name: String) -> NamedDeadlines.State {
        var starts: [Start] = []
        for start in named.starts {
            guard let other = NamedDeadlines.reference(start) else {
                starts += events.filter { $0.name == start }.map { .event($0) }
                continue
            }
            switch state(other) {
            case .date(let deadline): starts.append(end(deadline, of: other))
            case .fault(let fault): return .fault(fault)
            case .suspended(let since): return .suspended(since: since)
            case .waiting: continue
            }
        }
        // The last start counts; of several on one day the one that stands last.
        guard let start = starts.enumerated().max(by: { ($0.element.date, $0.offset) < ($1.element.date, $1.offset) })?.element
        else { return .waiting(for: named.starts) }
        return deadline(named, name, start)
    }

    private func end(_ deadline: Deadline, of other: String) -> Start {
        let source = deadlines.byName[other]
        let instruction = events.last { source?.starts.contains($0.name) == true }?.instruction
        return .end(deadline, isNotification: source?.rule.measure == .notification, instruction: instruction)
    }

    private func deadline(_ named: NamedDeadline, _ name: String, _ start: Start) -> NamedDeadlines.State {
        var pauses: [Pause] = []
        var openSince: LocalDate?
        for suspension in named.suspended {
            for begin in events where begin.name == suspension.from {
                let until = events.filter { $0.name == suspension.until && $0.date >= begin.date }.map(\.date).min()
                guard let until else {
                    openSince = min(openSince ?? begin.date, begin.date)
                    continue
                }
                pauses += [Pause(from: begin.date, through: until, reason: suspension.reason, norm: suspension.norm)]
                    .compactMap { $0 }
            }
        }
        do {
            var deadline = try computed(named.rule.withoutEffect, start, pauses)
            if let openSince, openSince <= deadline.date { return .suspended(since: openSince) }
            if let extendable = named.extendable {
                let times = events.count { $0.name == name + "Extension" && $0.date >= start.date }
                for _ in 0..<min(times, extendable.times ?? 1) {
                    deadline = try deadline.extended(
                        by: extendable.by, law: named.rule.law ?? law, region: region, end: named.rule.end, pauses: pauses,
                        norm: extendable.norm)
                }
            }
            return .date(try named.rule.withEffect(deadline, named.rule.law ?? law, region))
        } catch {
            return .fault(error)
        }
    }

    private func computed(_ rule: DeadlineRule, _ start: Start, _ pauses: [Pause]) throws(CalendarFault) -> Deadline {
        switch start {
        case .event(let event): try rule.deadline(from: event, law: law, region: region, pauses: pauses)
        case .end(let earlier, let isNotification, let instruction):
            try rule.deadline(
                after: earlier, isNotification: isNotification, instruction: instruction, law: law, region: region, pauses: pauses
            )
        }
    }
}
