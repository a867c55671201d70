import Kernel
import XML

/// Runs another process, named by `calledElement`, and waits for its end. Without inputs it is given all variables.
struct CallActivity: Element {
    static let tags = ["callActivity"]
    let process: String?
    private let mapping: Mapping
    let pause = Pause.machine

    init(_ reader: inout ElementReader) {
        process = reader.xml.attribute("calledElement").map(ModelReader.localName)
        mapping = Mapping(&reader, givesEverything: true)
        if let process, !process.isEmpty {
            reader.use(.process, process)
        } else {
            reader.report(.missingDetail, "The \(reader.title) does not say which process it calls (calledElement).")
        }
    }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        guard let process else { throw Failure("The call activity \"\(visit.node.id)\" names no process.") }
        run.emit(
            .callProcess(token: visit.token, element: visit.node.id, process: process, inputs: try mapping.inputs(visit, run)))
        return .wait(.process)
    }

    func absorb(_ answer: JSON, act: String?, _ visit: Visit, _ run: inout Execution) throws(Failure) {
        try mapping.absorb(answer, visit, &run)
    }
}
