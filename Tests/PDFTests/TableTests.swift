import Testing

@testable import PDF

@Suite("Tables")
struct TableTests {
    @Test("a table over several pages loses no row, repeats its head on paper and has it once in the structure")
    func longTable() throws {
        let bytes = try PDF.render(Samples.letter([Samples.table(rows: 120)]))
        let pages = try Tools.pageCount(bytes)
        #expect(pages >= 4)
        var rows: [Int] = []
        for page in 1...pages {
            let words = try Tools.words(bytes, page: page).split(separator: " ")
            rows += words.filter { $0.hasPrefix("R1") }.compactMap { Int($0.dropFirst()) }
            #expect(words.filter { $0 == "Bezeichnung" }.count == 1, "page \(page)")
        }
        #expect(rows == Array(10_001...10_120))
        let structure = try Tools.structure(bytes)
        #expect(structure.filter { $0 == "\"Bezeichnung\"" }.count == 1)
        // 120 rows, the head and the sum.
        #expect(structure.filter { $0 == "TR" }.count == 122)
        #expect(structure.filter { $0.hasPrefix("TH") }.count == 3)
        #expect(structure.filter { $0.hasPrefix("TD") }.count == 121 * 3)
    }

    @Test("a row higher than a page goes on over the next pages, word by word")
    func highRow() throws {
        let words = (1...3000).map { "w\($0)" }
        let table = Table(
            columns: [.init("A"), .init("B"), .init("C")],
            rows: [
                .init(["vorher", "x", "y"]), .init(["links", words.joined(separator: " "), "rechts"]),
                .init(["danach", "x", "y"]),
            ])
        let bytes = try PDF.render(Samples.report([Block(.table(table))]))
        #expect(try Tools.pageCount(bytes) > 2)
        let found = try Tools.words(bytes).split(separator: " ").filter { $0.wholeMatch(of: #/w\d+/#) != nil }.map(String.init)
        #expect(found == words)
        // One row of the structure, however many pages it is on.
        #expect(try Tools.structure(bytes).filter { $0 == "TR" }.count == 4)
    }

    @Test("amounts are aligned at their right end")
    func rightAligned() throws {
        let words = try PlacedWord.all(in: try PDF.render(Samples.letter([Samples.table(rows: 12)])))
        let ends = words.filter { $0.text == "€" }.map(\.right)
        #expect(ends.count == 13)
        #expect(ends.allSatisfy { abs($0 - 190) < 0.3 }, "\(ends)")
    }

    @Test("rows with too few or too many cells lose nothing and keep the table regular")
    func irregularRows() throws {
        let table = Table(
            columns: [.init("A"), .init("B")],
            rows: [.init([String]()), .init(["eins"]), .init(["eins", "zwei", "drei", "vier"])])
        let bytes = try PDF.render(Samples.report([Block(.table(table))]))
        #expect(try Tools.words(bytes).contains("zwei drei vier"))
        #expect(try Tools.structure(bytes).filter { $0.hasPrefix("TD") }.count == 6)
    }

    @Test("the sum stays with the row before it")
    func sumNotAlone() throws {
        var pages: Set<Int> = []
        for rows in 20..<28 {
            let words = try PlacedWord.all(in: try PDF.render(Samples.letter([Samples.table(rows: rows)])))
            let sum = try #require(words.first { $0.text == "Zusammen" })
            let last = try #require(words.first { $0.text == "R\(10_000 + rows)" })
            #expect(sum.page == last.page)
            pages.insert(sum.page)
        }
        #expect(pages == [1, 2], "the numbers of rows are not around the break any more")
    }

    @Test("narrow columns keep their width when a wide one takes what it can get")
    func columnWidths() {
        #expect(ColumnWidths.share(100, least: [10, 10], most: [20, 20]) == [50, 50])
        // Least 30 of 100, so 70 are shared in the ratio of what is wished beyond that, 0 to 180.
        #expect(ColumnWidths.share(100, least: [10, 20], most: [10, 200]) == [10, 90])
        // The words do not fit: the first keeps its 10, the two others share 90 as 100 to 200.
        #expect(ColumnWidths.share(100, least: [10, 100, 200], most: [10, 100, 200]) == [10, 30, 60])
    }
}
