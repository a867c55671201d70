import Catalogue
import Kernel
import Web

/// Writes decisions for people: tables as tables, everything else as named expressions.
struct DecisionView: Sendable {
    let service: Service
    /// Decisions that have a page.
    let known: Set<String>
    let hits: HitCounts
    let discretion: Discretion

    func head(_ sheet: DecisionSheet, _ html: inout HTML) {
        if !sheet.question.isEmpty { html.p(sheet.question, .class("lead")) }
        if !sheet.description.isEmpty { html.p(sheet.description) }
        guard !sheet.reads.isEmpty else { return }
        html.p { html in
            html.text(html.say("processes.decision.reads") + " ")
            for (index, name) in sheet.reads.enumerated() {
                if index > 0 { html.text(", ") }
                known.contains(name) ? html.a(name, .href(DecisionPage.address(service, name))) : html.code(name)
            }
        }
    }

    // MARK: Tables

    func table(_ table: DecisionSheet.Table, _ name: String, _ html: inout HTML, counts: Bool = true) {
        let policy = table.policy.lowercased().replacing(" ", with: "-")
        html.p(
            html.say("processes.policy.\(policy)")
                + (table.aggregation.map { " " + html.say("processes.aggregation.\($0.lowercased())") } ?? ""))
        let notes = notes(table, html.language)
        let columns =
            [Column(html.say("processes.row"), number: true, header: true)]
            + (counts ? [Column(html.say("processes.hits"), number: true)] : [])
            + table.inputs.map { Column(html.say("processes.column.if", ["name": $0.label])) }
            + table.outputs.map { Column(html.say("processes.column.then", ["name": $0])) }
            + notes.map { Column($0.title) } + [Column(html.say("processes.column.source"))]
        html.table(
            html.say("processes.decision.table", ["name": name]), columns: columns, items: table.rows, stacked: false,
            hidesCaption: true
        ) { row, cells in
            cells.cell(String(row.number))
            if counts { cells.cell(discretion.words(hits.of(row))) }
            for test in row.tests { cells.cell { html in entry(test, &html) } }
            for result in row.results { cells.cell { html in html.code(result) } }
            for note in notes { cells.cell(row.notes.indices.contains(note.index) ? row.notes[note.index] : "") }
            cells.cell(row.source)
        }
        let asked = table.inputs.filter { $0.label != $0.expression }
        guard !asked.isEmpty else { return }
        html.disclosure(html.say("processes.inputs")) { html in
            html.dl { html in
                for input in asked {
                    html.dt(input.label)
                    html.dd { html in html.code(input.expression) }
                }
            }
        }
    }

    private func entry(_ test: String, _ html: inout HTML) {
        // A dash matches everything; said, because a screen reader passes over a dash.
        if test == "-" || test.isEmpty { html.span(html.say("processes.any"), .class("hint")) } else { html.code(test) }
    }

    /// Of columns that are languages, only the reader's is shown.
    private func notes(_ table: DecisionSheet.Table, _ language: Language) -> [(index: Int, title: String)] {
        let languages = table.notes.enumerated().filter { Language(rawValue: $0.element) != nil }
        let own = languages.first { $0.element == language.rawValue } ?? languages.first
        return table.notes.enumerated().compactMap { index, name in
            if Language(rawValue: name) == nil { return (index, name) }
            return index == own?.offset ? (index, Texts.shared("processes.column.note", language)) : nil
        }
    }

    func export(_ table: DecisionSheet.Table, _ name: String) -> Response {
        let language = discretion.language
        let notes = notes(table, language)
        let head =
            [Texts.shared("processes.row", language), Texts.shared("processes.hits", language)] + table.inputs.map(\.label)
            + table.outputs + notes.map(\.title) + [Texts.shared("processes.column.source", language)]
        let lines = table.rows.map { row in
            [String(row.number), String(hits.of(row))] + row.tests + row.results
                + notes.map { row.notes.indices.contains($0.index) ? row.notes[$0.index] : "" } + [row.source]
        }
        return CSV.response(name: name, head: head) { write in try await write(lines) }
    }

    // MARK: Other logic

    func write(_ logic: DecisionSheet.Logic, _ html: inout HTML) {
        switch logic {
        case .table(let table): self.table(table, "", &html, counts: false)
        case .literal(let text): html.pre { html in html.code(text) }
        case .context(let entries): self.entries(entries, &html)
        case .invocation(let called, let entries):
            html.p { html in
                html.text(html.say("processes.decision.calls") + " ")
                known.contains(called) ? html.a(called, .href(DecisionPage.address(service, called))) : html.code(called)
            }
            self.entries(entries, &html)
        case .function(let parameters, let body):
            html.p { html in
                html.text(html.say("processes.decision.parameters") + " ")
                html.code(parameters.joined(separator: ", "))
            }
            write(body, &html)
        case .list(let items):
            html.ol { html in for item in items { html.li { html in write(item, &html) } } }
        case .relation(let columns, let rows):
            html.table(
                html.say("processes.logic.relation"), columns: columns.map { Column($0) }, items: rows, stacked: false,
                hidesCaption: true
            ) { row, cells in for value in row { cells.cell { html in html.code(value) } } }
        case .parts(let name, let entries):
            html.p { html in html.code(name) }
            self.entries(entries, &html)
        case .none: html.p(html.say("processes.decision.none"))
        }
    }

    private func entries(_ entries: [DecisionSheet.Entry], _ html: inout HTML) {
        html.dl(.class("entries")) { html in
            for entry in entries {
                html.dt { html in
                    entry.name.isEmpty ? html.text(html.say("processes.decision.result")) : html.code(entry.name)
                }
                html.dd { html in write(entry.logic, &html) }
            }
        }
    }
}
