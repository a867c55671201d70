import Kernel

@testable import PDF

/// Letters and reports for the tests.
enum Samples {
    /// 2026-11-23T10:00:00Z.
    static let moment = Instant(startOf: LocalDate(epochDay: 20_780)).adding(seconds: 11 * 3600)

    static func letter(
        _ body: [Block] = [.paragraph("Sehr geehrte Frau Größmann,"), .paragraph("es bleibt dabei.")],
        language: Language = .de, address: [String] = ["Frau", "Jürgen-Änne Größmann", "Überseeallee 12", "20457 Hamburg"],
        subject: String = "Bescheid über die Festsetzung der Steuer", title: String = "Bescheid",
        attachments: [Attachment] = []
    ) -> Letter {
        Letter(
            language: language,
            letterhead: Letterhead(
                authority: "Stadt Beispiel", unit: "Amt für Muster", lines: ["Rathausplatz 1", "01234 Beispiel"]),
            returnAddress: "Stadt Beispiel · Rathausplatz 1 · 01234 Beispiel", deliveryNotes: ["Gegen Empfangsbekenntnis"],
            address: address,
            information: [KeyValue("Unser Zeichen", "AZ-7/2026"), KeyValue("Datum", "23. November 2026")],
            reference: "AZ-7/2026", subject: subject, body: body,
            closing: [.paragraph("Mit freundlichen Grüßen"), .paragraph("Sörensen")],
            foot: [["Stadt Beispiel", "Rathausplatz 1"], ["Sparkasse Beispiel", "IBAN DE02 1203 0000 0000 2020 51"]],
            details: DocumentDetails(
                title: title, author: "Stadt Beispiel", subject: "Steuer", created: moment, attachments: attachments))
    }

    static func table(rows: Int, sum: Bool = true) -> Block {
        var lines = (1...rows).map { Table.Row(["R\(10_000 + $0)", "Gegenstand der Zeile \($0)", "\($0),00 €"]) }
        if sum { lines.append(Table.Row(["", "Zusammen", "999,00 €"], isTotal: true)) }
        return Block(.table(Table(columns: [.init("Zeile"), .init("Bezeichnung"), .init("Betrag", .end)], rows: lines)))
    }

    /// One of everything.
    static let everything: [Block] = [
        .paragraph("Sehr geehrte Frau Größmann,"),
        Block(
            .paragraph([
                "die Steuer beträgt ", .strong(["312,00 €"]), ", ", .emphasis(["nicht mehr"]), "; ",
                .link(["mehr dazu"], to: "https://www.example.org/steuer?a=ü"), ".", .lineBreak, "Neue Zeile.",
            ])),
        .heading(1, "Berechnung"), table(rows: 60),
        .heading(3, "Übersprungene Ebene"),
        Block(.list(items: [[.paragraph("Punkt"), .paragraph("mit zwei Absätzen")], [], [.paragraph("Letzter")]], start: nil)),
        Block(.list(items: [[.paragraph("Neuntens")], [.paragraph("Zehntens")]], start: 9)),
        Block(.quote([.paragraph("Zitat"), Block(.quote([.paragraph("Zitat im Zitat")]))])),
        Block(.keyValues([KeyValue("Betrag", "312,00 €"), KeyValue("Fällig am", "15. Februar 2027")])),
        Block(.rule), Block(.pageBreak), figure, .paragraph("Schluss."),
    ]

    static let figure = Block(
        .figure(
            Figure(
                width: 20, height: 10, canvasWidth: 200, canvasHeight: 100,
                shapes: [
                    .init([
                        .move(x: 0, y: 0), .line(x: 200, y: 0), .curve(x1: 200, y1: 50, x2: 100, y2: 100, x: 0, y: 100), .close,
                    ])
                ], alternative: "Ein Wappenschild")))

    static func report(_ body: [Block] = everything, language: Language = .de) -> Report {
        Report(
            language: language, issuer: "Stadt Beispiel", title: "Eingangsbestätigung", reference: "AZ-7/2026", body: body,
            details: DocumentDetails(title: "Eingangsbestätigung", created: moment))
    }
}

/// A stream of numbers that is the same in every run (an LCG with the constants of Knuth's MMIX).
struct Dice {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % sides
    }
}
