import Testing

@testable import PDF

@Suite("Markdown")
struct MarkdownTests {
    static let sample = """
        # Bescheid

        Sehr geehrte *Frau* **Größmann**, siehe
        [die Satzung](https://example.org/satzung).  {#greeting}

        ## Berechnung

        | Gegenstand | Betrag |
        |:--|--:|
        | Erster Hund | 96,00 € |
        | Zweiter \\| dritter | **192,00 €** |
        | **Summe** | **288,00 €** |

        | | |
        |--|--|
        | IBAN | DE02 |
        | Fällig | 15. Februar |

        1. Eins
        2. Zwei
           - innen

        > Zitat

        ---

        <!-- bleibt weg -->
        <!-- page -->
        ```
        | kein | Tabelle |
        |--|--|
        ```
        Ende\\
        zweite Zeile
        """

    @Test("every supported construct becomes its block, with the line it stands on or the name it was given")
    func constructs() {
        let blocks = Markdown.blocks(from: Self.sample)
        #expect(
            blocks.map(\.id) == [
                "L1", "greeting", "L6", "L8", "L14", "L19", "L23", "L25", "L28", "L29", "L33",
            ])
        #expect(blocks[0].content == .heading(level: 1, ["Bescheid"]))
        #expect(
            blocks[1].content
                == .paragraph([
                    "Sehr geehrte ", .emphasis(["Frau"]), " ", .strong(["Größmann"]), ", siehe ",
                    .link(["die Satzung"], to: "https://example.org/satzung"), ".",
                ]))
        #expect(
            blocks[3].content
                == .table(
                    Table(
                        columns: [.init("Gegenstand"), .init("Betrag", .end)],
                        rows: [
                            .init(["Erster Hund", "96,00 €"]),
                            .init([["Zweiter | dritter"], [.strong(["192,00 €"])]]),
                            .init([[.strong(["Summe"])], [.strong(["288,00 €"])]], isTotal: true),
                        ])))
        #expect(blocks[4].content == .keyValues([KeyValue("IBAN", "DE02"), KeyValue("Fällig", "15. Februar")]))
        guard case .list(let items, let start) = blocks[5].content else {
            Issue.record("no list: \(blocks[5])")
            return
        }
        #expect(start == 1 && items.count == 2)
        #expect(items[1].first?.content == .paragraph(["Zwei"]))
        #expect(items[1].last?.content == .list(items: [[Block(.paragraph(["innen"]), id: "L21")]], start: nil))
        #expect(blocks[6].content == .quote([Block(.paragraph(["Zitat"]), id: "L23")]))
        #expect(blocks[7].content == .rule)
        #expect(blocks[8].content == .pageBreak)
        #expect(blocks[9].content == .paragraph(["| kein | Tabelle |", .lineBreak, "|--|--|"]))
        #expect(blocks[10].content == .paragraph(["Ende", .lineBreak, "zweite Zeile"]))
    }

    @Test("cells that begin like a list or a heading stay as they are")
    func cells() {
        for text in ["1. Rate", "2) Rate", "- 5,00 €", "# 5", "+ 3", "* 3", "> 3", "---", "===", "[a]: b", "100.000 €", "```"] {
            #expect(PlainText.of(Markdown.inlines(from: text)) == text, "\(text)")
        }
        #expect(Markdown.inlines(from: "**(x)**") == [.strong(["(x)"])])
        #expect(Markdown.inlines(from: "  ") == [])
    }

    @Test(
        "alignment is read from the line of dashes",
        arguments: [
            ("--", Table.Alignment.start), (":--", .start), ("--:", .end), (":-:", .centre), ("-", .start),
        ])
    func alignment(cell: String, expected: Table.Alignment) {
        #expect(MarkdownTable.alignment(cell) == expected)
    }

    @Test("what is no line of dashes makes no table", arguments: ["", ":", "::", ":::--", "- -", "--::", "x--"])
    func noAlignment(cell: String) {
        #expect(MarkdownTable.alignment(cell) == nil)
    }

    @Test("a row that ends in a backslash goes on in the next line")
    func brokenRow() {
        let blocks = Markdown.blocks(from: "| Wer | Wo |\n|--|--|\n| A\\\nB | C \\\\ |\n| D | E \\\\\n| F | G |\nEnde")
        let rows = [
            Table.Row([["A", .lineBreak, "B"], ["C \\"]]), Table.Row(["D", "E \\"]), Table.Row(["F", "G"]),
        ]
        #expect(
            blocks.map(\.content) == [.table(Table(columns: [.init("Wer"), .init("Wo")], rows: rows)), .paragraph(["Ende"])])
    }

    @Test("a line with a bar is a paragraph unless dashes follow with as many cells")
    func noTable() {
        #expect(Markdown.blocks(from: "a | b\n--").map(\.content) == [.heading(level: 2, ["a | b"])])
        #expect(Markdown.blocks(from: "a | b\nc | d").map(\.content) == [.paragraph(["a | b c | d"])])
        #expect(Markdown.blocks(from: "| a | b |\n|--|").map(\.content) == [.paragraph(["| a | b | |--|"])])
    }

    @Test("nothing and hostile text are read without harm")
    func hostile() {
        #expect(Markdown.blocks(from: "") == [])
        #expect(Markdown.blocks(from: " \n\n\t\n") == [])
        #expect(Markdown.blocks(from: "a\u{0}b").map(\.content) == [.paragraph(["a\u{FFFD}b"])])
        let deep = Markdown.blocks(from: String(repeating: "> ", count: 5000) + "tief")
        #expect(deep.count == 1)
        #expect(Markdown.blocks(from: String(repeating: "*a **b ", count: 3000)).count == 1)
        #expect(Markdown.blocks(from: String(repeating: "[", count: 20_000)).count == 1)
        #expect(Markdown.blocks(from: "<script>alert(1)</script>").map(\.content) == [.paragraph(["<script>alert(1)</script>"])])
    }

    @Test("a text with Windows line ends has the same blocks and lines")
    func lineEnds() {
        let windows = Self.sample.replacing("\n", with: "\r\n")
        #expect(Markdown.blocks(from: windows) == Markdown.blocks(from: Self.sample))
    }
}
