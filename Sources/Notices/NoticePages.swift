import Accesses
import Kernel
import Store
import Web

/// "Why?": a notice sentence by sentence, each with what it rests on.
enum NoticePages {
    static func show(_ request: Request) async throws -> Response {
        guard let id = ID<Notice>(checking: request.parameter("id")) else { throw NoticeFault.notFound }
        let reading = try await request.read { [caller = request.caller, language = request.language] in
            try NoticeReading(id, visibleTo: caller, language: language, in: $0)
        }
        let notice = reading.notice
        try await request.noteAccess(to: notice.procedure, for: "notices.show", unit: notice.unit)
        let isStaff = request.caller.staff != nil
        let layout = PageLayout(
            area: isStaff ? .workbench : .portal,
            breadcrumb: isStaff ? [Crumb(notice.reference, "/procedures/\(notice.procedure)")] : [],
            kicker: notice.reference)
        return request.page(notice.title, layout: layout) { html in
            if let how = notice.replacement {
                html.alert(how.endsEffect ? .warning : .info, title: html.say("notices.replaced.\(how.rawValue)")) { html in
                    html.p(
                        html.say(
                            "notices.replaced.at",
                            ["date": notice.replacedAt.map { Written.date($0.date(), html.language) } ?? ""]))
                    if let successor = notice.replacedBy {
                        html.p { html in html.a(html.say("notices.replaced.by"), .href("/notices/\(successor)")) }
                    }
                }
            }
            if let explained = reading.explained { html.p(explained, .class("lead")) }
            head(notice, &html)
            if let code = reading.code {
                html.h2(html.say("notices.verification.section"))
                html.p(html.say("notices.verification.section.text"))
                html.verificationCode(code)
            }
            html.h2(html.say("notices.why.title"))
            html.p(html.say("notices.why.lead"))
            if request.language != .de {
                html.p(html.say(reading.language == .en ? "notices.why.translation" : "notices.why.german"))
            }
            html.article(.class("panel"), .lang(reading.language.rawValue)) { html in
                for line in reading.lines { write(line, isStaff: isStaff, &html) }
            }
        }
    }

    private static func head(_ notice: Notice, _ html: inout HTML) {
        html.summaryList([
            SummaryRow(html.say("notices.issued"), Written.date(notice.issuedAt.date(), html.language)),
            SummaryRow(html.say("notices.channel"), html.say("notices.channel.\(notice.channel)")),
        ])
        if let document = notice.document {
            html.p { html in html.linkButton(html.say("notices.document"), "/documents/\(document)?view=inline") }
        } else {
            html.alert(.info, html.say("notices.rendering"))
        }
    }

    private static func write(_ line: NoticeReading.Line, isStaff: Bool, _ html: inout HTML) {
        switch line.shape {
        case .heading: html.h3(line.text)
        case .item: html.ul { html in html.li(line.text) }
        case .row, .sentence: html.p(line.text)
        }
        guard !line.sources.isEmpty else { return }
        let page = html.language
        html.div(.lang(page.tag)) { html in
            html.disclosure(html.say("notices.why")) { html in
                html.ul { html in
                    for source in NoticeReading.distinct(line.sources, html.language) {
                        html.li { html in write(source, isStaff: isStaff, &html) }
                    }
                }
            }
        }
    }

    /// `Ihre Angabe – Grund: Zuzug`, `Regel: Für den ersten Hund gilt der einfache Satz. (Hundesteuersatzung)`.
    private static func write(_ source: SentenceOrigin.Source, isStaff: Bool, _ html: inout HTML) {
        let language = html.language
        let label = source.label[language]
        html.strong(html.say("notices.why.\(isStaff ? "staff" : "kind").\(source.kind.rawValue)"))
        if source.kind != .rule { html.text(" – " + label) }
        let isHidden = isStaff && source.isSensitive == true
        let text = isHidden ? html.say("notices.why.protected") : source.text[language]
        if !text.isEmpty {
            // Many labels are the questions of the form.
            html.text(source.kind != .rule && label.hasSuffix("?") ? " " : ": ")
            html.lines(text)
        }
        guard source.kind == .rule else { return }
        html.raw(" ")
        html.span("(\(isStaff && label != source.path ? "\(label); \(source.path)" : label))", .class("hint"))
    }
}
