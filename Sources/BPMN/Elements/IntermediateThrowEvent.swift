import Kernel

/// Lets something happen on the way: sends a message, or (without a definition) just marks a point reached.
struct IntermediateThrowEvent: Element {
    static let tags = ["intermediateThrowEvent"]
    private let definition: (any EventDefinition)?
    let pause = Pause.none

    init(_ reader: inout ElementReader) { definition = reader.eventDefinition(at: .throwing) }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        try definition?.happen(visit, &run) ?? .leave
    }
}
