import Kernel
import XML

/// Sends a message and goes on.
struct SendTask: Element {
    static let tags = ["sendTask"]
    private let message: String?
    private let mapping: Mapping
    let pause = Pause.none

    init(_ reader: inout ElementReader) {
        message = MessageEvent.name(&reader)
        mapping = Mapping(&reader)
    }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        guard let message else { throw Failure("The send task \"\(visit.node.id)\" names no message.") }
        run.emit(
            .sendMessage(token: visit.token, element: visit.node.id, message: message, variables: try mapping.inputs(visit, run)))
        return .leave
    }
}
