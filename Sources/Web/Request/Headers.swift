/// Header fields of a request or response; names compare without case, order is kept.
public struct Headers: Sendable, ExpressibleByDictionaryLiteral {
    public private(set) var fields: [(name: String, value: String)] = []

    public init() {}
    public init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { ($0.0.lowercased(), $0.1) }
    }

    /// The first field of a name; setting replaces all, nil removes them.
    public subscript(_ name: String) -> String? {
        get {
            let name = name.lowercased()
            return fields.first { $0.name == name }?.value
        }
        set {
            let name = name.lowercased()
            fields.removeAll { $0.name == name }
            if let newValue { fields.append((name, newValue)) }
        }
    }

    public func all(_ name: String) -> [String] {
        let name = name.lowercased()
        return fields.filter { $0.name == name }.map(\.value)
    }

    public mutating func add(_ name: String, _ value: String) { fields.append((name.lowercased(), value)) }
    public func contains(_ name: String) -> Bool { self[name] != nil }
}

/// HTTP methods that routes use.
public enum Method: String, Sendable, CaseIterable {
    case get = "GET", head = "HEAD", post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE", options = "OPTIONS"

    /// Safe methods change nothing (RFC 9110 § 9.2.1) and need no form token.
    public var isSafe: Bool { self == .get || self == .head || self == .options }
}

/// Splits header values of the kind `a=b; c="d"`.
enum HeaderParameters {
    /// The bare value in lower case and its parameters, names in lower case.
    static func parse(_ header: String) -> (value: String, parameters: [String: String]) {
        var parameters: [String: String] = [:]
        var pieces: [String] = []
        var current: [UInt8] = []
        var quoted = false
        var escaped = false
        for byte in header.utf8 {
            if escaped {
                // Old browsers send whole paths with bare backslashes: only quotes and backslashes are escaped.
                if byte != 0x22, byte != 0x5C { current.append(0x5C) }
                current.append(byte)
                escaped = false
            } else if quoted, byte == 0x5C {
                escaped = true
            } else if byte == 0x22 {
                quoted.toggle()
            } else if byte == 0x3B, !quoted {
                pieces.append(String(decoding: current, as: UTF8.self))
                current = []
            } else {
                current.append(byte)
            }
        }
        pieces.append(String(decoding: current, as: UTF8.self))
        for piece in pieces.dropFirst() {
            guard let equals = piece.firstIndex(of: "=") else { continue }
            let name = piece[..<equals].trimmed.lowercased()
            if parameters[name] == nil { parameters[name] = String(piece[piece.index(after: equals)...].trimmed) }
        }
        return (String((pieces.first ?? "")[...].trimmed).lowercased(), parameters)
    }
}

extension Substring {
    /// Without spaces and tabs at either end.
    var trimmed: Substring {
        var view = self
        while let first = view.first, first == " " || first == "\t" { view = view.dropFirst() }
        while let last = view.last, last == " " || last == "\t" { view = view.dropLast() }
        return view
    }
}
