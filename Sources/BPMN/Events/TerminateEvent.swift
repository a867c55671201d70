import Kernel

/// Ends the process, or the sub-process, that it stands in, with everything still under way in it.
struct TerminateEvent: EventDefinition {
    static let tag = "terminateEventDefinition"
    static let places: Set<EventPlace> = [.end]

    let takesToken = true

    init(_ reader: inout ElementReader, at place: EventPlace) {}

    func happen(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        let frame = run.frame(of: visit.token)
        for token in run.state.tokens where token.frame == frame && token.id != visit.token { run.cancel(token.id) }
        return .leave
    }
}
