import Kernel
import XML

/// A message from or to someone outside the process, by the name of the `message` that it refers to. Whoever waits
/// may say for which one: `stadtkern:correlation`, an expression, must equal what the message carries.
struct MessageEvent: EventDefinition {
    static let tag = "messageEventDefinition"
    static let places: Set<EventPlace> = [.start, .catching, .boundary, .throwing, .end]
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
        let title = reader.outer?.title ?? reader.title
        guard let reference = reader.xml.attribute("messageRef").map(ModelReader.localName) else {
            reader.report(.missingDetail, "The \(title) does not say which message is meant (messageRef).")
            return nil
        }
        guard let name = reader.references.messages[reference] else {
            reader.report(.unknownReference, "The \(title) refers to the message \"\(reference)\", which is not in the file.")
            return nil
        }
        reader.use(.message, name)
        return name
    }

    func trigger(_ run: Execution) throws(Failure) -> Subscription.Trigger? {
        guard let name else { throw Failure("It is not said which message is meant.") }
        return .message(name: name, correlation: try correlation?.evaluate(run.state.variables, at: run.moment))
    }

    func happen(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        guard let name else { throw Failure("The event \"\(visit.node.id)\" names no message.") }
        run.emit(.sendMessage(token: visit.token, element: visit.node.id, message: name, variables: try mapping.inputs(run)))
        return .leave
    }
}
