import Accesses
import Catalogue
import FEEL
import Folders
import Kernel
import Notices
import Store
import Web

/// One act at one work item: its form, a preview of what it brings about, and the act itself.
///
/// A person passes `form ─▶ preview ─▶ done`, with the way back; a program posts the fields and is done.
enum ActPages {
    /// The page of an act, for one set of values.
    struct Prepared: Sendable {
        let item: WorkItem
        let act: Act
        let service: Service
        let reference: String
        /// The office whose case it is.
        let office: String
        let values: JSON
        /// `/id` of the fields shown.
        let visible: Set<String>
        let required: Set<String>

        var isDecision: Bool { act.outcome != nil }
        var action: String { isDecision ? DecideTask.name : ProcessTask.name }
        var address: String { "/procedures/\(item.procedure)/tasks/\(item.id)/acts/\(Address.encode(act.id))" }
        func label(_ language: Language) -> String { service.folder.texts.text("staff.acts.\(act.id).label", language) ?? act.id }
    }

    static func show(_ request: Request) async throws -> Response {
        let form = FormData()
        return page(try await prepare(request, form), form, [], request)
    }

    static func perform(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let prepared = try await prepare(request, form)
        do {
            switch form.text("_step") {
            case "edit": return page(prepared, form, [], request)
            case "preview": return try await preview(prepared, form, request)
            default: try await carryOut(prepared, request)
            }
        } catch let invalid as InvalidInput where !request.isProgram {
            return page(prepared, form, invalid.problems, request)
        }
        return .redirect("/procedures/\(prepared.item.procedure)")
    }

    private static func carryOut(_ prepared: Prepared, _ request: Request) async throws {
        if prepared.isDecision {
            try await request.perform(DecideTask(task: prepared.item.id, act: prepared.act.id, fields: prepared.values))
        } else {
            try await request.perform(ProcessTask(task: prepared.item.id, act: prepared.act.id, fields: prepared.values))
        }
    }

    // MARK: Reading

    private static func prepare(_ request: Request, _ form: FormData) async throws -> Prepared {
        guard let id = ID<WorkItem>(checking: request.parameter("task")) else { throw ProcedureFault.notFound }
        let (procedure, act) = (request.parameter("id"), request.parameter("act"))
        let prepared = try await request.read { [caller = request.caller] reader in
            let item = try reader.task(id, visibleTo: caller)
            guard item.procedure.text == procedure else { throw ProcedureFault.notFound }
            guard item.endedAt == nil else { throw ProcedureFault.taskOver }
            guard item.proposal == nil else { throw ProcedureFault.awaitsConfirmation }
            let run = try CaseRun(reading: item.procedure, in: reader)
            guard let act = run.service.folder.about.acts[act], item.acts.contains(act.id), act.by == .staff else {
                throw ProcedureFault.actNotOffered(act)
            }
            guard CaseView.offered(item, run.service, caller).contains(where: { $0.id == act.id }) else {
                throw StoreFault.forbidden(act.right)
            }
            let scope = run.scope(at: reader.now)
            let values = ActFields.json(act.fields, form)
            return Prepared(
                item: item, act: act, service: run.service, reference: run.facts.reference,
                office: run.facts.unit, values: values,
                visible: Form.check(act.fields, answers: values, in: scope).visible,
                required: Set(act.fields.filter { $0.required.holds(in: scope) }.map(\.id)))
        }
        try await request.noteAccess(to: prepared.item.procedure, for: CaseHead.purpose, unit: prepared.office)
        return prepared
    }

    // MARK: Pages

    private static func layout(_ prepared: Prepared, _ request: Request, isFaulty: Bool = false) -> PageLayout {
        let label = prepared.label(request.language)
        return PageLayout(
            breadcrumb: [
                Crumb(request.say("procedures.inbox.title"), "/procedures/inbox"),
                Crumb(prepared.reference, "/procedures/\(prepared.item.procedure)"),
            ], kicker: prepared.reference, windowTitle: isFaulty ? request.say("web.error.prefix") + label : nil)
    }

    private static func page(_ prepared: Prepared, _ form: FormData, _ problems: [FieldProblem], _ request: Request) -> Response {
        let fields = ActFields(act: prepared.act, service: prepared.service, language: request.language)
        return request.page(
            prepared.label(request.language), status: problems.isEmpty ? 200 : 422,
            layout: layout(prepared, request, isFaulty: !problems.isEmpty)
        ) { html in
            html.errorSummary(ActFields.lines(problems))
            if let hint = prepared.service.folder.texts.text("staff.acts.\(prepared.act.id).hint", html.language) {
                html.p(hint, .class("lead"))
            }
            html.form(prepared.address, action: prepared.action) { html in
                fields.write(prepared.visible, required: prepared.required, form, problems, &html)
                html.div(.class("actions")) { html in
                    html.submit(html.say("procedures.act.preview"), name: "_step", value: "preview")
                    html.a(html.say("procedures.act.cancel"), .href("/procedures/\(prepared.item.procedure)"))
                }
            }
        }
    }

    private static func preview(_ prepared: Prepared, _ form: FormData, _ request: Request) async throws -> Response {
        let (item, act) = (prepared.item, prepared.act)
        let preview =
            prepared.isDecision
            ? try await ActPreview.of(
                DecideTask(trying: item.id, act: act.id, fields: prepared.values), at: item.procedure, as: request.caller,
                in: request.store)
            : try await ActPreview.of(
                ProcessTask(trying: item.id, act: act.id, fields: prepared.values), at: item.procedure, as: request.caller,
                in: request.store)
        let title = request.say("procedures.act.check", ["act": prepared.label(request.language)])
        return request.page(title, layout: layout(prepared, request)) { html in
            if act.eyes > 1 { html.alert(.info, html.say("procedures.proposal.needed")) }
            consequences(prepared, preview, &html)
            html.form(prepared.address, action: prepared.action) { html in
                for (name, value) in form.fields where name.hasPrefix(ActFields.prefix) { html.hidden(name, value) }
                html.div(.class("actions")) { html in
                    html.submit(
                        html.say(
                            act.eyes > 1
                                ? "procedures.proposal.submit"
                                : prepared.isDecision ? "procedures.act.decide" : "procedures.act.process"))
                    html.submit(html.say("procedures.act.edit"), style: .secondary, name: "_step", value: "edit")
                    html.a(html.say("procedures.act.cancel"), .href("/procedures/\(item.procedure)"))
                }
            }
        }
    }

    private static func consequences(_ prepared: Prepared, _ preview: ActPreview, _ html: inout HTML) {
        let rows = ActFields(act: prepared.act, service: prepared.service, language: html.language).rows(prepared.values)
        preview.write(&html) { html in
            guard !rows.isEmpty else { return }
            html.h2(html.say("procedures.act.entries"))
            html.summaryList(rows)
        }
    }
}
