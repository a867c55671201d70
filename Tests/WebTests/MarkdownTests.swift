import Testing
import Web

@Suite("Marked texts and tables for spreadsheets") struct MarkdownTests {
    private func html(_ text: String, level: Int = 2) -> String {
        var html = HTML()
        html.markdown(text, level: level)
        return html.string
    }

    @Test(
        "marks become elements, everything else stays text",
        arguments: [
            ("Ein Satz.\nNoch einer.\n\nEin Absatz.", "<p>Ein Satz. Noch einer.</p><p>Ein Absatz.</p>"),
            ("**fett** und *betont*", "<p><strong>fett</strong> und <em>betont</em></p>"),
            ("- eins\n- zwei\n  weiter\n\nDanach", "<ul><li>eins</li><li>zwei weiter</li></ul><p>Danach</p>"),
            ("1. erst\n2. dann", "<ol><li>erst</li><li>dann</li></ol>"),
            ("# Titel\nText", "<h2>Titel</h2><p>Text</p>"), ("### Tief", "<h4>Tief</h4>"),
            ("[Amt](/hilfe)", "<p><a href=\"/hilfe\">Amt</a></p>"), ("[x](javascript:alert(1))", "<p><a href=\"#\">x</a>)</p>"),
            ("<b>kein Fett</b> & so", "<p>&lt;b&gt;kein Fett&lt;/b&gt; &amp; so</p>"),
            ("3 * 4 * 5 = 60", "<p>3 * 4 * 5 = 60</p>"), ("\\*kein\\* Kursiv", "<p>*kein* Kursiv</p>"),
            ("**offen", "<p>**offen</p>"),
            ("a - b\n- c", "<p>a - b</p><ul><li>c</li></ul>"), ("2026. Ein Jahr", "<p>2026. Ein Jahr</p>"), ("", ""),
            ("\r\n\r\n", ""),
            ("[a](b", "<p>[a](b</p>"), ("#kein Titel", "<p>#kein Titel</p>"),
            ("**[fett](/x)**", "<p><strong><a href=\"/x\">fett</a></strong></p>"),
        ])
    func marks(text: String, expected: String) { #expect(html(text) == expected) }

    @Test("headings begin where the page needs them")
    func levels() { #expect(html("# A\n## B", level: 3) == "<h3>A</h3><h4>B</h4>") }

    @Test("a thousand opening marks take no time")
    func adversarial() {
        let text = String(repeating: "*a ", count: 2000) + String(repeating: "[", count: 2000)
        #expect(html(text).hasPrefix("<p>"))
    }

    @Test(
        "cells of a table for spreadsheets",
        arguments: [
            ("einfach", "einfach"), ("a;b", "\"a;b\""), ("sagt \"ja\"", "\"sagt \"\"ja\"\"\""),
            ("zwei\nZeilen", "\"zwei\nZeilen\""),
            ("=1+1", "\"'=1+1\""), ("-5", "\"'-5\""), (" =SUM(A1)", "\"' =SUM(A1)\""), ("＝1", "\"'＝1\""), ("@x", "\"'@x\""),
            ("", ""),
        ])
    func cells(text: String, expected: String) { #expect(CSV.cell(text) == expected) }
}
