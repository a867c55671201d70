import Kernel
import XML

/// An element that is read and drawn but cannot be executed; `check` names it, and a token that comes here becomes
/// an incident.
struct Unsupported: Element {
    static let tags: [String] = []
    let pause = Pause.world

    init(_ reader: inout ElementReader) {
        reader.report(.notExecutable, "The \(reader.title) cannot be executed: \(reader.xml.name) is not supported.")
    }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        throw Failure("The element \"\(visit.node.id)\" (\(visit.node.tag)) cannot be executed.")
    }
}
