import Catalogue
import FEEL
import Folders
import Kernel

/// Where a case's folder goes, by the service's filing rule; titles with their insertions filled.
enum CaseFiling {
    static func place(of run: CaseRun, at moment: Instant) throws -> CaseFacts.Filing? {
        let rule = run.service.folder.filing
        let scope = run.scope(at: moment)
        guard let position = rule.position(in: scope) else { return nil }
        func filled(_ text: String) throws -> String {
            try Template.fill(text, in: scope, language: .de, look: run.service.folder.texts.look(.de))
        }
        var filing = CaseFacts.Filing(
            position: position, title: try filled(rule.title), dossier: rule.dossier.rawValue,
            dossierTitle: rule.dossier == .applicant ? run.facts.applicant : try filled(rule.title), retention: rule.retention,
            access: rule.access.rawValue, documentTitles: try rule.documents.mapValues { try filled($0) })
        let texts = run.service.folder.texts
        filing.retentionWords = run.service.folder.about.retention[rule.retention].map { kept in
            func words(_ language: Language) -> String {
                "\(texts.text("retention.\(rule.retention)", language) ?? rule.retention): \(kept.words[language])"
            }
            return LocalText(de: words(.de), en: words(.en))
        }
        return filing
    }
}

/// Short messages of a service, filled for the applicant.
enum CaseMessages {
    /// Adds `subject` and `body` in the applicant's language to the inputs of a message.
    static func fill(_ message: String, _ inputs: JSON, _ run: CaseRun, at moment: Instant) throws -> JSON {
        let scope = run.scope(at: moment)
        let texts = run.service.folder.texts
        let language = run.facts.language
        let subject = try texts.filled("messages.\(message).subject", language, in: scope) ?? message
        let body = try texts.filled("messages.\(message).body", language, in: scope) ?? ""
        return inputs.adding("subject", .string(subject)).adding("body", .string(body))
    }
}

extension JSON {
    /// This object with one member more.
    func adding(_ name: String, _ value: JSON) -> JSON {
        var members = object ?? [:]
        members[name] = value
        return .object(members)
    }
}
