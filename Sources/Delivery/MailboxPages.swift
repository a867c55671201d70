import Accesses
import Documents
import Kernel
import Store
import Web

/// The mailbox of an account. Opening a message marks it as read; the moment of the first opening is kept.
enum MailboxPages {
    static let pageSize = 25

    static func list(_ request: Request) async throws -> Response {
        let before = request.query("before").flatMap { ID<Message>(checking: $0)?.text }
        let found = try await request.read { [caller = request.caller] in
            try $0.mailbox(of: caller, before: before, limit: pageSize + 1)
        }
        let shown = Array(found.prefix(pageSize))
        let account = request.caller.account ?? ""
        let choice = try await request.read { try $0.deliveryChoices(of: account, limit: 1).first }
        let next = found.count > pageSize ? shown.last.map { request.address(with: ["before": $0.id.text]) } : nil
        return request.page(request.say("delivery.mailbox")) { html in
            wish(choice, &html)
            if shown.isEmpty {
                html.emptyState(html.say("delivery.mailbox.empty"), html.say("delivery.mailbox.empty.hint")) { _ in }
            } else {
                html.p(html.say("delivery.mailbox.intro"))
                table(shown, &html)
            }
            html.paging(next: next, first: before == nil ? nil : "/delivery/mailbox")
        }
    }

    /// Whether letters come here at all, and where to change that.
    private static func wish(_ choice: DeliveryChoice?, _ html: inout HTML) {
        let key = choice.map { $0.isElectronic ? "mailbox" : "post" } ?? "open"
        html.alert(choice?.isElectronic == true ? .info : .warning, title: html.say("delivery.wish.\(key).title")) { html in
            html.p(html.say("delivery.wish.\(key)"))
            html.p { html in html.a(html.say("delivery.wish.change"), .href("/delivery/choice")) }
        }
    }

    private static func table(_ messages: [Message], _ html: inout HTML) {
        let columns = [
            Column(html.say("delivery.message"), header: true), Column(html.say("delivery.message.sent")),
            Column(html.say("delivery.message.state")),
        ]
        let (language, new, old) = (html.language, html.say("delivery.unread"), html.say("delivery.read"))
        html.table(html.say("delivery.mailbox"), columns: columns, items: messages, hidesCaption: true) { message, row in
            let isUnread = message.readAt == nil
            row.cell { html in
                let link = html.piece {
                    $0.a(message.title, .href("/delivery/mailbox/\(message.id)"), .lang(message.language.tag))
                }
                if isUnread { html.strong { $0.add(link) } } else { html.add(link) }
            }
            row.cell(Written.moment(message.sentAt, language))
            row.cell { html in if isUnread { html.badge(new, .info) } else { html.text(old) } }
        }
    }

    static func show(_ request: Request) async throws -> Response {
        guard let id = ID<Message>(checking: request.parameter("id")) else { throw DeliveryFault.notFound }
        let (message, document) = try await request.read { [caller = request.caller] reader in
            let message = try reader.ownMessage(id, of: caller)
            let document = message.document.flatMap { try? reader.document(ID($0), visibleTo: caller) }
            return (message, document)
        }
        try await request.noteAccess(to: message.procedure, for: "delivery.message", unit: nil)
        if message.readAt == nil, request.method == .get {
            try await request.perform(MarkRead(message: id))
        }
        // The message is read now; the navigation of this very page says so.
        let request = try await request.recounted()
        let crumbs = request.caller.account == nil ? [] : [Crumb(request.say("delivery.mailbox"), "/delivery/mailbox")]
        return request.page(message.title, layout: PageLayout(breadcrumb: crumbs)) { html in
            html.p(
                html.say("delivery.message.sent-at", ["moment": Written.moment(message.sentAt, html.language)]), .class("hint"))
            html.div(.class("message"), .lang(message.language.tag)) { html in html.markdown(message.body) }
            if let document { file(document, &html) }
        }
    }

    private static func file(_ document: Document, _ html: inout HTML) {
        html.section(.aria("labelledby", "document")) { html in
            html.h2(html.say("delivery.message.document"), .id("document"))
            html.p { html in
                html.a(document.name, .href("/documents/\(document.id)"))
                html.text(
                    " (\(MediaType.ending(document.mediaType).uppercased()), \(Written.bytes(document.bytes, html.language)))")
            }
        }
    }
}
