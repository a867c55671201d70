import Catalogue
import Kernel
import Organisation
import Store
import Web

/// The figures of a period: by month, by service and office, by channel; each as a table with bars, and as CSV.
enum StatisticsPages {
    struct View: Sendable {
        var counts: [CaseCount] = []
        var services: [Choice] = []
        var units: [Choice] = []
        let language: Language

        func service(_ slug: String) -> String { services.first { $0.value == slug }?.label ?? slug }
        func unit(_ key: String) -> String { units.first { $0.value == key }?.label ?? key }
    }

    static func show(_ request: Request) async throws -> Response {
        let today = request.now.date()
        let asked = (from: request.query("from"), to: request.query("to"))
        let from = asked.from.map { FormData.date($0) } ?? today.adding(months: -12)
        let to = asked.to.map { FormData.date($0) } ?? today
        var problems: [String: String] = [:]
        if from == nil { problems["from"] = request.say("statistics.date.wrong") }
        if to == nil { problems["to"] = request.say("statistics.date.wrong") }
        if let from, let to, to < from { problems["to"] = request.say("statistics.date.order") }
        let filter = CountFilter(
            from: from ?? today, to: to ?? today, slug: request.query("service"), unit: request.query("unit"))
        let view = try await read(filter, counts: problems.isEmpty, request)
        if request.query("format") == "csv", problems.isEmpty { return export(view, request) }
        return request.page(
            request.say("statistics.title"), status: problems.isEmpty ? 200 : 422, layout: PageLayout(isWide: true)
        ) { html in
            if !problems.isEmpty {
                html.errorSummary(["from", "to"].compactMap { name in problems[name].map { ErrorLine(name, $0) } })
            }
            html.p(html.say("statistics.text"))
            filters(filter, view, problems, request, &html)
            guard problems.isEmpty else { return }
            guard !view.counts.isEmpty else {
                return html.emptyState(html.say("statistics.empty"), html.say("statistics.empty.hint")) { _ in }
            }
            summary(Figures(view.counts), &html)
            months(view, filter, &html)
            offices(view, &html)
            channels(view, &html)
            html.p { html in
                html.a(html.say("statistics.export"), .href(request.address(with: ["format": "csv"])))
            }
        }
    }

    private static func read(_ filter: CountFilter, counts: Bool, _ request: Request) async throws -> View {
        let language = request.language
        return try await request.read { reader in
            var view = View(language: language)
            if counts { view.counts = try filter.counts(in: reader) }
            view.services = try reader.part(CatalogueShelf.self).all(on: reader.now.date())
                .map { Choice($0.slug, $0.title(language)) }.sorted { $0.label < $1.label }
            let chart = try Organisation.snapshot(in: reader)
            view.units = chart.unitOrder.compactMap { chart.units[$0] }.map { Choice($0.key, $0.name[language]) }
            return view
        }
    }

    private static func filters(
        _ filter: CountFilter, _ view: View, _ problems: [String: String], _ request: Request, _ html: inout HTML
    ) {
        html.searchForm("/statistics", .class("filters")) { html in
            html.dateField(
                "from", FieldText(html.say("statistics.from"), error: problems["from"], optional: true),
                value: request.query("from") ?? filter.from.description)
            html.dateField(
                "to", FieldText(html.say("statistics.to"), error: problems["to"], optional: true),
                value: request.query("to") ?? filter.to.description)
            html.selectField(
                "service", FieldText(html.say("statistics.service"), optional: true), choices: view.services, value: filter.slug,
                empty: html.say("statistics.all"))
            html.selectField(
                "unit", FieldText(html.say("statistics.unit"), optional: true), choices: view.units, value: filter.unit,
                empty: html.say("statistics.all"))
            html.submit(html.say("web.filter"), style: .secondary)
        }
    }

    private static func summary(_ figures: Figures, _ html: inout HTML) {
        html.h2(html.say("statistics.summary"))
        html.summaryList([
            SummaryRow(html.say("statistics.received"), String(figures.received)),
            SummaryRow(html.say("statistics.decided"), String(figures.decided)),
            SummaryRow(html.say("statistics.open"), String(figures.open)),
            SummaryRow(html.say("statistics.automatic"), share(figures.automatic, of: figures.decided, html)),
            SummaryRow(html.say("statistics.median"), days(figures.days(share: 50), html)),
            SummaryRow(html.say("statistics.p90"), days(figures.days(share: 90), html)),
        ])
    }

