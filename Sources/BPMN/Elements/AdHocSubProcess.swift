import Kernel
import XML

/// Activities without an order of their own: all that nothing leads to begin at once (`ordering="Parallel"`), or one
/// after the other in document order (`Sequential`). It is complete when `completionCondition`, asked at the end of
/// each activity, holds, or without one when all is done; what still goes on is then given up, unless
/// `cancelRemainingInstances="false"` lets it end.
struct AdHocSubProcess: Element {
    static let tags = ["adHocSubProcess"]
    let condition: Formula?
    let cancelsRemaining: Bool
    private let isSequential: Bool
    let pause = Pause.none

    init(_ reader: inout ElementReader) {
        condition = reader.xml.first("completionCondition", ns: ProcessModel.namespace).flatMap { reader.expression($0) }
        cancelsRemaining = !["false", "0"].contains(reader.xml.attribute("cancelRemainingInstances"))
        isSequential = reader.xml.attribute("ordering") == "Sequential"
    }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        let starts = run.model.starts(of: visit.node.order)
        guard let first = starts.first else { throw Failure("The sub-process \"\(visit.node.id)\" has nothing to do in it.") }
        let frame = run.open(frameFor: visit.token)
        for start in isSequential ? [first] : starts { run.spawn(start, frame: frame, via: nil) }
        if isSequential { run.change(frame: frame) { $0.pending = starts.dropFirst().map(\.id) } }
        return .wait(.frame(frame))
    }
}
