import Kernel

/// Calls an Action, named by `stadtkern:action`, with the mapped inputs.
struct ServiceTask: Element {
    static let tags = ["serviceTask"]
    private let action: String?
    private let mapping: Mapping
    let pause = Pause.machine

    init(_ reader: inout ElementReader) {
        action = reader.required("action", why: "the name of the action to call")
        mapping = Mapping(&reader)
        if let action { reader.use(.action, action) }
    }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        guard let action else { throw Failure("The service task \"\(visit.node.id)\" names no action.") }
        run.emit(.callService(token: visit.token, element: visit.node.id, action: action, inputs: try mapping.inputs(visit, run)))
        return .wait(.service)
    }

    func absorb(_ answer: JSON, act: String?, _ visit: Visit, _ run: inout Execution) throws(Failure) {
        try mapping.absorb(answer, visit, &run)
    }
}
