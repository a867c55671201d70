import Catalogue
import Documents
import FEEL
import Folders
import Kernel
import Store
import Web

/// The answers of an application in words, as its form orders them.
struct CaseAnswers {
    let view: CaseView
    /// The version whose questions they answer.
    let service: Service
    let language: Language

    private var texts: ServiceTexts { service.folder.texts }

    /// One line per answer of a step; what was not asked or not said is left out.
    func rows(_ step: Form.Step, except: Set<String> = [], _ html: inout HTML) -> [SummaryRow] {
        var rows: [SummaryRow] = []
        for field in step.fields where !except.contains(field.id) {
            guard let value = view.context["answers"]?[field.id].map({ Value(typed: $0) }), !value.isNull else { continue }
            if field.type == .group {
                for (index, entry) in (value.list ?? []).enumerated() {
                    rows.append(SummaryRow(title(field, index + 1), html: self.entry(field, entry, html)))
                }
            } else if hides(field) {
                rows.append(SummaryRow(label(field.id), html.say("procedures.case.protected")))
            } else if field.type == .file {
                rows.append(SummaryRow(label(field.id), html: files(value, html)))
            } else {
                rows.append(SummaryRow(label(field.id), written(value, field, field.id)))
            }
        }
        return rows
    }

    private func hides(_ field: Field) -> Bool { field.sensitive && !view.seesSensitive }

    private func label(_ path: String) -> String { texts.text("fields.\(path).label", language) ?? path }

    /// `Hund 2`.
    private func title(_ group: Field, _ position: Int) -> String {
        let scope = Scope(["position": .number(position)], now: view.procedure.receivedAt)
        do {
            return try texts.filled("fields.\(group.id).entry", language, in: scope) ?? "\(label(group.id)) \(position)"
        } catch {
            return "\(label(group.id)) \(position)"
        }
    }

    private func entry(_ group: Field, _ entry: Value, _ html: HTML) -> HTML {
        html.piece { html in
            html.ul(.class("plain")) { html in
                for field in group.fields {
                    guard let value = entry.context?[field.id], !value.isNull else { continue }
                    html.li { html in
                        html.text(label("\(group.id).\(field.id)") + ": ")
                        if hides(field) {
                            html.say(text: "procedures.case.protected")
                        } else if field.type == .file {
                            html.add(files(value, html))
                        } else {
                            html.lines(written(value, field, "\(group.id).\(field.id)"))
                        }
                    }
                }
            }
        }
    }

    /// Links to uploads that became documents of the case.
    private func files(_ value: Value, _ html: HTML) -> HTML {
        let ids = value.list?.compactMap(\.string) ?? value.string.map { [$0] } ?? []
        return html.piece { html in
            for (index, id) in ids.enumerated() {
                if index > 0 { html.void("br") }
                if let document = view.documents.first(where: { $0.id.text == id }) {
                    html.a(document.name, .href("/documents/\(document.id)?view=inline"))
                } else {
                    html.say(text: "procedures.case.file-hidden")
                }
            }
        }
    }

    private func written(_ value: Value, _ field: Field, _ path: String) -> String {
        switch (field.type, value) {
        case (.choice, .string(let option)), (.multiChoice, .string(let option)):
            texts.text("fields.\(path).options.\(option)", language) ?? option
        case (_, .list(let items)): items.map { written($0, field, path) }.joined(separator: ", ")
        case (.money, .number(let amount)): Written.euros(amount, language)
        case (_, .number(let number)): Written.number(number, language)
        case (_, .date(let date)): Written.date(date, language)
        case (_, .boolean(let flag)): Texts.shared(flag ? "procedures.yes" : "procedures.no", language)
        case (.address, .context(let address)): CaseAnswers.lines(address).joined(separator: "\n")
        default: value.string ?? value.typedJSON.plain
        }
    }

    private static func lines(_ address: Context) -> [String] {
        func text(_ key: String) -> String { address[key]?.string ?? "" }
        let country = text("country")
        return [
            text("addition"), "\(text("street")) \(text("houseNumber"))", "\(text("postalCode")) \(text("place"))",
            country == "DE" ? "" : country,
        ].map(\.trimmingSpaces).filter { !$0.isEmpty }
    }
}
