import CMark

/// Reads Markdown into blocks.
///
/// Supported is CommonMark 0.30 (headings, paragraphs, strong, emphasis, links, lists, quotes, rules, hard line breaks) and
/// pipe tables at the outermost level:
/// - `| Text | ---: |` aligns a column to the right, `:---:` to the middle;
/// - a row whose every word is strong is a sum;
/// - a backslash at the end of a line is a line break inside the cell, as it is in paragraphs;
/// - a table of two columns without column titles is a list of facts (`Block.Content.keyValues`).
///
/// `{#name}` at the end of a paragraph or heading names it; a line `<!-- page -->` begins a new page. Code stands as
/// plain text, an image as its alternative text, other HTML as the text it is; comments are left out.
public enum Markdown {
    /// The blocks of a text, in order. A block's `id` is its `{#name}` or else the line it begins on: `L1`, `L7`.
    public static func blocks(from text: String) -> [Block] {
        MarkdownSegments.split(text).flatMap { segment in
            switch segment {
            case .plain(let text, let line): blocks(ofPlain: text, firstLine: line)
            case .table(let rows, let line): [MarkdownTable.block(rows, line: line)]
            }
        }
    }

    /// One line of Markdown as inline pieces: what a table cell holds.
    static func inlines(from text: String) -> [Inline] {
        let trimmed = text.drop(while: \.isWhitespace)
        guard !trimmed.isEmpty else { return [] }
        guard case .paragraph(let inlines)? = blocks(ofPlain: escapedStart(trimmed), firstLine: 1).first?.content
        else { return [.text(String(trimmed))] }
        return inlines
    }

    /// A backslash keeps a cell such as "1. Rate", "- 5,00 €" or "# 5" from becoming a list or a heading.
    private static func escapedStart(_ text: Substring) -> String {
        let digits = text.prefix { ("0"..."9").contains($0) }
        let rest = text.dropFirst(digits.count)
        guard let first = rest.first else { return String(text) }
        if !digits.isEmpty { return ".)".contains(first) ? digits + "\\" + rest : String(text) }
        let isMarker =
            "#>+-=~".contains(first) || text.hasPrefix("```") || text.hasPrefix("* ") || text == "*"
            || (first == "[" && text.contains("]:"))
        return isMarker ? "\\" + text : String(text)
    }

    private static func blocks(ofPlain text: String, firstLine: Int) -> [Block] {
        var text = text
        let root = text.withUTF8 { buffer in
            buffer.withMemoryRebound(to: CChar.self) { cmark_parse_document($0.baseAddress, $0.count, CMARK_OPT_VALIDATE_UTF8) }
        }
        guard let root else { return [.paragraph(text)] }
        defer { cmark_node_free(root) }
        return MarkdownReader(lineOffset: firstLine - 1).blocks(in: root, depth: 0)
    }
}

/// Walks cmark's tree.
struct MarkdownReader {
    let lineOffset: Int
    /// Deeper nesting than this is no letter; its words are kept, its shape is not.
    private static let deepest = 12

    func blocks(in parent: OpaquePointer, depth: Int) -> [Block] {
        children(of: parent).flatMap { blocks(of: $0, depth: depth) }
    }

    private func children(of parent: OpaquePointer) -> some Sequence<OpaquePointer> {
        sequence(state: cmark_node_first_child(parent)) { next in
            defer { next = next.flatMap { cmark_node_next($0) } }
            return next
        }
    }

    private func blocks(of node: OpaquePointer, depth: Int) -> [Block] {
        let id = "L\(Int(cmark_node_get_start_line(node)) + lineOffset)"
        guard depth < MarkdownReader.deepest else { return [Block(.paragraph([.text(words(below: node))]), id: id)] }
        switch cmark_node_get_type(node) {
        case CMARK_NODE_HEADING:
            let (inlines, name) = named(self.inlines(in: node, depth: 0))
            return [Block(.heading(level: Int(cmark_node_get_heading_level(node)), inlines), id: name ?? id)]
        case CMARK_NODE_PARAGRAPH:
            let (inlines, name) = named(self.inlines(in: node, depth: 0))
            return [Block(.paragraph(inlines), id: name ?? id)]
        case CMARK_NODE_LIST:
            let items = children(of: node).map { blocks(in: $0, depth: depth + 1) }
            let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
            return [Block(.list(items: Array(items), start: isOrdered ? Int(cmark_node_get_list_start(node)) : nil), id: id)]
        case CMARK_NODE_BLOCK_QUOTE:
            return [Block(.quote(blocks(in: node, depth: depth + 1)), id: id)]
        case CMARK_NODE_THEMATIC_BREAK:
            return [Block(.rule, id: id)]
        case CMARK_NODE_CODE_BLOCK:
            return [Block(.paragraph(lines(literal(node))), id: id)]
        case CMARK_NODE_HTML_BLOCK:
            return html(literal(node), id: id)
        default:
            return blocks(in: node, depth: depth + 1)
        }
    }

