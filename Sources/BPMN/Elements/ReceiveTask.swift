import Kernel
import XML

/// Waits for a message. One that instantiates and has no way in starts the process when its message comes.
struct ReceiveTask: Element {
    static let tags = ["receiveTask"]
    let message: MessageEvent
    let instantiates: Bool
    private let mapping: Mapping
    let pause = Pause.world

    init(_ reader: inout ElementReader) {
        message = MessageEvent(&reader, at: .catching)
        mapping = Mapping(&reader)
        instantiates = ["true", "1"].contains(reader.xml.attribute("instantiate"))
    }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        guard let trigger = try message.trigger(run, frame: run.frame(of: visit.token)) else {
            throw Failure("The receive task \"\(visit.node.id)\" names no message.")
        }
        run.subscribe(visit.token, to: visit.node, trigger)
        return .wait(.event)
    }

    func absorb(_ answer: JSON, act: String?, _ visit: Visit, _ run: inout Execution) throws(Failure) {
        try mapping.absorb(answer, visit, &run)
    }
}
