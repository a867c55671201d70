import Documents
import Kernel
import Web

/// What was asked beside what was handed in: the answers on one side, a document on the other, below each other on small
/// screens. Which document is shown stands in the address, so that it works without JavaScript and with every browser's own
/// viewer.
enum CaseDocuments {
    /// The document that is shown: the one asked for, or the first evidence, or the first that a browser can show.
    static func shown(_ view: CaseView, _ request: Request) -> Document? {
        let showable = view.documents.filter { MediaType.isShown($0.mediaType) }
        if let asked = request.query("document") { return showable.first { $0.id.text == asked } }
        return showable.first { $0.kind == "evidence" } ?? showable.first
    }

    static func write(_ view: CaseView, _ request: Request, _ html: inout HTML) {
        html.h2(html.say("procedures.case.documents"), .id("documents"))
        guard !view.documents.isEmpty else { return html.p(html.say("procedures.case.no-documents")) }
        let shown = shown(view, request)
        html.ul(.class("files")) { html in
            for document in view.documents { line(document, isShown: document.id == shown?.id, view, &html) }
        }
        if let shown { viewer(shown, &html) }
    }

    private static func line(_ document: Document, isShown: Bool, _ view: CaseView, _ html: inout HTML) {
        html.li { html in
            if MediaType.isShown(document.mediaType) {
                let address = Address.path("/procedures/\(view.procedure.id)", ["document": document.id.text]) + "#viewer"
                html.a(document.name, .href(address), .aria("current", isShown ? "true" : nil))
            } else {
                html.a(document.name, .href("/documents/\(document.id)"))
            }
            html.text(
                " (\(Written.bytes(document.bytes, html.language)), \(Written.date(document.createdAt.date(), html.language)))")
            if document.isInternal {
                html.raw(" ")
                html.badge(html.say("procedures.case.internal"), .info)
            }
        }
    }

    private static func viewer(_ document: Document, _ html: inout HTML) {
        let address = Address.path("/documents/\(document.id)", ["view": "beside"])
        html.section(.class("viewer"), .id("viewer"), .aria("label", html.say("procedures.case.viewer"))) { html in
            html.p { html in
                html.strong(document.name)
                html.text(" · ")
                html.a(html.say("procedures.case.viewer.alone"), .href("/documents/\(document.id)?view=inline"))
            }
            let label = html.say("procedures.case.viewer.of", ["name": document.name])
            if document.mediaType.hasPrefix("image/") {
                html.void("img", .src(address), .attribute("alt", label))
            } else {
                let attributes: [Attribute] = [
                    .attribute("data", address), .attribute("type", document.mediaType),
                    .aria("label", label), .attribute("tabindex", "0"),
                ]
                // Browsers without a viewer of their own show what stands inside.
                html.element("object", attributes) { html in
                    html.p(html.say("procedures.case.viewer.none"))
                }
            }
        }
    }
}
