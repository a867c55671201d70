import Kernel

/// Waits for a timer, a message, a signal or a condition; or is where a link leads to, and waits for nothing.
struct IntermediateCatchEvent: EventElement {
    static let tags = ["intermediateCatchEvent"]
    let events: EventDefinitions
    private let mapping: Mapping

    init(_ reader: inout ElementReader) {
        events = reader.eventDefinitions(at: .catching)
        mapping = Mapping(&reader)
        if events.isEmpty, reader.problems.isEmpty {
            reader.report(.missingDetail, "The \(reader.title) does not say what it waits for.")
        }
    }

    private var isLink: Bool { events.first(LinkEvent.self) != nil }
    var pause: Pause { isLink ? .none : .world }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        if isLink { return .leave }
        let triggers = try events.triggers(run, frame: run.frame(of: visit.token))
        guard !triggers.isEmpty else { throw Failure("The event \"\(visit.node.id)\" does not say what it waits for.") }
        for (trigger, part) in triggers { run.subscribe(visit.token, to: visit.node, trigger, part: part) }
        return .wait(.event)
    }

    func absorb(_ answer: JSON, act: String?, _ visit: Visit, _ run: inout Execution) throws(Failure) {
        try mapping.absorb(answer, visit, &run)
    }
}
