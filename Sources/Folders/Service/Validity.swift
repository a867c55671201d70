public import Calendar
public import FEEL
public import Kernel

/// How long what was granted holds, and what anybody who scans its code gets to see.
public struct Validity: Sendable {
    /// First and last day, FEEL giving dates.
    public let from: Expression
    public let until: Expression
    /// The notice that carries the code; nil where there is none.
    public let notice: String?
    /// Everything that the public page shows besides the days: in the order of the file.
    public let shows: [Shown]

    public struct Shown: Sendable {
        /// Its text is `validity.<name>`.
        public let name: String
        public let value: Expression
        /// Only its ends are shown, because it points to a person.
        public let isMasked: Bool
    }

    /// A value of which only the first letter or digit and the last two are shown, at most a third of it; what stands between
    /// letters stays, so that a passer-by can compare it with what is in front of him but look nobody up.
    public static func masked(_ text: String) -> String {
        let places = text.indices.filter { text[$0].isLetter || text[$0].isNumber }
        let open = places.count >= 9 ? 3 : places.count >= 6 ? 2 : places.count >= 3 ? 1 : 0
        // The end tells more apart than the beginning.
        let shown = Set(places.suffix(min(open, 2)) + (open == 3 ? places.prefix(1) : []))
        return String(text.indices.map { places.contains($0) && !shown.contains($0) ? "•" : text[$0] })
    }
}

/// What an application that follows an earlier one of the same holder takes over.
public struct FollowUp: Sendable {
    /// Fields that come with the answer of last time, its date and its origin.
    public let reuses: [String]
    /// Fields that are asked anew.
    public let asks: [String]
    /// Answers that the kind of application implies.
    public let sets: [String: JSON]
    /// Answers worked out from the earlier case, as a proposal that may be changed: FEEL over `former`, `fees` and `city`.
    public let derives: [(field: String, value: Expression)]

    /// The answers that `sets` and `derives` give, as the interface of forms takes them.
    ///
    /// - Parameter scope: with `former`. What gives nothing is left out, and asked.
    public func answers(in scope: Scope) -> [String: JSON] {
        var answers = sets
        for (field, expression) in derives {
            switch expression.evaluate(in: scope) {
            case .string(let text): answers[field] = .string(text)
            case .number(let number): answers[field] = .number(number)
            case .boolean(let value): answers[field] = .bool(value)
            case .date(let date): answers[field] = .string(date.description)
            default: continue
            }
        }
        return answers
    }
}

/// How an application may follow an earlier one.
public enum FollowUpKind: String, Codable, Sendable, CaseIterable {
    /// For the time after the last day.
    case renewal
    /// While what was granted holds.
    case change
}

extension ServiceFolder.About {
    /// What an application of a kind takes over; nil where the service does not offer it.
    public func following(_ kind: FollowUpKind) -> FollowUp? { kind == .renewal ? renewal?.following : change }
}

/// When the holder is offered a renewal, and which answers come along.
public struct Renewal: Sendable {
    /// Counted back from the last day.
    public let window: LegalPeriod
    public let following: FollowUp
}

/// An earlier case that an application follows, as expressions see it under `former`.
public struct Former: Codable, Hashable, Sendable {
    public let reference: String
    public let received: LocalDate
    /// The days on which what was granted holds; nil where the case granted nothing with an end.
    public let validFrom: LocalDate?
    public let validUntil: LocalDate?
    /// Typed, as expressions see them.
    public let answers: JSON

    public init(reference: String, received: LocalDate, validFrom: LocalDate?, validUntil: LocalDate?, answers: JSON) {
        self.reference = reference
        self.received = received
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.answers = answers
    }

    /// Typed JSON of the context `former`.
    public var context: JSON {
        func day(_ date: LocalDate?) -> JSON { date.map { .string("@\($0)") } ?? .null }
        return [
            "reference": .string(reference), "received": day(received), "validFrom": day(validFrom),
            "validUntil": day(validUntil),
            "answers": answers,
        ]
    }
}
