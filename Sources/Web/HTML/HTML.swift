public import Kernel

/// A piece of HTML that grows by appending bytes. Text and attribute values are escaped by their type; only literals
/// of the program and other `HTML` values go in as they are.
public struct HTML: Sendable {
    public private(set) var bytes: [UInt8] = []
    /// For whom the piece is written: language and form token.
    public let context: PageContext

    public init(_ context: PageContext = .plain, reserving capacity: Int = 0) {
        self.context = context
        if capacity > 0 { bytes.reserveCapacity(capacity) }
    }

    public var language: Language { context.language }
    public var isEmpty: Bool { bytes.isEmpty }
    public var string: String { String(decoding: bytes, as: UTF8.self) }

    /// Text of any origin, escaped.
    public mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { escape($0) }
    }

    /// A literal of the program, as it is.
    public mutating func raw(_ literal: StaticString) {
        literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Another piece.
    public mutating func add(_ other: HTML) { bytes.append(contentsOf: other.bytes) }

    /// The reader's words for a key of `Texts`, as a string.
    public func say(_ key: String, _ values: [String: String] = [:]) -> String { Texts.shared(key, language, values) }

    /// Appends the reader's words for a key.
    public mutating func say(text key: String, _ values: [String: String] = [:]) { text(say(key, values)) }

    /// Appends the words for a key whose placeholders are filled with HTML: links and emphasis inside sentences.
    public mutating func say(text key: String, html values: [String: HTML]) {
        for piece in Texts.pieces(Texts.shared.template(key, language)) {
            switch piece {
            case .words(let words): text(String(words))
            case .placeholder(let name):
                if let value = values[name] { add(value) } else { text("{\(name)}") }
            }
        }
    }

    /// A piece for the same reader.
    public func piece(_ write: (inout HTML) throws -> Void) rethrows -> HTML {
        var html = HTML(context)
        try write(&html)
        return html
    }

    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for index in 0..<text.count {
            let entity: StaticString
            switch text[index] {
            case 0x26: entity = "&amp;"
            case 0x3C: entity = "&lt;"
            case 0x3E: entity = "&gt;"
            case 0x22: entity = "&quot;"
            case 0x27: entity = "&#39;"
            case 0..<0x09, 0x0B, 0x0C, 0x0E..<0x20: entity = "\u{FFFD}"
            default: continue
            }
            if index > start { bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index])) }
            raw(entity)
            start = index + 1
        }
        if text.count > start { bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...])) }
    }

    mutating func open(_ name: StaticString, _ attributes: [Attribute]) {
        bytes.append(0x3C)
        raw(name)
        for attribute in attributes { write(attribute) }
        bytes.append(0x3E)
    }

    mutating func close(_ name: StaticString) {
        bytes.append(0x3C)
        bytes.append(0x2F)
        raw(name)
        bytes.append(0x3E)
    }

    private mutating func write(_ attribute: Attribute) {
        switch attribute.value {
        case .absent: return
        case .present:
            bytes.append(0x20)
            raw(attribute.name)
            raw("=\"\"")
        case .literal(let literal):
            bytes.append(0x20)
            raw(attribute.name)
            raw("=\"")
            literal.withUTF8Buffer { escape($0) }
            bytes.append(0x22)
        case .text(let value):
            bytes.append(0x20)
            raw(attribute.name)
            if let suffix = attribute.suffix { for byte in suffix.utf8 where Attribute.isNameByte(byte) { bytes.append(byte) } }
            raw("=\"")
            text(value)
            bytes.append(0x22)
        }
    }
}

/// What a piece of HTML must know of its reader.
public struct PageContext: Sendable {
    public let language: Language
    /// The token that a form must send back; asked for only where a form is written.
    let token: @Sendable () -> String

    public init(language: Language, token: @escaping @Sendable () -> String = { "" }) {
        self.language = language
        self.token = token
    }

    /// German, without forms: for pieces that no reader has asked for.
    public static let plain = PageContext(language: .de)
}
