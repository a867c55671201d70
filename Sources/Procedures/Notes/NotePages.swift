import Kernel
import Store
import Web

/// Notes of a procedure: all of them, and the form for another one.
enum NotePages {
    private static func form(_ request: Request) async throws -> CaseForm<WriteNote> {
        let head = try await CaseHead.load(request, for: WriteNote.name)
        let id = head.procedure.id
        return CaseForm(
            view: head, title: request.say("procedures.note.title"), lead: request.say("procedures.note.lead"),
            address: head.address + "/notes", button: request.say("procedures.note.button"),
            fields: { html, form, mistakes in
                html.textArea("text", request.field("text", "note.text", mistakes), value: form["text"], rows: 6)
            }, action: { WriteNote(procedure: id, text: $0.text("text")) })
    }

    static func show(_ request: Request) async throws -> Response { try await form(request).show(request) }
    static func write(_ request: Request) async throws -> Response { try await form(request).take(request) }

    /// The notes on the page of the procedure, with a form that is opened where it stands.
    static func section(_ view: CaseView, _ request: Request, _ html: inout HTML) {
        let mayWrite = CaseAccess.offers(WriteNote.name, at: view.procedure, to: request.caller)
        guard mayWrite || !view.notes.isEmpty else { return }
        html.h2(html.say("procedures.note.list"), .id("notes"))
        html.p(html.say("procedures.note.lead"), .class("hint"))
        if !view.notes.isEmpty {
            html.ul(.class("notes")) { html in
                for note in view.notes {
                    html.li { html in
                        html.p(
                            html.say(
                                "procedures.note.by",
                                [
                                    "author": view.names[note.author] ?? note.author,
                                    "moment": Written.moment(note.at, html.language),
                                ]), .class("hint"))
                        html.p { html in html.lines(note.text) }
                    }
                }
            }
        }
        guard mayWrite else { return }
        html.disclosure(html.say("procedures.note.add")) { html in
            html.form("/procedures/\(view.procedure.id)/notes", action: WriteNote.name) { html in
                html.textArea("text", request.field("text", "note.text", Mistakes()), rows: 4)
                html.submit(html.say("procedures.note.button"), style: .secondary)
            }
        }
    }
}
