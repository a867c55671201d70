import Kernel

/// Something that happens to a played model at a given moment.
struct RunEvent: Sendable {
    enum Kind: Sendable {
        case message(String, JSON?), signal(String), complete(String), fail(String, String?, String), escalate(String, String?)
        case change
    }
    let at: Instant
    let kind: Kind
    let variables: JSON

    /// The task that waits for this event.
    var task: String? {
        switch kind {
        case .message, .signal, .change: nil
        case .complete(let element), .fail(let element, _, _), .escalate(let element, _): element
        }
    }

    /// In order of time; of the same moment in the given order.
    static func list(_ json: JSON, _ start: Instant) throws(RunProblem) -> [RunEvent] {
        var list: [RunEvent] = []
        for (number, item) in (json.array ?? []).enumerated() { list.append(try event(item, number, start)) }
        return list.enumerated().sorted { ($0.element.at.microseconds, $0.offset) < ($1.element.at.microseconds, $1.offset) }
            .map(\.element)
    }

    private static func event(_ item: JSON, _ number: Int, _ start: Instant) throws(RunProblem) -> RunEvent {
        let at: Instant
        if let seconds = item["at"]?.number?.double {
            at = start.adding(seconds: seconds)
        } else if let duration = item["at"]?.string.flatMap({ ISODuration($0) }) {
            at = duration.added(to: start)
        } else {
            throw RunProblem(sentence: "Event \(number + 1) does not say when (\"at\": seconds).")
        }
        func made(_ kind: Kind) -> RunEvent { RunEvent(at: at, kind: kind, variables: item["variables"] ?? .null) }
        if let name = item["message"]?.string { return made(.message(name, item["correlation"])) }
        if let name = item["signal"]?.string { return made(.signal(name)) }
        if let task = item["complete"]?.string { return made(.complete(task)) }
        if let task = item["fail"]?.string {
            return made(.fail(task, item["code"]?.string, item["reason"]?.string ?? "The task failed."))
        }
        if let task = item["escalate"]?.string { return made(.escalate(task, item["code"]?.string)) }
        if item["variables"]?.object != nil { return made(.change) }
        throw RunProblem(
            sentence:
                "Event \(number + 1) has none of \"message\", \"signal\", \"complete\", \"fail\", \"escalate\" and \"variables\"."
        )
    }
}

/// What is wrong with the events of a run.
public struct RunProblem: Error, Hashable, Sendable {
    public let sentence: String
}
