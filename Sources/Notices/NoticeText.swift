import Catalogue
import FEEL
import Folders
import Kernel

/// A notice in words: what its letter says, independent of its layout.
struct NoticeText: Codable, Sendable {
    let german: RenderedTemplate
    /// The translation that is handed out with it.
    let english: RenderedTemplate?
    /// Amount due, its day and purpose: the block "how to pay".
    let payment: Payment?
    /// Issued by machine, or the name of who decided.
    let signature: String?
    let unit: UnitLines
    let facts: CaseFacts
    /// The code by which anybody can check the document.
    var verification: Code?

    struct Code: Codable, Sendable {
        /// What the QR code holds.
        let address: String
        let code: String
    }

    struct Payment: Codable, Sendable {
        let amount: Decimal128
        let due: LocalDate
    }

    struct UnitLines: Codable, Sendable {
        let authority: String
        let name: String
        let lines: [String]
        let returnAddress: String
        let recipient: String
        let iban: String
        let bic: String
    }

    static func fill(_ name: String, service: Service, facts: CaseFacts, city: City, scope: Scope) throws -> NoticeText {
        guard let template = service.folder.template(name, .de) else { throw NoticeFault.templateMissing(name) }
        do {
            let german = try template.render(in: scope, language: .de, look: service.folder.texts.look(.de))
            var english: RenderedTemplate?
            if facts.language == .en, let translation = service.folder.templates[name]?[.en] {
                english = try translation.render(in: scope, language: .en, look: service.folder.texts.look(.en))
            }
            var kept = facts
            kept.rows = nil
            kept.reasons = nil
            kept.origins = nil
            kept.dateOrigins = nil
            return NoticeText(
                german: german, english: english, payment: payment(template, scope), signature: signature(template, scope),
                unit: city.unitLines(facts.unit), facts: kept)
        } catch {
            throw NoticeFault.notRendered(error.description)
        }
    }

    /// A letter of the platform, whose texts are not files of the service. `signature` is the name below it.
    static func fill(
        _ templates: LetterTemplates, facts: CaseFacts, city: City, scope: Scope, look: ServiceTexts, signature: String?
    ) throws -> NoticeText {
        do {
            let german = try templates.template(.de).render(in: scope, language: .de, look: look.look(.de))
            let english =
                facts.language == .en
                ? try templates.template(.en).render(in: scope, language: .en, look: look.look(.en)) : nil
            var kept = facts
            kept.rows = nil
            kept.reasons = nil
            return NoticeText(
                german: german, english: english, payment: nil, signature: signature, unit: city.unitLines(facts.unit),
                facts: kept)
        } catch let failure as TemplateFailure {
            throw NoticeFault.notRendered(failure.description)
        }
    }

    private static func payment(_ template: Template, _ scope: Scope) -> Payment? {
        guard let amount = template.evaluate(front: "amount", in: scope)?.number,
            let due = template.evaluate(front: "due", in: scope)?.date
        else { return nil }
        return Payment(amount: amount, due: due)
    }

    private static func signature(_ template: Template, _ scope: Scope) -> String? {
        let text = template.front("signature")?.text
        let kind = text == "automatic" || text == "person" ? text : template.evaluate(front: "signature", in: scope)?.string
        guard kind == "person" else { return nil }
        let tasks = scope["tasks"]?.context
        // Who acted last at a task of the authority.
        let acted = (tasks?.values ?? []).compactMap(\.context).filter { $0["by"]?.string != "applicant" }
        return acted.max { ($0["at"]?.plain ?? "") < ($1["at"]?.plain ?? "") }?["by"]?.string
    }
}
