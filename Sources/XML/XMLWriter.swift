/// Writes XML 1.0 in UTF-8. What `XMLDocument` read comes out with the same meaning: prefixes, declarations, order,
/// comments and white space stay as they were.
extension XMLDocument {
    /// The document as UTF-8 with an XML declaration.
    public var bytes: [UInt8] {
        var out: [UInt8] = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
        for node in before {
            node.write(to: &out)
            out.append(0x0A)
        }
        root.write(to: &out)
        out.append(0x0A)
        for node in after {
            node.write(to: &out)
            out.append(0x0A)
        }
        return out
    }

    /// `bytes` as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension XMLElement {
    /// Appends this element. Namespaces are written as they are declared in the values; an element or attribute built
    /// by hand must carry its declaration or stand below one that does.
    public func write(to out: inout [UInt8]) {
        out.append(0x3C)
        out += qualifiedName.utf8
        for declaration in declarations {
            out += (declaration.prefix.map { " xmlns:\($0)=\"" } ?? " xmlns=\"").utf8
            XMLEscape.attribute(declaration.uri, to: &out)
            out.append(0x22)
        }
        for attribute in attributes {
            out.append(0x20)
            if let prefix = attribute.prefix {
                out += prefix.utf8
                out.append(0x3A)
            }
            out += attribute.name.utf8
            out += "=\"".utf8
            XMLEscape.attribute(attribute.value, to: &out)
            out.append(0x22)
        }
        if children.isEmpty {
            out += "/>".utf8
            return
        }
        out.append(0x3E)
        for child in children { child.write(to: &out) }
        out += "</".utf8
        out += qualifiedName.utf8
        out.append(0x3E)
    }
}

extension XMLNode {
    func write(to out: inout [UInt8]) {
        switch self {
        case .element(let element): element.write(to: &out)
        case .text(let text): XMLEscape.text(text, to: &out)
        case .cdata(let text):
            // "]]>" cannot stand inside a section, so it is divided between two.
            out += "<![CDATA[\(text.replacing("]]>", with: "]]]]><![CDATA[>"))]]>".utf8
        case .comment(let text):
            // "--" cannot stand inside a comment; a read comment never has it.
            var safe = text
            while safe.contains("--") { safe = safe.replacing("--", with: "- -") }
            out += "<!--\(safe)\(safe.hasSuffix("-") ? " " : "")-->".utf8
        case .instruction(let target, let data):
            out += "<?\(target)\(data.isEmpty ? "" : " ")\(data.replacing("?>", with: "? >"))?>".utf8
        }
    }
}

/// Escapes text so that a reader gets back exactly the same characters. Characters that XML 1.0 cannot hold
/// (production 2) become U+FFFD.
public enum XMLEscape {
    public static func text(_ text: String, to out: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;".utf8
            case "<": out += "&lt;".utf8
            case ">": out += "&gt;".utf8
            case "\r": out += "&#13;".utf8
            default: append(scalar, to: &out)
            }
        }
    }

    /// White space becomes references, because a reader would turn it into spaces (XML 1.0, 3.3.3).
    public static func attribute(_ text: String, to out: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;".utf8
            case "<": out += "&lt;".utf8
            case ">": out += "&gt;".utf8
            case "\"": out += "&quot;".utf8
            case "\n": out += "&#10;".utf8
            case "\r": out += "&#13;".utf8
            case "\t": out += "&#9;".utf8
            default: append(scalar, to: &out)
            }
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to out: inout [UInt8]) {
        let allowed =
            scalar.value >= 0x20 || scalar == "\n" || scalar == "\t"
            ? scalar.value != 0xFFFE && scalar.value != 0xFFFF : false
        out += UTF8.encode(allowed ? scalar : "\u{FFFD}").map(Array.init) ?? []
    }
}