    private func html(_ text: String, id: String) -> [Block] {
        let trimmed = text.split(whereSeparator: \.isNewline).joined(separator: "\n")
        guard trimmed.hasPrefix("<!--") else { return [Block(.paragraph(lines(trimmed)), id: id)] }
        let words = trimmed.dropFirst(4).prefix { $0 != "-" && $0 != ">" }.filter { !$0.isWhitespace }
        return words == "page" ? [Block(.pageBreak, id: id)] : []
    }

    private func lines(_ text: String) -> [Inline] {
        Array(text.split(whereSeparator: \.isNewline).map { [Inline.text(String($0))] }.joined(separator: [.lineBreak]))
    }

    private func inlines(in parent: OpaquePointer, depth: Int) -> [Inline] {
        var result: [Inline] = []
        for node in children(of: parent) {
            for inline in inlines(of: node, depth: depth) {
                if case .text(let words) = inline, case .text(let before)? = result.last {
                    result[result.count - 1] = .text(before + words)
                } else {
                    result.append(inline)
                }
            }
        }
        return result
    }

    private func inlines(of node: OpaquePointer, depth: Int) -> [Inline] {
        guard depth < MarkdownReader.deepest else { return [.text(words(below: node))] }
        switch cmark_node_get_type(node) {
        case CMARK_NODE_TEXT, CMARK_NODE_CODE: return [.text(literal(node))]
        case CMARK_NODE_SOFTBREAK: return [.text(" ")]
        case CMARK_NODE_LINEBREAK: return [.lineBreak]
        case CMARK_NODE_STRONG: return [.strong(inlines(in: node, depth: depth + 1))]
        case CMARK_NODE_EMPH: return [.emphasis(inlines(in: node, depth: depth + 1))]
        case CMARK_NODE_LINK:
            let address = cmark_node_get_url(node).map { String(cString: $0) } ?? ""
            return [.link(inlines(in: node, depth: depth + 1), to: address)]
        case CMARK_NODE_HTML_INLINE:
            let text = literal(node)
            return text.hasPrefix("<!--") ? [] : [.text(text)]
        default: return inlines(in: node, depth: depth + 1)
        }
    }

    private func literal(_ node: OpaquePointer) -> String {
        cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
    }

    /// All words below a node, without recursion: foreign text may nest as deep as it likes.
    private func words(below node: OpaquePointer) -> String {
        guard let iterator = cmark_iter_new(node) else { return "" }
        defer { cmark_iter_free(iterator) }
        var result = ""
        while true {
            let event = cmark_iter_next(iterator)
            if event == CMARK_EVENT_DONE { return result }
            guard event == CMARK_EVENT_ENTER, let current = cmark_iter_get_node(iterator) else { continue }
            let type = cmark_node_get_type(current)
            if type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK || type == CMARK_NODE_PARAGRAPH {
                if !result.isEmpty { result += " " }
            } else {
                result += literal(current)
            }
        }
    }

    /// Takes a `{#name}` off the end.
    private func named(_ inlines: [Inline]) -> ([Inline], String?) {
        guard case .text(let text)? = inlines.last, text.hasSuffix("}"), let start = text.ranges(of: "{#").last
        else { return (inlines, nil) }
        let name = text[start.upperBound...].dropLast()
        guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || "-_.:".contains($0) }) else { return (inlines, nil) }
        var words = text[..<start.lowerBound]
        while words.last == " " { words.removeLast() }
        let rest = words.isEmpty ? Array(inlines.dropLast()) : inlines.dropLast() + [.text(String(words))]
        return (rest, String(name))
    }
}
