import Catalogue
import Folders
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

        /// What a service and an office have to do with each other.
        struct Group: Sendable {
            let service: String
            let unit: String
            let figures: Figures
        }

        /// By service and office, in the order of their names.
        var groups: [Group] {
            struct Key: Hashable { let slug: String, unit: String }
            return Dictionary(grouping: counts) { Key(slug: $0.slug, unit: $0.unit) }
                .map { Group(service: service($0.key.slug), unit: unit($0.key.unit), figures: Figures($0.value)) }
                .sorted { ($0.service, $0.unit) < ($1.service, $1.unit) }
        }

        /// Every channel that there is, in the order in which services name them; then those that only old cases have.
        var channels: [String] {
            let known = Channel.allCases.map(\.rawValue)
            return known + Set(counts.map(\.channel)).subtracting(known).sorted()
        }

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
            from: from ?? today, to: to ?? today, slug: request.query("service"), unit: request.query("unit"),
            channel: request.query("channel"))
        let view = try await read(filter, counts: problems.isEmpty, request)
        if request.query("format") == "csv", problems.isEmpty {
            return request.query("table") == "offices" ? exportOffices(view, request) : export(view, request)
        }
        return request.page(
            request.say("statistics.title"), status: problems.isEmpty ? 200 : 422, layout: PageLayout(isWide: true)
        ) { html in
            if !problems.isEmpty {
                html.errorSummary(["from", "to"].compactMap { name in problems[name].map { ErrorLine(name, $0) } })
            }
            html.p(html.say("statistics.text"))
            periods(today, request, &html)
            filters(filter, view, problems, request, &html)
            guard problems.isEmpty else { return }
            guard !view.counts.isEmpty else {
                return html.emptyState(html.say("statistics.empty"), html.say("statistics.empty.hint")) { _ in }
            }
            let figures = Figures(view.counts)
            summary(figures, &html)
            months(view, filter, &html)
            durations(figures, &html)
            offices(view, request, &html)
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
            html.selectField(
                "channel", FieldText(html.say("statistics.channel"), optional: true),
                choices: view.channels.map { Choice($0, html.say("procedures.channel.\($0)")) }, value: filter.channel,
                empty: html.say("statistics.all"))
            html.submit(html.say("web.filter"), style: .secondary)
        }
    }

    /// Periods that people ask for by name.
    private static func periods(_ today: LocalDate, _ request: Request, _ html: inout HTML) {
        html.nav(.aria("label", html.say("statistics.periods"))) { html in
            html.ul(.class("tabs")) { html in
                for period in Period.allCases {
                    let (from, to) = period.days(seen: today)
                    let isShown = request.query("from") == from.description && request.query("to") == to.description
                    html.li { html in
                        html.a(
                            html.say("statistics.period.\(period.rawValue)"),
                            .href(request.address(with: ["from": from.description, "to": to.description, "format": nil])),
                            .aria("current", isShown ? "page" : nil))
                    }
                }
            }
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
        html.columns(
            months.map { (Month.short($0.0), $0.1.received, $0.1.decided) }, name: html.say("statistics.by-month.drawn"))
        html.table(html.say("statistics.by-month"), columns: columns, items: months, hidesCaption: true) { month, cells in
            cells.cell(Month.written(month.0, view.language))
            cells.cell(String(month.1.received))
            cells.cell { html in html.bar(month.1.received, of: most) }
            cells.cell(String(month.1.decided))
            cells.cell { html in html.text(days(month.1.days(share: 50), html)) }
        }
    }

    /// How long it took, from receipt to the first decision.
    private static func durations(_ figures: Figures, _ html: inout HTML) {
        let spells = figures.spells
        guard !spells.isEmpty else { return }
        let most = spells.values.max() ?? 0
        let all = spells.values.reduce(0, +)
        let columns = [
            Column(html.say("statistics.duration"), header: true), Column(html.say("statistics.decided"), number: true),
            Column(html.say("statistics.share"), number: true), Column(html.say("statistics.bar")),
        ]
        html.h2(html.say("statistics.by-duration"))
        html.p(html.say("statistics.by-duration.text"))
        html.table(
            html.say("statistics.by-duration"), columns: columns, items: Figures.Spell.allCases, hidesCaption: true
        ) { spell, cells in
            let number = spells[spell] ?? 0
            cells.cell { html in html.say(text: "statistics.duration.\(spell.rawValue)") }
            cells.cell(String(number))
            cells.cell { html in html.text(share(number, of: all, html)) }
            cells.cell { html in html.bar(number, of: most) }
        }
    }

    private static let endings = ["granted", "partly", "refused", "deemed-granted", CaseCount.withdrawn]

    private static func offices(_ view: View, _ request: Request, _ html: inout HTML) {
        let groups = view.groups
        let endings = endings.filter { ending in groups.contains { $0.figures.endings[ending] != nil } }
        let columns =
            [Column(html.say("statistics.service"), header: true), Column(html.say("statistics.unit"))]
            + (["received", "open"] + endings.map { "ending.\($0)" } + ["automatic", "median", "p90"]).map {
                Column(html.say("statistics.\($0)"), number: true)
            }
        html.h2(html.say("statistics.by-office"))
        html.table(html.say("statistics.by-office"), columns: columns, items: groups, stacked: false, hidesCaption: true) {
            group, cells in
            cells.cell(group.service)
            cells.cell(group.unit)
            let figures = group.figures
            for number in [figures.received, figures.open] + endings.map({ figures.endings[$0] ?? 0 }) {
                cells.cell(String(number))
            }
            cells.cell { html in html.text(share(figures.automatic, of: figures.decided, html)) }
            cells.cell { html in html.text(days(figures.days(share: 50), html)) }
            cells.cell { html in html.text(days(figures.days(share: 90), html)) }
        }
        html.p { html in
            html.a(
                html.say("statistics.export.offices"), .href(request.address(with: ["format": "csv", "table": "offices"])))
        }
        ways(view, groups, &html)
    }

    /// Through which channels each service and office was reached.
    private static func ways(_ view: View, _ groups: [View.Group], _ html: inout HTML) {
        let channels = view.channels
        let columns =
            [Column(html.say("statistics.service"), header: true), Column(html.say("statistics.unit"))]
            + channels.map { Column(html.say("procedures.channel.\($0)"), number: true) }
            + [Column(html.say("statistics.bar"))]
        html.h2(html.say("statistics.by-way"))
        html.p(html.say("statistics.by-way.text"))
        html.table(html.say("statistics.by-way"), columns: columns, items: groups, hidesCaption: true) { group, cells in
            cells.cell(group.service)
            cells.cell(group.unit)
            let numbers = channels.map { group.figures.channels[$0] ?? 0 }
            for number in numbers { cells.cell(String(number)) }
            cells.cell { html in html.parts(numbers) }
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

    /// What the table of services and offices says, for a spreadsheet.
    private static func exportOffices(_ view: View, _ request: Request) -> Response {
        let channels = view.channels
        let head =
            ["service", "unit", "received", "open"].map { request.say("statistics.\($0)") }
            + endings.map { request.say("statistics.ending.\($0)") }
            + ["automatic", "median.days", "p90.days"].map { request.say("statistics.\($0)") }
            + channels.map { request.say("procedures.channel.\($0)") }
        let lines = view.groups.map { group -> [String] in
            let figures = group.figures
            return [group.service, group.unit, String(figures.received), String(figures.open)]
                + endings.map { String(figures.endings[$0] ?? 0) }
                + [
                    String(figures.automatic), figures.days(share: 50).map(String.init) ?? "",
                    figures.days(share: 90).map(String.init) ?? "",
                ] + channels.map { String(figures.channels[$0] ?? 0) }
        }
        return CSV.response(name: "statistics-offices-\(request.now.date()).csv", head: head) { write in try await write(lines) }
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

    /// `3/26`, for where there is little room.
    static func short(_ month: String) -> String {
        let parts = month.split(separator: "-")
        guard parts.count == 2, let number = Int(parts[1]) else { return month }
        return "\(number)/\(parts[0].suffix(2))"
    }

    static func written(_ month: String, _ language: Language) -> String {
        LocalDate(month + "-01").map { Written.longDate($0, language).split(separator: " ").suffix(2).joined(separator: " ") }
            ?? month
    }
}
