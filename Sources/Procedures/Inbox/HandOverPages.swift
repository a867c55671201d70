import Kernel
import Store
import Web

/// Handing over: chosen work from the inbox, or everything of a person; and what came of it.
enum HandOverPages {
    /// The value that means "back to the unit", and the one for oneself.
    static let unit = "unit", me = "me"

    // MARK: Form

    /// To whom, and why.
    static func fields(
        _ colleagues: [Colleagues.Colleague], _ input: HandOverInput, _ request: Request, legend: String, _ html: inout HTML
    ) {
        let own = request.caller.staff
        var choices = [Choice(me, html.say("procedures.handover.me")), Choice(unit, html.say("procedures.handover.unit"))]
        choices += colleagues.filter { $0.id != own }.map { Choice($0.id, label($0, html.language)) }
        html.fields(html.say(legend), id: "hand-over") { html in
            html.selectField(
                "to", FieldText(html.say("procedures.handover.to"), error: input.problems["to"]), choices: choices,
                value: input.to, empty: html.say("procedures.handover.choose"))
            html.textField(
                "reason",
                FieldText(
                    html.say("procedures.handover.reason"), hint: html.say("procedures.handover.reason-hint"),
                    error: input.problems["reason"]), value: input.reason)
            html.submit(html.say("procedures.handover.button"), style: .secondary)
        }
    }

    private static func label(_ colleague: Colleagues.Colleague, _ language: Language) -> String {
        guard let until = colleague.awayUntil else { return colleague.name }
        return Texts.shared(
            "procedures.handover.away", language, ["name": colleague.name, "until": Written.date(until, language)])
    }

    // MARK: Everything of a person

    static func list(_ request: Request) async throws -> Response { try await page(request, HandOverInput()) }

    private struct Choices: Sendable {
        let from: [Colleagues.Colleague]
        let to: [Colleagues.Colleague]
        let past: [HandOver]
        let names: [String: String]
        let chosen: [InboxRow]
    }

    private static func page(_ request: Request, _ input: HandOverInput) async throws -> Response {
        let caller = request.caller
        guard caller.may(HandOverMany.name) else { throw StoreFault.forbidden(HandOverMany.name) }
        let choices = try await request.read { try self.choices(caller, input, in: $0) }
        let title = request.say("procedures.handovers.title")
        let isFaulty = !input.problems.isEmpty
        let layout = PageLayout(
            breadcrumb: [Crumb(request.say("procedures.inbox.title"), "/procedures/inbox")], isWide: true,
            windowTitle: isFaulty ? request.say("web.error.prefix") + title : nil)
        return request.page(title, status: isFaulty ? 422 : 200, layout: layout) { html in
            html.workbenchLists("/procedures/handovers", caller)
            html.errorSummary(input.lines)
            html.form("/procedures/handovers", action: HandOverMany.name) { html in
                if input.isOfItems {
                    html.p(html.say("procedures.handover.these"))
                    html.ul { html in
                        for row in choices.chosen {
                            html.li { html in
                                html.hidden("task", row.id.text)
                                html.a("\(row.reference), \(row.applicant)", .href("/procedures/\(row.procedure)"))
                            }
                        }
                    }
                } else {
                    html.p(html.say("procedures.handovers.lead"), .class("lead"))
                    html.selectField(
                        "from", FieldText(html.say("procedures.handover.from"), error: input.problems["from"]),
                        choices: choices.from.map { Choice($0.id, label($0, html.language)) }, value: input.from,
                        empty: html.say("procedures.handover.choose"))
                }
                fields(choices.to, input, request, legend: "procedures.handover.legend", &html)
            }
            past(choices, &html)
        }
    }

    private static func choices(_ caller: Caller, _ input: HandOverInput, in reader: Reader) throws -> Choices {
        let colleagues = try reader.part(Colleagues.self)
        let to = try colleagues.workers(in: caller.units(with: HandOverTask.name).sorted(), reader)
        let led = Set(try colleagues.workers(in: caller.units(with: HandOverTask.others).sorted(), reader).map(\.id))
        let open = led.union(caller.standsInFor).union([caller.staff ?? ""])
        let past = try reader.handOvers(of: caller)
        let names = try reader.part(StaffNames.self)
        var named: [String: String] = [:]
        for person in Set(past.flatMap { [$0.fromPerson, $0.toPerson].compactMap { $0 } }) {
            named[person] = try names.name(of: person, in: reader)
        }
        var from = to.filter { open.contains($0.id) }
        for person in open.subtracting(from.map(\.id)).subtracting([""]).sorted() {
            from.append(.init(id: person, name: try names.name(of: person, in: reader)))
        }
        return Choices(
            from: from, to: to, past: past, names: named, chosen: try reader.inboxRows(input.tasks, visibleTo: caller))
    }

