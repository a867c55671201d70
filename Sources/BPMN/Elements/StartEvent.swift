import Kernel
import XML

/// Where a process begins: without a trigger, or by what its surroundings bring (a message, a time, a signal, a
/// condition). In an event sub-process it listens while the process or sub-process around runs.
struct StartEvent: EventElement {
    static let tags = ["startEvent"]
    let events: EventDefinitions
    /// In an event sub-process: whether everything else around it is given up.
    let isInterrupting: Bool
    private let mapping: Mapping
    let pause = Pause.none
    let takesIncoming = false

    init(_ reader: inout ElementReader) {
        isInterrupting = !["false", "0"].contains(reader.xml.attribute("isInterrupting"))
        events = reader.eventDefinitions(at: reader.isInEventSubProcess ? .eventStart : .start)
        mapping = Mapping(&reader)
        if reader.isInEventSubProcess, events.isEmpty, reader.problems.isEmpty {
            reader.report(.missingDetail, "The \(reader.title) does not say which event starts its sub-process.")
        }
    }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next { .leave }

    /// Takes in what the event brought.
    func absorb(_ answer: JSON, act: String?, _ visit: Visit, _ run: inout Execution) throws(Failure) {
        try mapping.absorb(answer, visit, &run)
    }
}
