import Kernel

/// Where a process begins: without a trigger, by a message, or by a timer that its surroundings keep.
struct StartEvent: Element {
    static let tags = ["startEvent"]
    let definition: (any EventDefinition)?
    let pause = Pause.none
    let takesIncoming = false

    init(_ reader: inout ElementReader) { definition = reader.eventDefinition(at: .start) }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next { .leave }
}
