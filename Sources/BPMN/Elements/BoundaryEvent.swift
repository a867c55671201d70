import Kernel
import XML

/// Listens while a token is in the activity it sits on. Interrupting (the normal case): the activity is given up and
/// the token goes on here. Not interrupting: another token begins here beside it. A compensation event does neither:
/// it names the handler that undoes the activity.
struct BoundaryEvent: EventElement {
    static let tags = ["boundaryEvent"]
    let events: EventDefinitions
    let isInterrupting: Bool
    private let mapping: Mapping
    let pause = Pause.none
    let takesIncoming = false

    init(_ reader: inout ElementReader) {
        isInterrupting = reader.xml.attribute("cancelActivity").map { $0 != "false" && $0 != "0" } ?? true
        events = reader.eventDefinitions(at: .boundary)
        mapping = Mapping(&reader)
        if events.isEmpty, reader.problems.isEmpty {
            reader.report(.missingDetail, "The \(reader.title) does not say what it listens for.")
        }
        if !isInterrupting, events.first(ErrorEvent.self) != nil {
            reader.report(.notExecutable, "The \(reader.title) catches an error without interrupting, which BPMN does not allow.")
        }
    }

    var takesOutgoing: Bool { !isCompensation }
    var isCompensation: Bool { events.first(CompensateEvent.self) != nil }

    /// By the time a token is here, the event has happened.
    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next { .leave }

    /// Takes in what the event brought.
    func absorb(_ answer: JSON, act: String?, _ visit: Visit, _ run: inout Execution) throws(Failure) {
        try mapping.absorb(answer, visit, &run)
    }
}
