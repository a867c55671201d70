import Catalogue
import Documents
import FEEL
import Folders
import Forms
import Kernel
import Procedures
import Store
import Web

/// What the applicant is asked for, and the way to hand it in.
enum EvidencePages {
    /// One thing that the applicant can do.
    private struct Offer {
        let task: WorkItem
        let act: Act
        let supplements: [Field]
        let words: ServiceWords

        /// Fields of the act have their words with the act, those of the form with the form.
        var actWords: FieldWords { FieldWords(words, root: "acts.\(act.id).fields") }
        var formWords: FieldWords { FieldWords(words) }
        var label: String { words.text("acts.\(act.id).label") ?? words("tasks.\(task.element)") }
    }

    private static func offers(_ status: ApplicationStatus) -> [Offer] {
        let folder = status.words.service.folder
        return status.tasks.flatMap { task in
            task.acts.compactMap { folder.about.acts[$0] }.filter { $0.by == .applicant }.map { act in
                Offer(
                    task: task, act: act,
                    supplements: act.supplements.compactMap { folder.form.field($0) }.map { field in
                        // Whether it was shown in the form does not matter here: it is asked for.
                        var field = field
                        field.showWhen = .always
                        field.required = .never
                        return field
                    }, words: status.words)
            }
        }
    }

    static func show(_ request: Request) async throws -> Response {
        let side = try await ActingSide.of(request)
        return page(request, side, try await side.load(request), FormData(), [:], FormMessages(), status: 200)
    }

    static func supply(_ request: Request) async throws -> Response {
        let side = try await ActingSide.of(request)
        let status = try await side.load(request)
        let form = try await request.form()
        let all = offers(status)
        let chosen = all.filter { offer in
            (form.optional("task").map { $0 == offer.task.id.text } ?? true)
                && (form.optional("act").map { $0 == offer.act.id } ?? true)
        }
        guard let offer = chosen.first, chosen.count == 1 else { throw ProcedureFault.taskOver }
        var messages = FormMessages()
        var answers = AnswerReading.json(from: form, fields: offer.supplements).object ?? [:]
        for field in offer.supplements where field.type == .file {
            for file in form.files(field.id) {
                do {
                    let id = JSON.string(try await Uploads.take(file, from: request).text)
                    answers[field.id] = field.multiple ? .array((answers[field.id]?.array ?? []) + [id]) : id
                } catch let fault as DocumentFault where fault.kind != .internalError {
                    messages.add(
                        field.id, request.say("faults." + fault.code, fault.details), label: offer.formWords.label(field.id))
                }
            }
        }
        let files = offer.supplements.files(in: .object(answers))
        let facts = try await facts(files.map(\.id), request, side.caller)
        let result = Form.check(offer.supplements, answers: .object(answers), files: facts, in: status.words.scope)
        for (field, message) in FormMessages(result.problems, fields: offer.supplements, words: offer.formWords).lines {
            messages.add(field, message, label: "")
        }
        if messages.isEmpty, files.isEmpty, !offer.supplements.isEmpty, offer.act.fields.isEmpty,
            let first = offer.supplements.first
        {
            messages.add(first.id, request.say("applications.evidence.missing"), label: offer.formWords.label(first.id))
        }
        let fields = AnswerReading.json(from: form, fields: offer.act.fields)
        guard messages.isEmpty else { return page(request, side, status, form, fields, messages, status: 422) }
        do {
            try await side.perform(
                SupplyTask(
                    task: offer.task.id, act: offer.act.id, fields: fields, files: files, session: Uploads.session(of: request),
                    arrival: try side.arrival(form)), at: status.procedure, in: request.store)
        } catch let invalid as InvalidInput where !request.wantsJSON {
            tell(invalid, offer, side, request, &messages)
            return page(request, side, status, form, fields, messages, status: 422)
        }
        return .redirect(side.address(status.procedure.id))
    }

    /// What is wrong with what was typed: with the act in the words of the service, with its receipt in those of the counter.
    private static func tell(
        _ invalid: InvalidInput, _ offer: Offer, _ side: ActingSide, _ request: Request, _ messages: inout FormMessages
    ) {
        for (problem, line) in zip(invalid.problems, invalid.lines(request)) {
            let name = problem.pointer.split(separator: "/").dropFirst().joined(separator: ".")
            if side.isCounter, ["channel", "receivedOn"].contains(name) {
                messages.add(name, line.message, label: "")
            } else {
                messages.add(name, problem.detail, label: offer.actWords.label(name))
            }
        }
    }

    private static func facts(_ ids: [String], _ request: Request, _ caller: Caller) async throws -> [String: UploadFacts] {
        let session = Uploads.session(of: request)
        return try await request.read { reader in
            ids.reduce(into: [:]) { facts, text in
                guard let id = ID<Document>(checking: text),
                    let document = try? reader.document(id, visibleTo: caller, session: session)
                else { return }
                facts[text] = UploadFacts(mediaType: document.mediaType, bytes: document.bytes)
            }
        }
    }

    private static func page(
        _ request: Request, _ side: ActingSide, _ status: ApplicationStatus, _ form: FormData, _ fields: JSON,
        _ messages: FormMessages, status code: Int
    ) -> Response {
        let address = side.address(status.procedure.id)
        let title = request.say(side.isCounter ? "applications.counter.evidence" : "applications.evidence.title")
        let layout = side.layout(request, status, isFaulty: code == 422, title: title)
        return request.page(title, status: code, layout: layout) { html in
            let lines = messages.lines.map { ErrorLine($0.field, $0.message) }
            html.errorSummary(lines)
            let offers = offers(status)
            if offers.isEmpty {
                html.emptyState(html.say("applications.evidence.none")) { html in
                    html.p { html in html.a(html.say("applications.sent.status"), .href(address)) }
                }
            }
            for offer in offers {
                html.p(status.words("tasks.\(offer.task.element)"))
                if let due = offer.task.due {
                    html.p(html.say("applications.request.due", ["date": Written.longDate(due, html.language)]))
                }
                html.form(address + "/evidence", action: SupplyTask.name, files: true) { html in
                    html.hidden("task", offer.task.id.text)
                    html.hidden("act", offer.act.id)
                    side.arrivalFields(&html, form, lines)
                    FormPages.fields(&html, offer.act.fields, answers: fields, messages: messages, words: offer.actWords)
                    FormPages.fields(&html, offer.supplements, answers: [:], messages: messages, words: offer.formWords)
                    html.submit(offer.label)
                }
            }
        }
    }
}
