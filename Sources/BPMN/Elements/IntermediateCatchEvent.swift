import Kernel

/// Waits for a timer or a message.
struct IntermediateCatchEvent: Element {
    static let tags = ["intermediateCatchEvent"]
    let definition: (any EventDefinition)?
    private let mapping: Mapping
    let pause = Pause.world

    init(_ reader: inout ElementReader) {
        definition = reader.eventDefinition(at: .catching)
        mapping = Mapping(&reader)
        if definition == nil, reader.problems.isEmpty {
            reader.report(.missingDetail, "The \(reader.title) does not say what it waits for.")
        }
    }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        guard let trigger = try definition?.trigger(run) else {
            throw Failure("The event \"\(visit.node.id)\" does not say what it waits for.")
        }
        run.subscribe(visit.token, to: visit.node, trigger)
        return .wait(.event)
    }

    func absorb(_ answer: JSON, act: String?, _ visit: Visit, _ run: inout Execution) throws(Failure) {
        try mapping.absorb(answer, &run)
    }
}
