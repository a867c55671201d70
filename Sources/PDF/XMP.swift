import Kernel

/// The metadata packet (ISO 16684-1), with the claims of PDF/A-3b and PDF/UA-1; equal to the Info dictionary.
struct XMP {
    static let producer = "Stadtkern"
    let details: DocumentDetails
    let language: String

    var packet: [UInt8] {
        var out = "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        out += "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
        out += "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
        out += "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
        out += " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
        out += " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n"
        out += "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\n"
        out += "<pdfuaid:part>1</pdfuaid:part>\n"
        out += "<dc:format>application/pdf</dc:format>\n"
        out += "<dc:title>\(alternative(details.title))</dc:title>\n"
        if !details.author.isEmpty {
            out += "<dc:creator><rdf:Seq><rdf:li>\(XMP.escaped(details.author))</rdf:li></rdf:Seq></dc:creator>\n"
        }
        if !details.subject.isEmpty { out += "<dc:description>\(alternative(details.subject))</dc:description>\n" }
        out += "<dc:language><rdf:Bag><rdf:li>\(language)</rdf:li></rdf:Bag></dc:language>\n"
        let date = PDFDate(details.created)
        out += "<xmp:CreateDate>\(date.iso)</xmp:CreateDate><xmp:ModifyDate>\(date.iso)</xmp:ModifyDate>\n"
        out += "<pdf:Producer>\(XMP.producer)</pdf:Producer>\n</rdf:Description>\n"
        out += XMP.extensionSchema
        out += "</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>"
        return Array(out.utf8)
    }

    private func alternative(_ text: String) -> String {
        "<rdf:Alt><rdf:li xml:lang=\"x-default\">\(XMP.escaped(text))</rdf:li></rdf:Alt>"
    }

    static func escaped(_ text: String) -> String {
        var out = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            default: out.unicodeScalars.append(character)
            }
        }
        return out
    }

    /// PDF/A knows the PDF/UA identifier only if the packet describes it (ISO 19005-3, 6.6.2.3).
    private static let extensionSchema = """
        <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
         xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
        <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
        <pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
        <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
        <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
        <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
        <pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
        <pdfaProperty:category>internal</pdfaProperty:category>
        <pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
        </rdf:li></rdf:Seq></pdfaSchema:property>
        </rdf:li></rdf:Bag></pdfaExtension:schemas>
        </rdf:Description>

        """
}

/// A date in the two spellings that must agree, in UTC and to the second.
struct PDFDate {
    let iso: String
    let pdf: String

    init(_ instant: Instant) {
        let second = instant.microseconds / 1_000_000 - (instant.microseconds % 1_000_000 < 0 ? 1 : 0)
        iso = Instant(microseconds: second * 1_000_000).description
        pdf = "D:" + iso.filter { $0.isNumber } + "Z"
    }
}
