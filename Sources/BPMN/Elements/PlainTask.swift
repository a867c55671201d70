import Kernel

/// A task without a type, and a manual task: done outside of any system, so that the token passes at once (BPMN 2.0, 13.3.3).
struct PlainTask: Element {
    static let tags = ["task", "manualTask"]
    let pause = Pause.none

    init(_ reader: inout ElementReader) {}

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next { .leave }
}
