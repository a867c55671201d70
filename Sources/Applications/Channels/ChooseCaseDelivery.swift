import Delivery
import Kernel
import Mandates
import Procedures
import Store
import Web

/// Letters or mailbox for one application: its applicant says so, or staff record it from a call or at the counter.
struct ChooseCaseDelivery: Action {
    static let name = "applications.choose-delivery"
    static let audience: Audience = [.account, .staff]
    let procedure: ID<Procedure>
    let isElectronic: Bool
    let language: Language

    func perform(in transaction: Transaction) throws {
        let caller = transaction.caller
        let seen = try transaction.procedure(procedure, visibleTo: caller)
        // Without an account there is no mailbox to choose, and the people of a company have none together.
        guard let owner = seen.owner, try !transaction.isCompany(owner) else { throw ProcedureFault.notFound }
        if caller.staff != nil {
            guard caller.grants.contains(procedure.text) || caller.may(Self.name, in: seen.unit) else {
                throw StoreFault.forbidden(Self.name)
            }
        }
        try transaction.perform(WishDelivery(procedure: procedure, isElectronic: isElectronic, language: language))
        transaction.audit("procedure", procedure, unit: seen.unit, detail: ["electronic": .bool(isElectronic)])
    }
}

/// How the post of one application goes, and what was wished before.
enum CaseDeliveryPages {
    static func show(_ request: Request) async throws -> Response {
        let side = try await ActingSide.of(request)
        return try await page(request, side, try await side.load(request), error: nil)
    }

    static func choose(_ request: Request) async throws -> Response {
        let side = try await ActingSide.of(request)
        let status = try await side.load(request)
        let way = try await request.form().text("way")
        guard way == "mailbox" || way == "post" else {
            let sentence = request.say("delivery.choice.missing")
            if request.wantsJSON { throw InvalidInput([FieldProblem(pointer: "/way", code: "required", detail: sentence)]) }
            return try await page(request, side, status, error: sentence)
        }
        try await side.perform(
            ChooseCaseDelivery(procedure: status.procedure.id, isElectronic: way == "mailbox", language: request.language),
            at: status.procedure, in: request.store)
        return .redirect(side.address(status.procedure.id) + "/delivery?saved=1")
    }

    private static func page(_ request: Request, _ side: ActingSide, _ status: ApplicationStatus, error: String?) async throws
        -> Response
    {
        guard let owner = status.procedure.owner, !status.isCompany else { throw ProcedureFault.notFound }
        let id = status.procedure.id.text
        let (wishes, isPost) = try await request.read { reader in
            (try reader.deliveryWishes(at: id), try reader.isServedByPost(owner, at: id))
        }
        let title = request.say("applications.delivery")
        let layout = side.layout(request, status, isFaulty: error != nil, title: title)
        return request.page(title, status: error == nil ? 200 : 422, layout: layout) { html in
            if let error { html.errorSummary([ErrorLine("way", error)]) }
            if error == nil, request.query("saved") != nil { html.alert(.success, html.say("applications.delivery.saved")) }
            html.p(html.say(isPost ? "applications.delivery.post" : "applications.delivery.mailbox"))
            html.form(side.address(status.procedure.id) + "/delivery", action: ChooseCaseDelivery.name) { html in
                html.radios(
                    "way", FieldText(html.say("applications.delivery.question"), error: error),
                    choices: [
                        Choice("mailbox", html.say("delivery.case.electronic")), Choice("post", html.say("delivery.case.post")),
                    ], value: isPost ? "post" : "mailbox")
                html.submit(html.say("applications.delivery.button"))
            }
            html.p(html.say("applications.delivery.hint"), .class("hint"))
            guard !wishes.isEmpty else { return }
            html.h2(html.say("delivery.choice.history"))
            html.timeline(
                wishes.reversed().map { wish in
                    TimelineEntry(
                        at: Written.moment(wish.at, html.language), wish.wording,
                        text: wish.saidBy.hasPrefix("staff:") ? html.say("applications.delivery.by-staff") : nil)
                })
        }
    }
}
