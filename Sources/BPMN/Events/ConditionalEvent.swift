import Kernel
import XML

/// Happens when its condition becomes true. It is asked whenever something has changed; one that holds from the
/// beginning happens at once. A value that is still missing means: not yet.
struct ConditionalEvent: EventDefinition {
    static let tag = "conditionalEventDefinition"
    static let places: Set<EventPlace> = [.start, .eventStart, .catching, .boundary]
    let condition: Formula?

    init(_ reader: inout ElementReader, at place: EventPlace) {
        let xml = reader.xml.first("condition", ns: ProcessModel.namespace)
        condition = xml.flatMap { reader.expression($0) }
        if xml == nil { reader.report(.missingDetail, "The \(reader.outer?.title ?? reader.title) has no condition.") }
    }

    func holds(_ scope: [String: JSON], at moment: Instant) -> Bool {
        guard let condition, let value = try? condition.evaluate(scope, at: moment) else { return false }
        return value.bool ?? false
    }

    func trigger(_ run: Execution, frame: Int) throws(Failure) -> Subscription.Trigger? {
        guard condition != nil else { throw Failure("It is not said which condition is meant.") }
        return .condition(held: false)
    }
}