    /// Every month of the period, also one in which nothing came in, for a gap is a figure, too.
    private static func months(_ view: View, _ filter: CountFilter, _ html: inout HTML) {
        let byMonth = Dictionary(grouping: view.counts, by: \.month).mapValues { Figures($0) }
        let months = Month.from(filter.from, to: filter.to).map { ($0, byMonth[$0] ?? Figures([])) }
        let most = months.map(\.1.received).max() ?? 0
        let columns = [
            Column(html.say("statistics.month"), header: true), Column(html.say("statistics.received"), number: true),
            Column(html.say("statistics.bar")), Column(html.say("statistics.decided"), number: true),
            Column(html.say("statistics.median"), number: true),
        ]
        html.h2(html.say("statistics.by-month"))
        html.table(html.say("statistics.by-month"), columns: columns, items: months, hidesCaption: true) { month, cells in
            cells.cell(Month.written(month.0, view.language))
            cells.cell(String(month.1.received))
            cells.cell { html in html.bar(month.1.received, of: most) }
            cells.cell(String(month.1.decided))
            cells.cell { html in html.text(days(month.1.days(share: 50), html)) }
        }
    }

    private static func offices(_ view: View, _ html: inout HTML) {
        struct Group: Hashable { let slug: String, unit: String }
        let groups = Dictionary(grouping: view.counts) { Group(slug: $0.slug, unit: $0.unit) }
            .map { (view.service($0.key.slug), view.unit($0.key.unit), Figures($0.value)) }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
        let endings = ["granted", "partly", "refused", "deemed-granted", CaseCount.withdrawn]
            .filter { ending in groups.contains { $0.2.endings[ending] != nil } }
        let columns =
            [Column(html.say("statistics.service"), header: true), Column(html.say("statistics.unit"))]
            + (["received", "open"] + endings.map { "ending.\($0)" } + ["automatic", "median", "p90"]).map {
                Column(html.say("statistics.\($0)"), number: true)
            }
        html.h2(html.say("statistics.by-office"))
        html.table(html.say("statistics.by-office"), columns: columns, items: groups, stacked: false, hidesCaption: true) {
            group, cells in
            cells.cell(group.0)
            cells.cell(group.1)
            let figures = group.2
            for number in [figures.received, figures.open] + endings.map({ figures.endings[$0] ?? 0 }) {
                cells.cell(String(number))
            }
            cells.cell { html in html.text(share(figures.automatic, of: figures.decided, html)) }
            cells.cell { html in html.text(days(figures.days(share: 50), html)) }
            cells.cell { html in html.text(days(figures.days(share: 90), html)) }
        }
    }

    private static func channels(_ view: View, _ html: inout HTML) {
        let byChannel = Dictionary(grouping: view.counts, by: \.channel).mapValues { Figures($0).received }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let all = byChannel.map(\.value).reduce(0, +)
        let columns = [
            Column(html.say("statistics.channel"), header: true), Column(html.say("statistics.received"), number: true),
            Column(html.say("statistics.share"), number: true), Column(html.say("statistics.bar")),
        ]
        html.h2(html.say("statistics.by-channel"))
        html.table(html.say("statistics.by-channel"), columns: columns, items: byChannel, hidesCaption: true) { channel, cells in
            cells.cell { html in html.text(html.say("procedures.channel.\(channel.key)")) }
            cells.cell(String(channel.value))
            cells.cell { html in html.text(share(channel.value, of: all, html)) }
            cells.cell { html in html.bar(channel.value, of: all) }
        }
    }

    private static func export(_ view: View, _ request: Request) -> Response {
        let head = ["month", "service", "unit", "channel", "ending", "automatic", "days", "number"].map {
            request.say("statistics.\($0)")
        }
        let lines = view.counts.map { count in
            [
                count.month, view.service(count.slug), view.unit(count.unit), request.say("procedures.channel.\(count.channel)"),
                request.say(count.ending.map { "statistics.ending.\($0)" } ?? "statistics.open"),
                request.say(count.automatic ? "procedures.yes" : "procedures.no"), count.days.map(String.init) ?? "",
                String(count.number),
            ]
        }
        return CSV.response(name: "statistics-\(request.now.date()).csv", head: head) { write in try await write(lines) }
    }

    private static func days(_ days: Int?, _ html: HTML) -> String {
        days.map { html.say($0 == 1 ? "statistics.day" : "statistics.days", ["number": String($0)]) } ?? "–"
    }

    private static func share(_ part: Int, of all: Int, _ html: HTML) -> String {
        all == 0 ? "–" : html.say("statistics.percent", ["number": String((part * 100 + all / 2) / all)])
    }
}

/// Months as `2026-11`.
enum Month {
    static func from(_ first: LocalDate, to last: LocalDate) -> [String] {
        let start = first.year * 12 + first.month - 1
        let end = min(last.year * 12 + last.month - 1, start + 119)
        guard start <= end else { return [] }
        return (start...end).map { "\(Digits.pad($0 / 12, 4))-\(Digits.pad($0 % 12 + 1, 2))" }
    }

    static func written(_ month: String, _ language: Language) -> String {
        LocalDate(month + "-01").map { Written.longDate($0, language).split(separator: " ").suffix(2).joined(separator: " ") }
            ?? month
    }
}
