import Kernel
import Store
import Web

/// How much work waits in one's units: sums by unit and step, of nobody in particular.
enum WorkloadPages {
    static func show(_ request: Request) async throws -> Response {
        let load = try await request.read { [caller = request.caller, language = request.language] in
            try Workload(caller, language, in: $0)
        }
        return request.page(request.say("procedures.workload.title"), layout: PageLayout(isWide: true)) { html in
            html.workbenchLists("/procedures/workload", request.caller)
            html.p(html.say("procedures.workload.lead"), .class("lead"))
            if load.units.isEmpty {
                html.emptyState(
                    html.say(load.withholds ? "procedures.workload.withheld" : "procedures.workload.empty"),
                    load.withholds ? few(html) : nil
                ) { _ in }
            } else if load.withholds {
                html.alert(.info, title: html.say("procedures.workload.withheld"), few(html))
            }
            for unit in load.units { table(unit, request, &html) }
            if let total = load.total, load.units.count > 1 {
                html.h2(html.say("procedures.workload.total"))
                html.summaryList(rows(total, &html))
            }
        }
    }

    private static func few(_ html: HTML) -> String {
        html.say("procedures.workload.few", ["number": String(Workload.smallestGroup)])
    }

    private static func rows(_ sums: Workload.Sums, _ html: inout HTML) -> [SummaryRow] {
        [("open", sums.open), ("free", sums.free), ("week", sums.week), ("late", sums.late)].map { key, number in
            SummaryRow(html.say("procedures.workload.\(key)"), String(number))
        }
    }

    private static func table(_ unit: Workload.Unit, _ request: Request, _ html: inout HTML) {
        let title = unit.name ?? html.say("procedures.workload.small-units")
        html.h2(title)
        let columns =
            [Column(request.say("procedures.step"), header: true), Column(request.say("procedures.service"))]
            + ["open", "free", "week", "late"].map { Column(request.say("procedures.workload.\($0)"), number: true) }
            + [Column(request.say("procedures.workload.oldest"))]
        let sum = Workload.Step(service: "", step: request.say("procedures.workload.sum"), sums: unit.sums)
        let language = request.language
        html.table(title, columns: columns, items: unit.steps + (unit.steps.count > 1 ? [sum] : []), hidesCaption: true) {
            step, cells in
            cells.cell(step.step)
            cells.cell(step.service)
            for number in [step.sums.open, step.sums.free, step.sums.week, step.sums.late] { cells.cell(String(number)) }
            cells.cell(step.sums.oldest.map { Written.date($0.date(), language) } ?? "–")
        }
    }
}
