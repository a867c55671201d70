import Kernel
import XML

/// A process within the process; its token waits until the last token inside has ended. A transaction is one that can
/// be cancelled; one that is triggered by an event runs whenever its start event happens, beside what is around it or
/// in its place.
struct SubProcess: Element {
    static let tags = ["subProcess", "transaction"]
    let isTriggeredByEvent: Bool
    let pause = Pause.none

    init(_ reader: inout ElementReader) {
        isTriggeredByEvent = ["true", "1"].contains(reader.xml.attribute("triggeredByEvent"))
    }

    var takesIncoming: Bool { !isTriggeredByEvent }
    var takesOutgoing: Bool { !isTriggeredByEvent }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        let starts = run.model.starts(of: visit.node.order)
        guard !starts.isEmpty else { throw Failure("The sub-process \"\(visit.node.id)\" has no beginning.") }
        let frame = run.open(frameFor: visit.token)
        do {
            try run.listen(in: frame)
        } catch {
            run.cancelContents(frame)
            throw error
        }
        for start in starts { run.spawn(start, frame: frame, via: nil) }
        return .wait(.frame(frame))
    }

    /// What ended inside is no answer.
    func absorb(_ answer: JSON, act: String?, _ visit: Visit, _ run: inout Execution) throws(Failure) {}
}
