import Kernel
import XML

/// An error of the business, not of the machine: thrown by an end event or by a failing activity, caught by a
/// boundary event with the same code, or by one without a code, on the activity or on a sub-process around it.
struct ErrorEvent: EventDefinition {
    static let tag = "errorEventDefinition"
    static let places: Set<EventPlace> = [.eventStart, .boundary, .end]
    /// Nil catches every error.
    let code: String?
    let takesToken = true

    func rank(_ thrown: String) -> CatchRank? {
        if let code { return code == thrown ? .exact : nil }
        return .any
    }

    init(_ reader: inout ElementReader, at place: EventPlace) {
        let title = reader.outer?.title ?? reader.title
        guard let reference = reader.xml.attribute("errorRef").map(ModelReader.localName), !reference.isEmpty else {
            code = nil
            if place == .end { reader.report(.missingDetail, "The \(title) does not say which error it throws (errorRef).") }
            return
        }
        if let known = reader.references.errors[reference] {
            code = known ?? reference
        } else {
            code = reference
            reader.report(.unknownReference, "The \(title) refers to the error \"\(reference)\", which is not in the file.")
        }
    }

    func happen(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        guard let code else { throw Failure("The event \"\(visit.node.id)\" names no error.") }
        guard run.catcher(from: visit.token, { ($0 as? ErrorEvent)?.rank(code) }) != nil else {
            throw Failure("The error \"\(code)\" is caught nowhere.")
        }
        run.emit(.left(token: visit.token, element: visit.node.id, how: .completed))
        // The token has left; what catches gives up only what it has not.
        run.change(visit.token) { $0.wait = .moving }
        _ = run.throwError(code, from: visit.token)
        run.remove(token: visit.token)
        return .gone
    }
}
