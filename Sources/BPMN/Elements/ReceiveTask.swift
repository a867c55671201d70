import Kernel
import XML

/// Waits for a message.
struct ReceiveTask: Element {
    static let tags = ["receiveTask"]
    let message: MessageEvent
    private let mapping: Mapping
    let pause = Pause.world

    init(_ reader: inout ElementReader) {
        message = MessageEvent(&reader, at: .catching)
        mapping = Mapping(&reader)
    }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        guard let trigger = try message.trigger(run) else {
            throw Failure("The receive task \"\(visit.node.id)\" names no message.")
        }
        run.subscribe(visit.token, to: visit.node, trigger)
        return .wait(.event)
    }

    func absorb(_ answer: JSON, act: String?, _ visit: Visit, _ run: inout Execution) throws(Failure) {
        try mapping.absorb(answer, &run)
    }
}
