import Kernel
import XML

/// Something for a higher place: thrown from inside, caught by a boundary event or an event sub-process further out
/// with the same code, or by one without a code. The thrower goes on unless it is interrupted.
struct EscalationEvent: EventDefinition {
    static let tag = "escalationEventDefinition"
    static let places: Set<EventPlace> = [.eventStart, .boundary, .throwing, .end]
    /// Nil catches every escalation.
    let code: String?
    private let mapping: Mapping

    init(_ reader: inout ElementReader, at place: EventPlace) {
        mapping = Mapping(&reader)
        if (reader.xml.attribute("escalationRef") ?? "").isEmpty {
            code = nil
            return
        }
        code = reader.reference("escalationRef", to: \.escalations, "escalation")
    }

    func rank(_ thrown: String?) -> CatchRank? {
        if let code { return code == thrown ? .exact : nil }
        return .any
    }

    func happen(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        .leaveLetting([.escalation(code, try mapping.inputs(visit, run))])
    }
}
