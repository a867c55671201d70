import BPMN
import Catalogue
import Folders
import Kernel
import Notices
import Store
import Web

/// What it means for one case to go on by the version of its service that is in force, and the form that lets it.
///
///     preview ─▶ done, and back to the procedure        preview with reasons against it: no form
enum VersionPages {
    /// What the page shows, read in one go.
    struct Preview: Sendable {
        /// Nil where the case goes by the version in force.
        let move: VersionMove?
        /// The days from which the two versions are offered.
        let since: (former: LocalDate, present: LocalDate)?
        /// The state of the case that is shown.
        let seen: Int
        let decisions: Int
        let notices: Int
    }

    static func show(_ request: Request) async throws -> Response {
        let head = try await CaseHead.load(request, for: MoveVersion.name)
        return try await page(request, head)
    }

    static func move(_ request: Request) async throws -> Response {
        let head = try await CaseHead.load(request, for: MoveVersion.name)
        let form = try await request.form()
        let action = MoveVersion(
            procedure: head.procedure.id, version: form.text("version"), seen: Int(form.text("seen")),
            reason: form.text("reason"))
        do {
            try await request.perform(action)
        } catch let invalid as InvalidInput where !request.isProgram {
            return try await page(request, head, form, Mistakes(invalid.problems), status: 422)
        } catch let fault as ProcedureFault where fault.kind == .conflict && !request.isProgram {
            return try await page(request, head, form, fault: fault, status: 409)
        }
        return .redirect(head.address)
    }

    private static func read(_ head: CaseHead, in reader: Reader) throws -> Preview {
        let id = head.procedure.id
        let run = try CaseRun(reading: id, in: reader)
        let service = try reader.otherVersion(of: run)
        let shelf = try reader.part(CatalogueShelf.self)
        let today = reader.now.date()
        return Preview(
            move: try service.map { try VersionMove(run, to: $0, in: reader) },
            since: service.map { (shelf.day(of: run.service, until: today), shelf.day(of: $0, until: today)) },
            seen: run.version, decisions: try reader.decisions(of: id).count,
            notices: try reader.nextNoticeNumber(of: id) - 1)
    }

    private static func page(
        _ request: Request, _ head: CaseHead, _ form: FormData = FormData(), _ mistakes: Mistakes = Mistakes(),
        fault: ProcedureFault? = nil, status: Int = 200
    ) async throws -> Response {
        let preview = try await request.read { try read(head, in: $0) }
        let title = request.say("procedures.version.title")
        let layout = PageLayout(
            breadcrumb: [
                Crumb(request.say("procedures.inbox.title"), "/procedures/inbox"),
                Crumb(head.procedure.reference, head.address),
            ], kicker: "\(head.procedure.reference), \(head.procedure.applicant)",
            windowTitle: status == 200 ? nil : request.say("web.error.prefix") + title)
        return request.page(title, status: status, layout: layout) { html in
            html.errorSummary(mistakes.lines(html.language).map { ErrorLine($0.field, $0.sentence) })
            // Reasons against it stand in the preview.
            if let fault, fault.code != ProcedureFault.notMovable([]).code {
                html.alert(.warning, html.say("faults.\(fault.code)", fault.details))
            }
            html.p(html.say("procedures.version.lead"), .class("lead"))
            guard let move = preview.move else {
                html.alert(.info, html.say("procedures.version.current", ["version": head.procedure.serviceVersion]))
                return html.p { html in html.a(html.say("procedures.act.cancel"), .href(head.address)) }
            }
            VersionView(move: move, language: html.language).write(preview, &html)
            guard move.obstacles.isEmpty, !head.procedure.state.isOver else { return }
            html.form(head.address + "/version", action: MoveVersion.name) { html in
                html.hidden("version", move.to.hash.hex)
                html.hidden("seen", String(preview.seen))
                html.textArea("reason", request.field("reason", "version.reason", mistakes), value: form["reason"])
                html.div(.class("actions")) { html in
                    html.submit(html.say("procedures.version.button", ["version": move.to.folder.about.version]))
                    html.a(html.say("procedures.act.cancel"), .href(head.address))
                }
            }
        }
    }
}

/// A preview in a reader's words.
struct VersionView {
    let move: VersionMove
    let language: Language

    func write(_ preview: VersionPages.Preview, _ html: inout HTML) {
        versions(preview, &html)
        obstacles(&html)
        tasks(&html)
        dates(&html)
        course(&html)
        questions(&html)
        html.h2(html.say("procedures.version.stays"))
        html.p(
            html.say(
                "procedures.version.stays.text",
                ["decisions": String(preview.decisions), "notices": String(preview.notices)]))
    }

