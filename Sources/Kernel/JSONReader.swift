/// A JSON text with the line of every value, so that mistakes in a folder of data can be named by line.
public struct JSONDocument: Sendable {
    public let value: JSON
    /// Line (from 1) of the value at each JSON pointer; the root is the empty pointer.
    public let lines: [String: Int]

    /// Depth that is read at most; deeper input is refused rather than trusted to the stack.
    static let deepest = 128

    public init(_ bytes: some Sequence<UInt8>) throws(JSONError) {
        var reader = JSONReader(bytes: Array(bytes))
        value = try reader.document()
        lines = reader.lines
    }

    /// The line of a pointer, or of its nearest parent.
    public func line(_ pointer: String) -> Int {
        var pointer = pointer[...]
        while true {
            if let line = lines[String(pointer)] { return line }
            guard let slash = pointer.lastIndex(of: "/") else { return 1 }
            pointer = pointer[..<slash]
        }
    }
}

/// Why a text is not JSON, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    public let line: Int
    public let reason: String
    public var description: String { "line \(line): \(reason)" }
}

extension JSON {
    /// Reads one JSON text without keeping lines.
    public init(parsing bytes: some Sequence<UInt8>) throws(JSONError) {
        var reader = JSONReader(bytes: Array(bytes))
        reader.keepsLines = false
        self = try reader.document()
    }

    public init(parsing text: String) throws(JSONError) { try self.init(parsing: text.utf8) }
}

struct JSONReader {
    let bytes: [UInt8]
    var position = 0
    var line = 1
    var lines: [String: Int] = [:]
    var keepsLines = true

    init(bytes: [UInt8]) { self.bytes = bytes }

    private func failure(_ reason: String) -> JSONError { JSONError(line: line, reason: reason) }

    mutating func document() throws(JSONError) -> JSON {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        let result = try value("", depth: 0)
        skipSpace()
        guard position == bytes.count else { throw failure("text after the end of the value") }
        return result
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x0A: line += 1
            case 0x20, 0x09, 0x0D: break
            default: return
            }
            position += 1
        }
    }

    private mutating func value(_ pointer: String, depth: Int) throws(JSONError) -> JSON {
        skipSpace()
        guard depth < JSONDocument.deepest else { throw failure("nested too deeply") }
        guard position < bytes.count else { throw failure("the text ends too early") }
        if keepsLines { lines[pointer] = line }
        switch bytes[position] {
        case 0x7B: return try object(pointer, depth)
        case 0x5B: return try array(pointer, depth)
        case 0x22: return .string(try string())
        case 0x74: return try literal("true", .bool(true))
        case 0x66: return try literal("false", .bool(false))
        case 0x6E: return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func literal(_ word: String, _ result: JSON) throws(JSONError) -> JSON {
        guard bytes[position...].starts(with: word.utf8) else { throw failure("unknown word") }
        position += word.utf8.count
        return result
    }

    private mutating func number() throws(JSONError) -> JSON {
        let start = position
        while position < bytes.count,
            (0x30...0x39).contains(bytes[position]) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(bytes[position])
        {
            position += 1
        }
        // Small whole numbers, which most numbers are, need no decimal arithmetic to be read.
        if (1...15).contains(position - start), let whole = JSONReader.whole(bytes[start..<position]) { return .number(whole) }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard let first = digits.first, first.isNumber, digits.last?.isNumber == true,
            !(first == "0" && digits.dropFirst().first?.isNumber == true), let number = Decimal128(text)
        else { throw failure(text.isEmpty ? "unexpected character" : "not a number: \(text.prefix(40))") }
        return .number(number)
    }

    /// Digits alone, without a zero in front; nil for anything else.
    private static func whole(_ digits: ArraySlice<UInt8>) -> Decimal128? {
        guard let first = digits.first, first != 0x30 || digits.count == 1 else { return nil }
        var number = 0
        for byte in digits {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        return Decimal128(number)
    }

    private mutating func array(_ pointer: String, _ depth: Int) throws(JSONError) -> JSON {
        position += 1
        var items: [JSON] = []
        skipSpace()
        if position < bytes.count, bytes[position] == 0x5D {
            position += 1
            return .array([])
        }
        while true {
            items.append(try value(keepsLines ? "\(pointer)/\(items.count)" : "", depth: depth + 1))
            skipSpace()
            guard position < bytes.count else { throw failure("the list is not closed") }
            let byte = bytes[position]
            position += 1
            if byte == 0x5D { return .array(items) }
            guard byte == 0x2C else { throw failure("a comma or ] is missing") }
        }
    }

    private mutating func object(_ pointer: String, _ depth: Int) throws(JSONError) -> JSON {
        position += 1
        var members: [String: JSON] = [:]
        skipSpace()
        if position < bytes.count, bytes[position] == 0x7D {
            position += 1
            return .object([:])
        }
        while true {
            skipSpace()
            guard position < bytes.count, bytes[position] == 0x22 else { throw failure("a name in quotes is missing") }
            let key = try string()
            guard members[key] == nil else { throw failure("the name \"\(key)\" stands twice") }
            skipSpace()
            guard position < bytes.count, bytes[position] == 0x3A else { throw failure("a colon is missing after \"\(key)\"") }
            position += 1
            let escaped = keepsLines ? key.replacing("~", with: "~0").replacing("/", with: "~1") : ""
            members[key] = try value(keepsLines ? "\(pointer)/\(escaped)" : "", depth: depth + 1)
            skipSpace()
            guard position < bytes.count else { throw failure("the object is not closed") }
            let byte = bytes[position]
            position += 1
            if byte == 0x7D { return .object(members) }
            guard byte == 0x2C else { throw failure("a comma or } is missing") }
        }
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        // Most texts have no escapes: they are taken as they stand.
        while position < bytes.count, bytes[position] >= 0x20, bytes[position] != 0x22, bytes[position] != 0x5C { position += 1 }
        if position < bytes.count, bytes[position] == 0x22 {
            guard let text = String(validating: bytes[start..<position], as: UTF8.self) else {
                throw failure("the text is not UTF-8")
            }
            position += 1
            return text
        }
        return try string(after: Array(bytes[start..<position]))
    }

    /// The rest of a text that has escapes, after its beginning.
    private mutating func string(after beginning: [UInt8]) throws(JSONError) -> String {
        var out = beginning
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case 0x22:
                guard let text = String(validating: out, as: UTF8.self) else { throw failure("the text is not UTF-8") }
                return text
            case 0x5C: try escape(&out)
            case 0..<0x20: throw failure("a control character in a text")
            default: out.append(byte)
            }
        }
        throw failure("a text is not closed")
    }

    private mutating func escape(_ out: inout [UInt8]) throws(JSONError) {
        guard position < bytes.count else { throw failure("a text is not closed") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: out.append(byte)
        case 0x62: out.append(0x08)
        case 0x66: out.append(0x0C)
        case 0x6E: out.append(0x0A)
        case 0x72: out.append(0x0D)
        case 0x74: out.append(0x09)
        case 0x75:
            var code = try hex4()
            if (0xD800...0xDBFF).contains(code), position + 1 < bytes.count, bytes[position] == 0x5C, bytes[position + 1] == 0x75
            {
                position += 2
                let low = try hex4()
                guard (0xDC00...0xDFFF).contains(low) else { throw failure("half of a surrogate pair") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw failure("half of a surrogate pair") }
            out += String(Character(scalar)).utf8
        default: throw failure("unknown escape in a text")
        }
    }

    private mutating func hex4() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count,
            let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw failure("an escape needs four hexadecimal digits") }
        position += 4
        return code
    }
}
