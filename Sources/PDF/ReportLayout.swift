import Kernel

/// Places a report on its pages.
struct ReportLayout {
    let report: Report
    let typesetter: Typesetter

    func render() throws(PDFFault) -> [UInt8] {
        let language = Wording.tag(report.language)
        var galley = Galley(typesetter: typesetter, language: language)
        let frame = Frame(x: Page.left, width: Page.textWidth)
        let issuer = TextStyle(size: 9, gray: 0.25)
        if !CleanText.line(report.issuer).isEmpty {
            let element = galley.structure.add(.paragraph, in: Structure.root)
            let paragraph = galley.set([.text(report.issuer)], style: issuer, element: element, width: frame.width)
            galley.append(paragraph, in: frame, before: 0, keepsWithNext: true)
        }
        galley.appendTitle(report.title, style: TextStyle(size: 15, bold: true, lineSpacing: 1.1), in: frame, before: 6)
        galley.append(report.body, in: frame, parent: Structure.root)
        var press = Press(typesetter: typesetter, structure: galley.structure)
        try press.flow(galley.take().withoutOrphans, heads: galley.tableHeads, top: .millimetres(22)) { _ in Page.bottom }
        try RunningHead(left: [report.issuer, report.reference], language: report.language)
            .draw(on: &press, typesetter: typesetter, firstPageBottom: Canvas.height - .millimetres(9))
        press.closePages()
        return try DocumentFile.bytes(press: press, details: report.details, language: language)
    }
}
