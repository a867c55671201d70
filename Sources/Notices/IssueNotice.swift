import Catalogue
import FEEL
import Folders
public import Kernel
public import Store

/// Issues a notice: fills the template, keeps every sentence with its origin, and has it rendered, filed and delivered.
public struct IssueNotice: Action {
    public static let name = "notices.issue"
    public static let audience: Audience = .system
    let call: ServiceCall
    let facts: CaseFacts
    let template: String

    /// Inputs: `template`, and `channel` by which it will be delivered.
    init(_ call: ServiceCall) throws {
        self.call = call
        facts = try call.facts()
        guard let template = call.inputs["template"]?.string else { throw NoticeFault.templateMissing("?") }
        self.template = template
    }

    public func perform(in transaction: Transaction) throws -> ID<Notice> {
        let service = try transaction.part(CatalogueShelf.self).pinned(facts.serviceHash, in: transaction)
        let city = try transaction.part(City.self)
        guard let rule = service.folder.about.notices[template] else { throw NoticeFault.templateMissing(template) }
        let scope = Scope(typed: call.context, now: transaction.now)
        let id = ID<Notice>(at: transaction.now)
        var letter = try NoticeText.fill(template, service: service, facts: facts, city: city, scope: scope)
        if let validity = service.folder.about.validity, validity.notice == template {
            letter.verification = try VerificationIssue(service: service, facts: facts, scope: scope)
                .store(validity, notice: id, template: template, in: transaction)
        }
        let origins = NoticeOrigins(service: service, facts: facts, city: city, context: call.context, scope: scope).of(letter)
        try NoticeRow(
            id: id, procedure: call.subject, template: template, kind: rule.kind.rawValue, remedy: rule.remedy,
            title: service.text("notices.\(template).title", .de), channel: call.inputs["channel"]?.string ?? "post",
            service: nil,
            text: letter, origins: origins, facts: facts
        ).insert(in: transaction)
        transaction.audit(
            "notice", id, unit: facts.unit, detail: ["procedure": .string(call.subject), "template": .string(template)])
        try transaction.emit(
            NoticeIssued(
                notice: id.text, procedure: call.subject, template: template, kind: rule.kind.rawValue, remedy: rule.remedy),
            subject: call.subject)
        try transaction.enqueue(
            NoticeRendering.kind, key: "\(NoticeRendering.kind):\(id)", subject: call.subject,
            payload: ["notice": .string(id.text)], unit: facts.unit)
        return id
    }
}

/// A notice was issued; its document follows.
public struct NoticeIssued: Event {
    public static let name = "notices.issued"
    public let notice: String
    public let procedure: String
    public let template: String
    public let kind: String
    public let remedy: String?
}
