import Kernel
import XML

/// A jump within one process: from the throwing event to the catching event with the same name. The reader connects
/// them by a flow that is not drawn.
struct LinkEvent: EventDefinition {
    static let tag = "linkEventDefinition"
    static let places: Set<EventPlace> = [.catching, .throwing]
    let name: String

    init(_ reader: inout ElementReader, at place: EventPlace) {
        name = reader.xml.attribute("name") ?? ""
        if name.isEmpty { reader.report(.missingDetail, "The link of the \(reader.outer?.title ?? reader.title) has no name.") }
    }
}
