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
        var body = blocks(of: text.german, withCode: true)
        if let payment = text.payment { body += pay(payment) }
        var closing = self.closing
        if let english = text.english {
            // The closing stays with the end of what it closes, here as at the end of a letter.
            if let last = body.indices.last { body[last].keepsWithNext = true }
            for index in closing.indices.dropLast() { closing[index].keepsWithNext = true }
            body += closing
            closing = []
            body += [
                Block(.pageBreak), .heading(1, say("notices.letter.translation")),
                .paragraph(say("notices.letter.translation-note")),
            ]
            if let explanation = english.front["explanation"] { body.append(.paragraph(explanation)) }
            // The code stands in the German letter, which is the document; its translation proves nothing.
            body += blocks(of: english, withCode: false)
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

    private func blocks(of rendered: RenderedTemplate, withCode: Bool) -> [Block] {
        rendered.pieces.flatMap { piece -> [Block] in
            let blocks = Markdown.blocks(from: piece.markdown)
            switch piece.mark {
            case .page: return [Block(.pageBreak)] + blocks
            case .verification: return (withCode ? code : []) + blocks
            case nil: return blocks
            }
        }
    }

    /// The QR code with the address in words below it, for whoever has no camera.
    private var code: [Block] {
        guard let verification = text.verification,
            let figure = QRCode(verification.address)?.figure(
                millimetres: 42, alternative: say("notices.verification.alternative"))
        else { return [] }
        let page = verification.address.split(separator: "/").dropLast().joined(separator: "/").replacing(":/", with: "://")
        return [
            Block(.figure(figure), keepsWithNext: true),
            .paragraph(
                Texts.shared(
                    "notices.verification.caption", .de, ["page": page, "code": VerificationCode.grouped(verification.code)])),
        ]
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
