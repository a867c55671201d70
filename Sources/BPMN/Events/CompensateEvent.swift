import Kernel
import XML

/// Undoes what was done: one activity (`activityRef`), or everything completed around the event, the latest first.
struct CompensateEvent: EventDefinition {
    static let tag = "compensateEventDefinition"
    static let places: Set<EventPlace> = [.eventStart, .boundary, .throwing, .end]
    private let activity: String?
    private let waits: Bool
    let takesToken = true

    init(_ reader: inout ElementReader, at place: EventPlace) {
        activity = reader.xml.attribute("activityRef").map(ModelReader.localName).flatMap { $0.isEmpty ? nil : $0 }
        waits = !["false", "0"].contains(reader.xml.attribute("waitForCompletion"))
    }

    func happen(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        if waits {
            run.compensate(visit, activity, then: .leave)
            return .gone
        }
        // The handlers run beside the token that goes on.
        let token = run.number()
        run.state.tokens.append(Token(id: token, element: visit.node.id, frame: run.frame(of: visit.token), via: nil))
        run.compensate(Visit(token: token, node: visit.node), activity, then: .vanish)
        return .leave
    }
}
