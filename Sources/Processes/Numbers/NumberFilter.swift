import Kernel
import Procedures
import Web

/// The period and office that a page of figures was asked for.
struct NumberFilter: Sendable {
    let filter: FigureFilter
    /// By field.
    let problems: [String: String]

    /// Others than the authority see the last twelve months and cannot choose: what cannot be cut fine tells nothing of one case.
    init(_ request: Request, slug: String, isStaff: Bool) {
        let today = request.now.date()
        let first = today.adding(months: -12)
        guard isStaff else {
            filter = FigureFilter(slug: slug, from: first, to: today, caller: nil)
            problems = [:]
            return
        }
        let from = request.query("from").map { FormData.date($0) } ?? first
        let to = request.query("to").map { FormData.date($0) } ?? today
        var problems: [String: String] = [:]
        if from == nil { problems["from"] = request.say("processes.date.wrong") }
        if to == nil { problems["to"] = request.say("processes.date.wrong") }
        if let from, let to, to < from { problems["to"] = request.say("processes.date.order") }
        self.problems = problems
        filter = FigureFilter(
            slug: slug, from: from ?? first, to: to ?? today, unit: request.query("unit"), caller: request.caller)
    }

    var errors: [ErrorLine] { ["from", "to"].compactMap { name in problems[name].map { ErrorLine(name, $0) } } }

    func write(_ address: String, _ units: [Choice], _ request: Request, _ html: inout HTML) {
        html.searchForm(address, .class("filters")) { html in
            html.dateField(
                "from", FieldText(html.say("processes.from"), error: problems["from"], optional: true),
                value: request.query("from") ?? filter.from.description)
            html.dateField(
                "to", FieldText(html.say("processes.to"), error: problems["to"], optional: true),
                value: request.query("to") ?? filter.to.description)
            html.selectField(
                "unit", FieldText(html.say("processes.unit"), optional: true), choices: units, value: filter.unit,
                empty: html.say("processes.all"))
            html.submit(html.say("web.filter"), style: .secondary)
        }
    }
}
