import Kernel

/// Puts pages, fonts, structure and metadata together into one PDF file.
struct DocumentFile {
    private var file = ObjectFile()
    private let press: Press
    private let details: DocumentDetails
    private let language: String
    private let sheet: Sheet
    private let catalogue: Int
    private let pageTree: Int
    private let structureRoot: Int
    private var pageNumbers: [Int] = []
    private var elementNumbers: [Int] = []
    private var linkNumbers: [Int] = []

    static func bytes(press: Press, details: DocumentDetails, language: String, sheet: Sheet = .a4) throws(PDFFault) -> [UInt8] {
        var details = details
        details.title = CleanText.line(details.title)
        // A document without a title would fail PDF/UA-1, 7.1; its first words would be a guess.
        if details.title.isEmpty { details.title = "–" }
        details.author = CleanText.line(details.author)
        details.subject = CleanText.line(details.subject)
        var document = DocumentFile(press: press, details: details, language: language, sheet: sheet)
        return try document.write()
    }

    private init(press: Press, details: DocumentDetails, language: String, sheet: Sheet) {
        self.press = press
        self.details = details
        self.language = language
        self.sheet = sheet
        catalogue = file.reserve()
        pageTree = file.reserve()
        structureRoot = file.reserve()
    }

    private mutating func write() throws(PDFFault) -> [UInt8] {
        pageNumbers = press.pages.map { _ in file.reserve() }
        elementNumbers = press.structure.elements.map { _ in file.reserve() }
        linkNumbers = press.links.map { _ in file.reserve() }
        let fonts = try press.fonts.write(to: &file, typesetter: press.typesetter)
        writePages(fonts: fonts)
        writeLinks()
        writeStructure()
        let outline = press.outline.write(to: &file, pages: pageNumbers)
        let attachments = writeAttachments()
        let intent = writeOutputIntent()
        let metadata = file.addStream(
            XMP(details: details, language: language).packet, "/Type /Metadata /Subtype /XML", compressed: false)
        writeCatalogue(attachments: attachments, intent: intent, metadata: metadata, outline: outline)
        let info = writeInfo()
        return file.finish(root: catalogue, info: info)
    }

    private mutating func writePages(fonts: [Int]) {
        var resources = "<< "
        if !fonts.isEmpty {
            resources += "/Font << "
            for (position, number) in fonts.enumerated() { resources += "/F\(position + 1) \(number) 0 R " }
            resources += ">> "
        }
        resources += ">>"
        for (index, page) in press.pages.enumerated() {
            let content = file.addStream(page.content)
            let links = linkNumbers.indices.filter { press.links[$0].page == index }
            file.write(pageNumbers[index]) { out in
                out.put("<< /Type /Page /Parent \(pageTree) 0 R /MediaBox [ 0 ")
                // A canvas counts from the upper edge of an A4 sheet; another paper begins at the same edge.
                out.put(Canvas.height - sheet.height)
                out.put(" ")
                out.put(sheet.width)
                out.put(" ")
                out.put(Canvas.height)
                out.put(" ] /Contents \(content) 0 R /Resources \(resources) /StructParents \(index) /Tabs /S")
                if !links.isEmpty {
                    out.put(" /Annots [ ")
                    for link in links { out.put("\(linkNumbers[link]) 0 R ") }
                    out.put("]")
                }
                out.put(" >>")
            }
        }
        file.write(pageTree) { out in
            out.put("<< /Type /Pages /Count \(pageNumbers.count) /Kids [ ")
            for number in pageNumbers { out.put("\(number) 0 R ") }
            out.put("] >>")
        }
    }

    private mutating func writeLinks() {
        for (index, link) in press.links.enumerated() {
            file.write(linkNumbers[index]) { out in
                out.put("<< /Type /Annot /Subtype /Link /F 4 /Border [ 0 0 0 ] /Rect [ ")
                let bottom = Canvas.height - link.top - link.height
                for value in [link.x, bottom, link.x + link.width, bottom + link.height] {
                    out.put(value)
                    out.put(" ")
                }
                out.put("] /StructParent \(press.pages.count + index) /P \(pageNumbers[link.page]) 0 R /Contents ")
                out.put(textString: "\(link.words) (\(link.address))")
                out.put(" /A << /S /URI /URI (")
                // Addresses are ASCII without spaces; only these three mean something inside a string.
                for byte in link.address.utf8 {
                    if "()\\".utf8.contains(byte) { out.append(0x5C) }
                    out.append(byte)
                }
                out.put(") >> >>")
            }
        }
    }

    private mutating func writeStructure() {
        let parents = file.add { out in
            out.put("<< /Nums [ ")
            for (index, page) in press.pages.enumerated() {
                out.put("\(index) [ ")
                for owner in page.owners { out.put("\(elementNumbers[owner]) 0 R ") }
                out.put("] ")
            }
            for (index, link) in press.links.enumerated() {
                out.put("\(press.pages.count + index) \(elementNumbers[link.element]) 0 R ")
            }
            out.put("] >>")
        }
        file.write(structureRoot) { out in
            out.put("<< /Type /StructTreeRoot /K \(elementNumbers[Structure.root]) 0 R /ParentTree \(parents) 0 R ")
            out.put("/ParentTreeNextKey \(press.pages.count + press.links.count) >>")
        }
        for (index, element) in press.structure.elements.enumerated() {
            let body = body(of: element)
            file.write(elementNumbers[index]) { $0.append(contentsOf: body) }
        }
    }

