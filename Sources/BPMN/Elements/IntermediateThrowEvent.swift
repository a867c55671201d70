import Kernel

/// Lets something happen on the way: sends a message or signal, escalates, undoes, jumps, or (without a definition)
/// just marks a point reached.
struct IntermediateThrowEvent: EventElement {
    static let tags = ["intermediateThrowEvent"]
    let events: EventDefinitions
    let pause = Pause.none

    init(_ reader: inout ElementReader) { events = reader.eventDefinitions(at: .throwing) }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next { try events.happen(visit, &run) }
}