    private static func past(_ choices: Choices, _ html: inout HTML) {
        guard !choices.past.isEmpty else { return }
        html.h2(html.say("procedures.handovers.past"))
        let columns = ["handover.when", "handover.from", "handover.to", "handover.moved"].map {
            Column(html.say("procedures.\($0)"), header: $0 == "handover.when")
        }
        let language = html.language
        html.table(html.say("procedures.handovers.past"), columns: columns, items: choices.past, hidesCaption: true) {
            order, cells in
            cells.link(Written.moment(order.createdAt, language), "/procedures/handovers/\(order.id)")
            cells.cell(
                order.fromPerson.map { choices.names[$0] ?? $0 } ?? Texts.shared("procedures.handover.chosen-work", language))
            cells.cell(order.toPerson.map { choices.names[$0] ?? $0 } ?? Texts.shared("procedures.handover.unit", language))
            cells.cell(
                Texts.shared(
                    "procedures.handover.of", language, ["moved": String(order.moved), "total": String(order.total)]))
        }
    }

    // MARK: Doing it

    static func begin(_ request: Request) async throws -> Response {
        let input = try HandOverInput(try await request.form(), request)
        guard input.problems.isEmpty else { return try await page(request, input) }
        let work: HandOverMany.Work = input.isOfItems ? .items(input.tasks) : .everything(of: input.from ?? "")
        let person = input.to == unit ? nil : input.to == me ? request.caller.staff : input.to
        do {
            let id = try await request.perform(HandOverMany(step: .begin(work, to: person, reason: input.reason)))
            return .redirect("/procedures/handovers/\(id)")
        } catch let fault as ProcedureFault where fault == .cannotTake || fault == .nothingChosen {
            var input = input
            input.problems[fault == .cannotTake ? "to" : "task"] = request.say("faults." + fault.code)
            return try await page(request, input)
        }
    }

    /// What came of a hand-over: how far it is, what stayed behind and why.
    static func show(_ request: Request) async throws -> Response {
        guard let id = ID<HandOver>(checking: request.parameter("id")) else { throw ProcedureFault.notFound }
        let order = try await request.read { [caller = request.caller] in try $0.handOver(id, visibleTo: caller) }
        let layout = PageLayout(
            breadcrumb: [
                Crumb(request.say("procedures.inbox.title"), "/procedures/inbox"),
                Crumb(request.say("procedures.handovers.title"), "/procedures/handovers"),
            ])
        return request.page(request.say("procedures.handover.result"), layout: layout) { html in
            if order.state == .running {
                let mark = "\(order.state.rawValue)-\(order.position)"
                html.liveRegion("/procedures/handovers/\(order.id)/live?mark=\(mark)") { html in progress(order, &html) }
            } else {
                progress(order, &html)
            }
            html.p { html in html.linkButton(html.say("procedures.handover.back"), "/procedures/inbox", style: .secondary) }
        }
    }

    static func progress(_ order: HandOver, _ html: inout HTML) {
        let numbers = ["moved": String(order.moved), "total": String(order.total)]
        if order.state == .running {
            html.alert(.info, title: html.say("procedures.handover.running")) { html in
                html.p(html.say("procedures.handover.moved-of", numbers))
                html.progress(
                    "", .attribute("max", String(max(1, order.total))), .value(String(order.moved + order.skipped.count)),
                    .aria("label", html.say("procedures.handover.moved-of", numbers)))
                html.p { html in
                    html.a(html.say("procedures.handover.look-again"), .href("/procedures/handovers/\(order.id)"))
                }
            }
        } else {
            html.alert(
                order.skipped.isEmpty ? .success : .warning, title: html.say("procedures.handover.done"),
                html.say("procedures.handover.moved-of", numbers))
        }
        html.summaryList([SummaryRow(html.say("procedures.handover.reason"), order.reason)])
        guard !order.skipped.isEmpty else { return }
        html.h2(html.say("procedures.handover.skipped"))
        html.ul { html in
            for item in order.skipped.prefix(100) {
                let reference = item.reference.isEmpty ? html.say("procedures.handover.unseen") : item.reference
                html.li("\(reference): \(html.say("faults." + item.code))")
            }
        }
    }
}

/// A hand-over as a form sent it, with what is wrong.
struct HandOverInput: Sendable {
    var tasks: [ID<WorkItem>] = []
    var from: String?
    var to: String?
    var reason = ""
    var problems: [String: String] = [:]
    /// Whether items were chosen, and not a person.
    var isOfItems = false

    init() {}

    init(_ form: FormData, _ request: Request) throws {
        tasks = form.all("task").compactMap { ID<WorkItem>(checking: $0) }
        isOfItems = !form.has("from")
        from = form.optional("from")
        to = form.optional("to")
        reason = String(form.text("reason").prefix(500))
        if isOfItems, tasks.isEmpty { problems["task"] = request.say("faults.procedures.nothing-chosen") }
        if !isOfItems, from == nil { problems["from"] = request.say("procedures.handover.from-missing") }
        if to == nil { problems["to"] = request.say("procedures.handover.to-missing") }
        if reason.isEmpty { problems["reason"] = request.say("procedures.handover.reason-missing") }
    }

    var lines: [ErrorLine] {
        ["task", "from", "to", "reason"].compactMap { name in
            problems[name].map { ErrorLine(name == "task" ? nil : name, $0) }
        }
    }
}
