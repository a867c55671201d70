import Kernel
import Store
import Web

/// Formal service at a letter: how it is served, and the day that came back.
enum ServicePages {
    /// In the list, so that nobody posts it like any other letter.
    static func badge(_ item: PostItem, _ html: inout HTML) {
        guard let service = item.service else { return }
        html.raw(" ")
        html.badge(html.say("delivery.service.\(service)"), .warning)
    }

    static func rows(_ item: PostItem, _ html: HTML) -> [SummaryRow] {
        guard let service = item.service else { return [] }
        return [
            SummaryRow(html.say("delivery.service"), html.say("delivery.service.\(service)")),
            SummaryRow(
                html.say("delivery.service.day"),
                item.servedOn.map { Written.date($0, html.language) } ?? html.say("delivery.post.not-yet")),
        ]
    }

    static func form(_ item: PostItem, _ request: Request, day: String?, problem: String?, _ html: inout HTML) {
        guard item.service != nil, item.servedOn == nil, request.caller.may(MarkServed.name, in: item.unit) else { return }
        guard item.postedOn != nil else { return html.p(html.say("delivery.service.post-first"), .class("hint")) }
        html.form("/delivery/post/\(item.id)/service", action: MarkServed.name) { html in
            html.dateField(
                "day",
                FieldText(html.say("delivery.service.day"), hint: html.say("delivery.service.day.hint"), error: problem),
                value: day)
            html.submit(html.say("delivery.service.mark"))
        }
    }

    static func mark(_ request: Request) async throws -> Response {
        guard let id = ID<PostItem>(checking: request.parameter("id")) else { throw DeliveryFault.notFound }
        let item = try await request.read { [caller = request.caller] in try $0.postItem(id, visibleTo: caller) }
        let form = try await request.form()
        do {
            guard let day = form.date("day") else { throw DeliveryFault.serviceDayImpossible }
            try await request.perform(MarkServed(item: id, day: day))
        } catch let fault as DeliveryFault where !request.wantsJSON && fault.kind == .invalid {
            try await PostPages.noteAccess(item, request)
            return PostPages.show(item, request, day: form["day"], problem: request.say("faults.\(fault.code)"))
        }
        return .redirect("/delivery/post/\(id)")
    }
}
