import Kernel
import XML

/// A signal to everybody who waits for its name, in this process and around it. The name is that of the `signal` that
/// is referred to. What it carries comes by the mapping.
struct SignalEvent: EventDefinition {
    static let tag = "signalEventDefinition"
    static let places: Set<EventPlace> = [.start, .eventStart, .catching, .boundary, .throwing, .end]
    let name: String?
    private let mapping: Mapping

    init(_ reader: inout ElementReader, at place: EventPlace) {
        name = reader.reference("signalRef", to: \.signals, "signal")
        mapping = Mapping(&reader)
    }

    func trigger(_ run: Execution, frame: Int) throws(Failure) -> Subscription.Trigger? {
        guard let name else { throw Failure("It is not said which signal is meant.") }
        return .signal(name: name)
    }

    func happen(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        guard let name else { throw Failure("The event \"\(visit.node.id)\" names no signal.") }
        return .leaveLetting([.signal(name, try mapping.inputs(visit, run))])
    }
}