    private func body(of element: Structure.Element) -> [UInt8] {
        var out: [UInt8] = []
        let parent = element.parent < 0 ? structureRoot : elementNumbers[element.parent]
        out.put("<< /Type /StructElem /S /\(element.tag.rawValue) /P \(parent) 0 R ")
        if element.parent < 0 {
            out.put("/Lang (\(language)) ")
        }
        if !element.attributes.isEmpty { out.put("/A << \(element.attributes) >> ") }
        if let alternative = element.alternative {
            out.put("/Alt ")
            // A figure without words would be silent (PDF/UA-1, 7.3).
            let words = CleanText.line(alternative)
            out.put(textString: words.isEmpty ? "–" : words)
            out.put(" ")
        }
        out.put("/K [ ")
        for kid in element.kids {
            switch kid {
            case .element(let number): out.put("\(elementNumbers[number]) 0 R ")
            case .content(let page, let mark): out.put("<< /Type /MCR /Pg \(pageNumbers[page]) 0 R /MCID \(mark) >> ")
            case .annotation(let link):
                out.put("<< /Type /OBJR /Pg \(pageNumbers[press.links[link].page]) 0 R /Obj \(linkNumbers[link]) 0 R >> ")
            }
        }
        out.put("] >>")
        return out
    }

    private mutating func writeAttachments() -> [(name: String, number: Int)] {
        let date = PDFDate(details.created).pdf
        var result: [(name: String, number: Int)] = []
        for attachment in details.attachments {
            let type = MediaType.name(attachment.mediaType)
            let stream = file.addStream(
                attachment.content,
                "/Type /EmbeddedFile /Subtype /\(type) /Params << /ModDate (\(date)) /Size \(attachment.content.count) >>")
            let name = CleanText.line(attachment.name)
            let number = file.add { out in
                out.put("<< /Type /Filespec /F ")
                out.put(textString: name)
                out.put(" /UF ")
                out.put(textString: name)
                out.put(" /Desc ")
                out.put(textString: CleanText.line(attachment.description))
                out.put(" /AFRelationship /\(attachment.relationship.rawValue) ")
                out.put("/EF << /F \(stream) 0 R /UF \(stream) 0 R >> >>")
            }
            result.append((name, number))
        }
        return result
    }

    private mutating func writeOutputIntent() -> Int {
        let profile =
            ColourProfile.deflated.map { file.addStream(deflated: $0, "/N 3") } ?? file.addStream(ColourProfile.sRGB, "/N 3")
        return file.add { out in
            out.put("<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB) ")
            out.put("/DestOutputProfile \(profile) 0 R >>")
        }
    }

    private mutating func writeCatalogue(
        attachments: [(name: String, number: Int)], intent: Int, metadata: Int, outline: Int?
    ) {
        file.write(catalogue) { out in
            out.put("<< /Type /Catalog /Pages \(pageTree) 0 R /Lang (\(language))")
            out.put(" /MarkInfo << /Marked true >> /StructTreeRoot \(structureRoot) 0 R ")
            out.put("/ViewerPreferences << /DisplayDocTitle true >> ")
            out.put("/Metadata \(metadata) 0 R /OutputIntents [ \(intent) 0 R ]")
            if let outline { out.put(" /Outlines \(outline) 0 R") }
            if !attachments.isEmpty {
                out.put(" /AF [ ")
                for attachment in attachments { out.put("\(attachment.number) 0 R ") }
                out.put("] /Names << /EmbeddedFiles << /Names [ ")
                // A name tree is sorted by the bytes of its keys; UTF-16 big-endian sorts like its code units.
                for attachment in attachments.sorted(by: { Array($0.name.utf16).lexicographicallyPrecedes(Array($1.name.utf16)) })
                {
                    out.put(textString: attachment.name)
                    out.put(" \(attachment.number) 0 R ")
                }
                out.put("] >> >>")
            }
            out.put(" >>")
        }
    }

    private mutating func writeInfo() -> Int {
        let date = PDFDate(details.created).pdf
        return file.add { out in
            out.put("<< /Title ")
            out.put(textString: details.title)
            if !details.author.isEmpty {
                out.put(" /Author ")
                out.put(textString: details.author)
            }
            if !details.subject.isEmpty {
                out.put(" /Subject ")
                out.put(textString: details.subject)
            }
            out.put(" /Producer (\(XMP.producer)) /CreationDate (\(date)) /ModDate (\(date)) >>")
        }
    }
}

/// The media type of an embedded file as a PDF name.
enum MediaType {
    /// What is no media type (RFC 6838, 4.2) counts as unknown: ISO 19005-3, 6.8 wants `application/octet-stream` then.
    static func name(_ type: String) -> String {
        let parts = type.split(separator: "/", omittingEmptySubsequences: false)
        let isType = parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.count <= 127 && $0.utf8.allSatisfy(isPlain) }
        // The slash is no regular character of a name: it is written as # and two digits (ISO 32000-1, 7.3.5).
        return isType ? "\(parts[0])#2f\(parts[1])" : "application#2foctet-stream"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "-+._".utf8.contains(byte)
    }
}