    private func versions(_ preview: VersionPages.Preview, _ html: inout HTML) {
        func words(_ service: Service, _ day: LocalDate?) -> String {
            let values = [
                "version": service.folder.about.version, "hash": String(service.hash.hex.prefix(8)),
                "day": day.map { Written.date($0, language) } ?? "–",
            ]
            return Texts.shared("procedures.version.of", language, values)
        }
        html.summaryList([
            SummaryRow(html.say("procedures.version.former"), words(move.from, preview.since?.former)),
            SummaryRow(html.say("procedures.version.present"), words(move.to, preview.since?.present)),
        ])
    }

    private func obstacles(_ html: inout HTML) {
        guard !move.obstacles.isEmpty else { return }
        html.alert(.error, title: html.say("procedures.version.obstacles")) { html in
            html.ul { html in for obstacle in move.obstacles { html.li(sentence(obstacle)) } }
        }
    }

    func sentence(_ obstacle: VersionObstacle) -> String {
        let name: String
        switch obstacle.kind {
        case .told: name = deadline(obstacle.name)
        case .consultation: name = obstacle.name
        default: name = step(obstacle.name)
        }
        return Texts.shared("procedures.version.obstacle.\(obstacle.kind.rawValue)", language, ["name": name])
    }

    // MARK: names

    private func step(_ id: String) -> String { move.to.step(id, language) ?? move.from.step(id, language) ?? id }

    private func deadline(_ name: String) -> String {
        let key = "deadlines.\(name)"
        return move.to.folder.texts.text(key, language) ?? move.from.folder.texts.text(key, language) ?? name
    }

    private func day(_ date: LocalDate?) -> String { date.map { Written.date($0, language) } ?? "–" }

    /// A step, or the way from one to another.
    private func place(_ id: String) -> String {
        guard let ends = move.to.folder.process.ends(of: id) else { return step(id) }
        return Texts.shared("procedures.version.way", language, ["from": step(ends.source.id), "to": step(ends.target.id)])
    }

    // MARK: sections

    private func tasks(_ html: inout HTML) {
        guard !move.tasks.isEmpty else { return }
        html.h2(html.say("procedures.version.tasks"))
        let columns = ["task", "change", "before", "after"].map {
            Column(html.say("procedures.version.column.\($0)"), header: $0 == "task")
        }
        html.table(html.say("procedures.version.tasks"), columns: columns, items: move.tasks, hidesCaption: true) { task, cells in
            let before = task.item.map { move.from.step($0.element, language) ?? $0.element }
            let after = task.request.map { step($0.element) }
            cells.cell([before, after == before ? nil : after].compactMap { $0 }.joined(separator: " → "))
            cells.cell(Texts.shared("procedures.version.task.\(task.kind.rawValue)", language))
            cells.cell(day(task.item?.due))
            cells.cell(task.kind == .ended ? "–" : day(task.due))
        }
    }

    private func dates(_ html: inout HTML) {
        html.h2(html.say("procedures.version.dates"))
        guard !move.dates.isEmpty else { return html.p(html.say("procedures.version.dates.none")) }
        let columns = ["deadline", "before", "after"].map {
            Column(html.say("procedures.version.column.\($0)"), header: $0 == "deadline")
        }
        html.table(html.say("procedures.version.dates"), columns: columns, items: move.dates, hidesCaption: true) { date, cells in
            cells.cell(deadline(date.name))
            cells.cell(day(date.before))
            cells.cell(day(date.after))
        }
        if move.dates.contains(where: { $0.audience != "staff" }) {
            html.alert(.warning, html.say("procedures.version.dates.known"))
        }
    }

    private func course(_ html: inout HTML) {
        let lines = move.move.changes.filter { $0.kind != .taskRenewed }.map { change in
            Texts.shared("procedures.version.change.\(change.kind.rawValue)", language, ["name": place(change.element)])
        }
        html.h2(html.say("procedures.version.course"))
        guard !lines.isEmpty else { return html.p(html.say("procedures.version.course.none")) }
        html.ul { html in for line in lines { html.li(line) } }
    }

    /// What the new version asks and the applicant was never asked.
    private func questions(_ html: inout HTML) {
        let asked = Set(move.from.folder.form.steps.flatMap(\.fields).map(\.id))
        let new = move.to.folder.form.steps.flatMap(\.fields).map(\.id).filter { !asked.contains($0) }
        guard !new.isEmpty else { return }
        html.h2(html.say("procedures.version.questions"))
        html.p(html.say("procedures.version.questions.text"))
        html.ul { html in
            for field in new { html.li(move.to.folder.texts.text("fields.\(field).label", language) ?? field) }
        }
    }
}
