import Kernel

/// Where a token ends: quietly, with a message or signal, by an error, or ending everything around it.
struct EndEvent: EventElement {
    static let tags = ["endEvent"]
    let events: EventDefinitions
    let pause = Pause.none
    let takesOutgoing = false

    init(_ reader: inout ElementReader) { events = reader.eventDefinitions(at: .end) }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next { try events.happen(visit, &run) }
}
