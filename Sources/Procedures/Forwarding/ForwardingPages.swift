import BPMN
import Calendar
import Catalogue
import Documents
import FEEL
import Folders
import Kernel
import Notices
import Store
import Web

/// Handing a case to another office, and sending back what came to the wrong one.
enum ForwardingPages {
    /// After this the case is somebody else's, so the way leads to the inbox.
    private static let inbox = "/procedures/inbox"

    private static func forwarding(_ request: Request) async throws -> CaseForm<ForwardProcedure> {
        let head = try await CaseHead.load(request, for: ForwardProcedure.name)
        let city = try request.store.part(City.self)
        let (id, language) = (head.procedure.id, request.language)
        let ways = city.handling(of: head.procedure.slug).forwards.filter { $0.unit != head.procedure.unit }
        let units = ways.map { way in
            let name = city.organisation.unit(way.unit)?.name[language] ?? way.unit
            return Choice(way.unit, name, hint: request.say("procedures.forward.\(way.sendsLetter ? "letter" : "message")"))
        }
        return CaseForm(
            view: head, title: request.say("procedures.forward.title"), lead: request.say("procedures.forward.lead"),
            address: head.address + "/forwarding", button: request.say("procedures.forward.button"), isPreviewed: true,
            destination: inbox,
            fields: { html, form, mistakes in
                html.radios(
                    "unit", request.field("unit", "forward.unit", mistakes), choices: units,
                    value: form["unit"] ?? (units.count == 1 ? units.first?.value : nil))
                html.textArea("reason", request.field("reason", "forward.reason", mistakes), value: form["reason"])
            }, action: { ForwardProcedure(procedure: id, unit: $0.text("unit"), reason: $0.text("reason")) })
    }

    private static func returning(_ request: Request) async throws -> CaseForm<ReturnProcedure> {
        let head = try await CaseHead.load(request, for: ReturnProcedure.name)
        let seen = head.procedure
        guard let last = try await request.read({ try $0.returnable(seen) }) else { throw ProcedureFault.notReturnable }
        let name = try request.store.part(City.self).organisation.unit(last.fromUnit)?.name[request.language] ?? last.fromUnit
        return CaseForm(
            view: head, title: request.say("procedures.return.title"),
            lead: request.say("procedures.return.lead", ["office": name]), address: head.address + "/return",
            button: request.say("procedures.return.button"), isPreviewed: true, destination: inbox,
            fields: { html, form, mistakes in
                html.textArea("reason", request.field("reason", "forward.reason", mistakes), value: form["reason"])
            }, action: { ReturnProcedure(procedure: seen.id, reason: $0.text("reason")) })
    }

    static func ask(_ request: Request) async throws -> Response { try await forwarding(request).show(request) }
    static func forward(_ request: Request) async throws -> Response { try await forwarding(request).take(request) }
    static func askReturn(_ request: Request) async throws -> Response { try await returning(request).show(request) }
    static func giveBack(_ request: Request) async throws -> Response { try await returning(request).take(request) }

    /// Where the case came from, for the office that has it now.
    static func section(_ view: CaseView, _ request: Request, _ html: inout HTML) {
        guard let last = view.returnable else { return }
        let from = view.units[last.fromUnit]?[html.language] ?? last.fromUnit
        let day = Written.date(last.at.date(), html.language)
        html.alert(.info, title: html.say("procedures.forward.from", ["office": from, "day": day])) { html in
            html.p { html in html.lines(last.reason) }
            if CaseAccess.offers(ReturnProcedure.name, at: view.procedure, to: request.caller) {
                html.p { html in
                    html.a(html.say("procedures.return.title"), .href("/procedures/\(view.procedure.id)/return"))
                }
            }
        }
    }
}
