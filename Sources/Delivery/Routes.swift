import Web

enum Routes {
    static let all: [Route] = [
        Route(.get, "/delivery/mailbox", action: "delivery.mailbox", who: .account, page: MailboxPages.list),
        Route(.get, "/delivery/mailbox/:id", action: "delivery.mark-read", who: .everyone, page: MailboxPages.show),
        Route(.get, "/delivery/choice", action: "delivery.choose", who: .account, page: ChoicePages.show),
        Route(.post, "/delivery/choice", action: ChooseDelivery.name, who: .account, page: ChoicePages.choose),
        Route(.get, "/delivery/post", action: "delivery.print", who: .permission("delivery.print"), page: PostPages.list),
        Route(
            .get, "/delivery/post/export", action: "delivery.print", who: .permission("delivery.print"), page: PostPages.export),
        Route(.get, "/delivery/post/:id", action: "delivery.print", who: .permission("delivery.print"), page: PostPages.show),
        Route(
            .get, "/delivery/post/:id/letter", action: "delivery.print", who: .permission("delivery.print"),
            page: PostPages.letter),
        Route(
            .post, "/delivery/post/runs", action: "delivery.print", who: .permission("delivery.print"), page: PrintRunPages.run),
        Route(
            .post, "/delivery/post/prints", action: "delivery.mark-printed", who: .permission("delivery.mark-printed"),
            page: PostPages.markPrinted),
        Route(
            .post, "/delivery/post/postings", action: "delivery.mark-posted", who: .permission("delivery.mark-posted"),
            page: PostPages.markPosted),
        Route(
            .post, "/delivery/post/:id/service", action: MarkServed.name, who: .permission(MarkServed.name),
            page: ServicePages.mark),
    ]
}
