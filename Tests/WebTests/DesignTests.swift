import Foundation
import Kernel
import Testing

@testable import Web

/// The parts of pages that people with assistive technology depend on, checked as markup; the browser tests run axe over whole pages.
@Suite struct DesignTests {
    private func html(_ language: Language = .de, _ write: (inout HTML) -> Void) -> String {
        var html = HTML(PageContext(language: language) { "token" })
        write(&html)
        return html.string
    }

    @Test("every mistake of the summary leads to its field's identifier")
    func errorSummary() {
        let text = html {
            $0.errorSummary([ErrorLine("dogs.0.name", "Name fehlt"), ErrorLine(nil, "Zu viele")])
            $0.textField("dogs.0.name", FieldText("Name", error: "Name fehlt"))
        }
        #expect(text.contains("<a href=\"#f-dogs-0-name\">Name fehlt</a>"))
        #expect(text.contains("id=\"f-dogs-0-name\""))
        #expect(text.contains("<li>Zu viele</li>"))
        #expect(text.contains("2 Angaben fehlen oder stimmen nicht."))
        #expect(html { $0.errorSummary([]) }.isEmpty)
    }

    @Test("a form carries its token, its action's name and sends by POST")
    func form() {
        let text = html { $0.form("/a/b", action: "things.make") { $0.submit("Los", name: "step", value: "2") } }
        #expect(
            text.hasPrefix(
                "<form method=\"post\" action=\"/a/b\" data-action=\"things.make\" novalidate=\"\"><input type=\"hidden\" name=\"_token\" value=\"token\">"
            ))
        #expect(text.contains("<button type=\"submit\" class=\"button\" name=\"step\" value=\"2\">Los</button>"))
        #expect(html { $0.form("/a", files: true) { _ in } }.contains("enctype=\"multipart/form-data\""))
    }

    @Test("a group of choices has a legend, and its first choice has the field's identifier")
    func radios() {
        let text = html {
            $0.radios("kind", FieldText("Art", error: "Fehlt"), choices: [Choice("a", "A"), Choice("b", "B")], value: "b")
        }
        #expect(text.contains("role=\"radiogroup\""))
        #expect(text.contains("<legend>Art</legend>"))
        #expect(text.contains("aria-describedby=\"f-kind-error\""))
        #expect(text.contains("<input type=\"radio\" id=\"f-kind\" name=\"kind\" value=\"a\"><label for=\"f-kind\">A</label>"))
        #expect(
            text.contains(
                "<input type=\"radio\" id=\"f-kind-1\" name=\"kind\" value=\"b\" checked=\"\"><label for=\"f-kind-1\">B</label>"))
    }

    @Test("optional fields say so and are not marked as required")
    func optional() {
        let text = html(.en) { $0.textField("a", FieldText("Name", optional: true)) }
        #expect(text.contains("<span class=\"optional\">(optional)</span>"))
        #expect(!text.contains("aria-required"))
        #expect(html { $0.textField("a", FieldText("Name")) }.contains("aria-required=\"true\""))
    }

    @Test("a date is shown as it is typed here, and a wrong one as it was typed")
    func dates() {
        #expect(html { $0.dateField("d", FieldText("Tag"), value: "2026-12-24") }.contains("value=\"24.12.2026\""))
        #expect(html { $0.dateField("d", FieldText("Tag"), value: "31.02.2026") }.contains("value=\"31.02.2026\""))
    }

    @Test("repeated fields are numbered, and no button that removes is the first of its form")
    func repeated() throws {
        let text = html {
            $0.repeated("dogs", legend: "Hunde", title: "Hund {number}", count: 2, most: 2) { html, prefix, _ in
                html.textField(prefix + "name", FieldText("Name"))
            }
        }
        #expect(text.contains("<legend>Hund 2</legend>"))
        #expect(text.contains("name=\"dogs.1.name\""))
        #expect(text.contains("name=\"_remove\" value=\"dogs.1\""))
        #expect(text.contains("name=\"dogs.__index__.name\""))
        let first = try #require(text.firstRange(of: "<button"))
        #expect(text[first.lowerBound...].hasPrefix("<button type=\"submit\" class=\"visually-hidden\""))
        // Two are the most, so the button that adds is hidden.
        #expect(text.contains("data-repeat-add=\"dogs\" hidden=\"\""))
    }

    @Test("conditions are written as the script reads them")
    func conditions() throws {
        let rule = ShowWhen.all([.field("a", isOneOf: ["1", "2"]), .not(.any([.field("b", isOneOf: ["x"])]))])
        #expect(rule.json == ["all": [["field": "a", "in": ["1", "2"]], ["not": ["any": [["field": "b", "in": ["x"]]]]]]])
    }

    @Test("a table that can be stacked keeps its roles and labels; one that scrolls can be reached by keyboard")
    func tables() {
        let columns = [Column("Nr.", header: true), Column("Betrag", number: true)]
        let stacked = html {
            $0.table("Liste", columns: columns, items: [7]) { item, row in
                row.cell("\(item)"); row.cell("<1>")
            }
        }
        #expect(stacked.contains("<th scope=\"row\" role=\"rowheader\">7</th>"))
        #expect(stacked.contains("<td role=\"cell\" data-label=\"Betrag\" class=\"number\"><div>&lt;1&gt;</div></td>"))
        let scrolling = html {
            $0.table("Liste", columns: columns, items: [7], stacked: false) { item, row in
                row.cell("\(item)"); row.cell("1")
            }
        }
        #expect(scrolling.contains("tabindex=\"0\" role=\"region\" aria-label=\"Tabelle, seitlich verschiebbar: Liste\""))
    }

    @Test("steps tell where the reader is without colour")
    func steps() {
        let text = html { $0.steps(["A", "B", "C"], current: 1, addresses: ["/a"]) }
        #expect(text.contains("Schritt 2 von 3"))
        #expect(text.contains("<li class=\"done\"><a href=\"/a\">A</a><span class=\"visually-hidden\"> (erledigt)</span></li>"))
        #expect(text.contains("<li class=\"current\" aria-current=\"step\">"))
        #expect(text.contains("(noch offen)"))
    }

    @Test("messages carry a word beside their colour, errors are announced")
    func alerts() {
        for kind in AlertKind.allCases {
            let text = html { $0.alert(kind, "Text") }
            #expect(text.contains("class=\"alert-title\""))
            #expect(text.contains("aria-hidden=\"true\""))
            #expect(text.contains(kind == .error ? "role=\"alert\"" : "role=\"note\""))
        }
    }

    @Test("a page has its language, one title, a way past the head, and its trail")
    func frame() async throws {
        let routes = [
            Route(.get, "/", who: .everyone) { request in
                request.page("Titel <1>", layout: PageLayout(breadcrumb: [Crumb("Start", "/start")], kicker: "Dienst")) {
                    $0.p("Text")
                }
            }
        ]
        let text = try await World(routes: routes).client.get("/?lang=en").text
        #expect(text.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\" data-area=\"portal\">"))
        #expect(text.contains("<title>Titel &lt;1&gt; – Service portal City of Musterstadt</title>"))
        #expect(text.components(separatedBy: "<h1>").count == 2)
        #expect(text.contains("<a class=\"skip-link\" href=\"#main\">"))
        #expect(text.contains("<main id=\"main\""))
        #expect(text.contains("<span aria-current=\"page\">Titel &lt;1&gt;</span>"))
        #expect(text.contains("lang=\"de-simple\""))
    }
}
