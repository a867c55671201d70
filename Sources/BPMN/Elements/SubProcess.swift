import Kernel
import XML

/// A process within the process; its token waits until the last token inside has ended.
struct SubProcess: Element {
    static let tags = ["subProcess"]
    let pause = Pause.none

    init(_ reader: inout ElementReader) {
        if reader.xml.attribute("triggeredByEvent") == "true" {
            reader.report(.notExecutable, "The \(reader.title) is an event sub-process, which cannot be executed.")
        }
    }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        let starts = run.model.starts(of: visit.node.order)
        guard !starts.isEmpty else { throw Failure("The sub-process \"\(visit.node.id)\" has no beginning.") }
        let frame = run.open(frameFor: visit.token)
        for start in starts { run.spawn(start, frame: frame, via: nil) }
        return .wait(.frame(frame))
    }
}
