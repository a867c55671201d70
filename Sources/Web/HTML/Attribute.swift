/// One attribute of an element. Values are escaped; addresses that would run script are refused.
public struct Attribute: Sendable {
    enum Value: Sendable {
        case absent, present
        case literal(StaticString)
        case text(String)
    }

    let name: StaticString
    var suffix: String?
    let value: Value

    private init(_ name: StaticString, _ value: Value, suffix: String? = nil) {
        self.name = name
        self.value = value
        self.suffix = suffix
    }

    /// Any other attribute. Handlers (`on…`), `style` and addresses are refused: the content security policy
    /// would not run them, and addresses have functions of their own.
    public static func attribute(_ name: StaticString, _ value: String) -> Attribute {
        precondition(!isGuarded(name), "\(name) is not written this way")
        return Attribute(name, .text(value))
    }

    /// An attribute whose value is in the program's text.
    public static func literal(_ name: StaticString, _ value: StaticString) -> Attribute {
        precondition(!isGuarded(name), "\(name) is not written this way")
        return Attribute(name, .literal(value))
    }

    /// `disabled`, `checked` and their like: there or not.
    public static func flag(_ name: StaticString, _ present: Bool = true) -> Attribute {
        Attribute(name, present ? .present : .absent)
    }

    /// No attribute: the other side of a choice.
    public static let none = Attribute("", .absent)

    /// The attribute when there is a value.
    public static func optional(_ name: StaticString, _ value: String?) -> Attribute {
        precondition(!isGuarded(name), "\(name) is not written this way")
        return Attribute(name, value.map { .text($0) } ?? .absent)
    }

    public static func `class`(_ value: StaticString) -> Attribute { Attribute("class", .literal(value)) }
    public static func classes(_ value: String) -> Attribute { Attribute("class", .text(value)) }
    public static func id(_ value: String) -> Attribute { Attribute("id", .text(value)) }
    public static func name(_ value: String) -> Attribute { Attribute("name", .text(value)) }
    public static func value(_ value: String) -> Attribute { Attribute("value", .text(value)) }
    public static func type(_ value: StaticString) -> Attribute { Attribute("type", .literal(value)) }
    public static func role(_ value: StaticString) -> Attribute { Attribute("role", .literal(value)) }
    public static func `for`(_ id: String) -> Attribute { Attribute("for", .text(id)) }
    public static func lang(_ tag: String) -> Attribute { Attribute("lang", .text(tag)) }
    public static func title(_ value: String) -> Attribute { Attribute("title", .text(value)) }

    /// `href` of a link; see `Address.isSafe`.
    public static func href(_ address: String) -> Attribute { Attribute("href", .text(Address.checked(address))) }
    public static func src(_ address: String) -> Attribute { Attribute("src", .text(Address.checked(address))) }
    /// `action` of a form.
    public static func formTarget(_ address: String) -> Attribute { Attribute("action", .text(Address.checked(address))) }
    public static func formaction(_ address: String) -> Attribute { Attribute("formaction", .text(Address.checked(address))) }

    /// `aria-…`; absent where there is no value.
    public static func aria(_ name: String, _ value: String?) -> Attribute {
        Attribute("aria-", value.map { .text($0) } ?? .absent, suffix: name)
    }

    /// `data-…`, read by the script or by tests; absent where there is no value.
    public static func data(_ name: String, _ value: String?) -> Attribute {
        Attribute("data-", value.map { .text($0) } ?? .absent, suffix: name)
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
    }

    private static func isGuarded(_ name: StaticString) -> Bool {
        name.withUTF8Buffer { bytes in
            let lower = bytes.map { $0 | 0x20 }
            return lower.starts(with: "on".utf8)
                || ["style", "href", "src", "action", "formaction", "srcdoc"].contains { lower.elementsEqual($0.utf8) }
        }
    }
}

/// Rules for addresses in pages and redirects.
public enum Address {
    /// Schemes that a page may link to.
    private static let schemes: Set<String> = ["http", "https", "mailto", "tel"]

    /// True for relative addresses and for the schemes above; false for `javascript:` and everything else, however
    /// it is spelled: browsers ignore control characters and leading space in front of a scheme.
    public static func isSafe(_ address: String) -> Bool {
        guard address.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != 0x5C }) else { return false }
        let marks: [UInt8] = [0x2F, 0x3F, 0x23, 0x3A]
        guard let end = address.utf8.firstIndex(where: { marks.contains($0) }), address.utf8[end] == 0x3A else { return true }
        return schemes.contains(address[..<end].lowercased())
    }

    static func checked(_ address: String) -> String { isSafe(address) ? address : "#" }

    /// A path of this site to return to: begins with one slash and names no other host; otherwise the fallback.
    public static func local(_ address: String?, or fallback: String = "/") -> String {
        guard let address, address.hasPrefix("/"), !address.hasPrefix("//"), address.utf8.count <= 2000, isSafe(address)
        else { return fallback }
        return address
    }

    /// Percent-encodes one segment of a path or one value of a query (RFC 3986 unreserved characters stay).
    public static func encode(_ text: String) -> String {
        let hex: [UInt8] = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: out.append(byte)
            default: out += [0x25, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Undoes percent-encoding; nil where an escape is broken or the bytes are not UTF-8.
    public static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        var out: [UInt8] = []
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            if byte == 0x25 {
                guard let high = iterator.next().flatMap(nibble), let low = iterator.next().flatMap(nibble) else { return nil }
                out.append(high << 4 | low)
            } else {
                out.append(byte == 0x2B && plusIsSpace ? 0x20 : byte)
            }
        }
        return String(validating: out, as: UTF8.self)
    }

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    /// A path with a query, values encoded, in the order given.
    public static func path(_ path: String, _ query: KeyValuePairs<String, String?>) -> String {
        let parts = query.compactMap { pair in pair.value.map { "\(encode(pair.key))=\(encode($0))" } }
        return parts.isEmpty ? path : path + "?" + parts.joined(separator: "&")
    }
}
