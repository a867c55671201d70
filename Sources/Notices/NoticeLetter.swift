import Folders
import Kernel
import PDF

/// Lays a notice out as a letter after DIN 5008.
struct NoticeLetter {
    let text: NoticeText
    let title: String
    let issuedAt: Instant

    func letter() -> Letter {
        let facts = text.facts
        var body = Markdown.blocks(from: text.german.markdown)
        if let payment = text.payment { body += pay(payment) }
        var closing = self.closing
        if let english = text.english {
            body += closing
            closing = []
            body += [
                Block(.pageBreak), .heading(1, say("notices.letter.translation")),
                .paragraph(say("notices.letter.translation-note")),
            ]
            if let explanation = english.front["explanation"] { body.append(.paragraph(explanation)) }
            body += Markdown.blocks(from: english.markdown)
        }
        return Letter(
            language: .de, letterhead: Letterhead(authority: text.unit.authority, unit: text.unit.name, lines: text.unit.lines),
            returnAddress: text.unit.returnAddress, address: [facts.applicant] + facts.address,
            information: [
                KeyValue(say("notices.letter.reference"), facts.reference),
                KeyValue(say("notices.letter.date"), TemplateFormat.date(issuedAt.date(), .de)),
            ],
            reference: facts.reference, subject: text.german.front["subject"] ?? title, body: body, closing: closing,
            details: DocumentDetails(
                title: "\(title), \(facts.reference)", author: text.unit.authority, subject: title, created: issuedAt))
    }

    /// What to pay, when, to whom, with which reference.
    private func pay(_ payment: NoticeText.Payment) -> [Block] {
        [
            Block(.heading(level: 2, [.text(say("notices.letter.pay"))]), keepsWithNext: true),
            Block(
                .keyValues([
                    KeyValue(say("notices.letter.amount"), TemplateFormat.money(payment.amount, .de)),
                    KeyValue(say("notices.letter.due"), TemplateFormat.date(payment.due, .de)),
                    KeyValue(say("notices.letter.recipient"), text.unit.recipient),
                    KeyValue("IBAN", text.unit.iban),
                    KeyValue("BIC", text.unit.bic),
                    KeyValue(say("notices.letter.purpose"), text.facts.reference),
                ])),
        ]
    }

    private var closing: [Block] {
        var blocks: [Block] = []
        if let explanation = text.german.front["explanation"] { blocks.append(.paragraph(explanation)) }
        if let name = text.signature {
            blocks += [.paragraph(say("notices.letter.regards")), .paragraph(say("notices.letter.on-behalf")), .paragraph(name)]
        } else {
            blocks += [
                .paragraph(say("notices.letter.regards")), .paragraph(text.unit.authority),
                .paragraph(say("notices.letter.by-machine")),
            ]
        }
        return blocks
    }

    private func say(_ key: String) -> String { Texts.shared(key, .de) }
}
