import Kernel

/// Cancels the transaction around it: what was done in it is undone, and it is left by the cancel event at its
/// boundary.
struct CancelEvent: EventDefinition {
    static let tag = "cancelEventDefinition"
    static let places: Set<EventPlace> = [.boundary, .end]
    let takesToken = true

    init(_ reader: inout ElementReader, at place: EventPlace) {}

    func happen(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        try run.cancelTransaction(visit)
        return .gone
    }
}
