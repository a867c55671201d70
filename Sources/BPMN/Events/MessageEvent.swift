import Kernel
import XML

/// A message from or to someone outside the process, by the name of the `message` that it refers to. Whoever waits
/// may say for which one: `stadtkern:correlation`, an expression, must equal what the message carries.
struct MessageEvent: EventDefinition {
    static let tag = "messageEventDefinition"
    static let places: Set<EventPlace> = [.start, .eventStart, .catching, .boundary, .throwing, .end]
    let name: String?
    private let correlation: Formula?
    private let mapping: Mapping

    init(_ reader: inout ElementReader, at place: EventPlace) {
        name = MessageEvent.name(&reader)
        correlation = (reader.own("correlation") ?? reader.outer?.correlation).flatMap { reader.formula($0) }
        mapping = Mapping(&reader)
    }

    /// The name of the message that an element refers to; its identifier where the message has no name.
    static func name(_ reader: inout ElementReader) -> String? {
        guard let name = reader.reference("messageRef", to: \.messages, "message") else { return nil }
        reader.use(.message, name)
        return name
    }

    func trigger(_ run: Execution, frame: Int) throws(Failure) -> Subscription.Trigger? {
        guard let name else { throw Failure("It is not said which message is meant.") }
        return .message(name: name, correlation: try correlation?.evaluate(run.scope(frame: frame), at: run.moment))
    }

    func happen(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        guard let name else { throw Failure("The event \"\(visit.node.id)\" names no message.") }
        run.emit(
            .sendMessage(token: visit.token, element: visit.node.id, message: name, variables: try mapping.inputs(visit, run)))
        return .leave
    }
}
