import Kernel

/// Where a token ends: quietly, with a message, by an error, or ending everything around it.
struct EndEvent: Element {
    static let tags = ["endEvent"]
    let definition: (any EventDefinition)?
    let pause = Pause.none
    let takesOutgoing = false

    init(_ reader: inout ElementReader) { definition = reader.eventDefinition(at: .end) }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        try definition?.happen(visit, &run) ?? .leave
    }
}
