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

/// Prolonging a deadline of the service.
enum DeadlinePages {
    private static func extending(_ request: Request) async throws -> CaseForm<ExtendDeadline> {
        let head = try await CaseHead.load(request, for: ExtendDeadline.name)
        let (id, language) = (head.procedure.id, request.language)
        let choices = try await request.read { reader -> [Choice] in
            let run = try CaseRun(reading: id, in: reader)
            return try reader.extendable(run).map { deadline in
                let rule = run.service.folder.about.deadlines[deadline.name]?.named.extendable
                let name = run.service.folder.texts.text("deadlines.\(deadline.name)", language) ?? deadline.name
                let values = [
                    "by": rule?.by.words(language) ?? "", "norm": rule?.norm?.citation ?? run.norms.prolongation,
                ]
                return Choice(
                    deadline.name, "\(name), \(Written.date(deadline.date, language))",
                    hint: Texts.shared("procedures.extend.by", language, values))
            }
        }
        return CaseForm(
            view: head, title: request.say("procedures.extend.title"), lead: request.say("procedures.extend.lead"),
            address: head.address + "/deadlines/extension", button: request.say("procedures.request.extend.button"),
            fields: { html, form, mistakes in
                html.radios(
                    "deadline", request.field("deadline", "extend.deadline", mistakes), choices: choices,
                    value: form["deadline"] ?? (choices.count == 1 ? choices.first?.value : nil))
                html.textArea("reason", request.field("reason", "request.extend.reason", mistakes), value: form["reason"])
            }, action: { ExtendDeadline(procedure: id, deadline: $0.text("deadline"), reason: $0.text("reason")) })
    }

    static func ask(_ request: Request) async throws -> Response { try await extending(request).show(request) }
    static func extend(_ request: Request) async throws -> Response { try await extending(request).take(request) }
}
