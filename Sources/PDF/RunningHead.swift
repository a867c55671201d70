import Kernel

/// What comes back on every page: where one is, and in which document. Decoration to a screen reader.
struct RunningHead {
    let left: [String]
    let language: Language

    func draw(on press: inout Press, typesetter: Typesetter, firstPageBottom: Double) throws(PDFFault) {
        let total = press.pages.count
        for page in 0..<total {
            let words = Wording.page(page + 1, of: total, language)
            let number = line(words, alignment: .end, width: Page.textWidth, typesetter)
            guard page > 0 else {
                try draw(number, x: Page.left, bottom: firstPageBottom, page: page, as: .footer, on: &press)
                continue
            }
            let bottom = Double.millimetres(19)
            try draw(number, x: Page.left, bottom: bottom, page: page, as: .header, on: &press)
            let text = left.map { CleanText.line($0) }.filter { !$0.isEmpty }.joined(separator: " · ")
            let room = Page.textWidth - (number.set.lines.first?.width ?? 0) - 12
            try draw(shortened(text, to: room, typesetter), x: Page.left, bottom: bottom, page: page, as: .header, on: &press)
            press.box(x: Page.left, y: bottom + 3, width: Page.textWidth, height: 0.5, page: page, artifact: .header)
        }
    }

    /// The head is one line; whatever does not fit is on the first page in full.
    private func shortened(_ text: String, to width: Double, _ typesetter: Typesetter) -> Paragraph {
        let whole = line(String(text.prefix(400)), alignment: .start, width: nil, typesetter)
        guard whole.set.width > width, let first = whole.set.lines.first else { return whole }
        let end = whole.set.glyphs[first.glyphs].last { $0.x + $0.advance < width - 10 }?.text.upperBound ?? 0
        return line(String(decoding: whole.set.bytes[..<end], as: UTF8.self) + "…", alignment: .start, width: nil, typesetter)
    }

    private func line(_ text: String, alignment: Table.Alignment, width: Double?, _ typesetter: Typesetter) -> Paragraph {
        let style = TextStyle(size: 8, alignment: alignment, gray: 0.2)
        let set = typesetter.set(text, style: style, width: width, language: Wording.tag(language))
        let part = Paragraph.Part(range: 0..<set.bytes.count, mark: .artifact(.header), address: nil)
        return Paragraph(set: set, parts: [part], gray: style.gray)
    }

    private func draw(
        _ paragraph: Paragraph, x: Double, bottom: Double, page: Int, as artifact: Mark.Artifact, on press: inout Press
    ) throws(PDFFault) {
        guard let line = paragraph.set.lines.first else { return }
        try press.draw(paragraph, line: 0, x: x, baseline: bottom - line.descent, page: page, as: artifact)
    }
}

/// The few words this module writes by itself.
enum Wording {
    static func page(_ number: Int, of total: Int, _ language: Language) -> String {
        switch language {
        case .de, .ls: "Seite \(number) von \(total)"
        case .en: "Page \(number) of \(total)"
        }
    }

    /// BCP 47 tag of the document.
    static func tag(_ language: Language) -> String {
        switch language {
        case .de: "de-DE"
        case .en: "en-GB"
        case .ls: language.tag
        }
    }
}
