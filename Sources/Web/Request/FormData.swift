import Foundation
public import Kernel

/// What a form sent: fields in their order, and files. Texts come in normalisation form C with plain line feeds and
/// without control characters (DIN 91379 asks for NFC).
public struct FormData: Sendable {
    public private(set) var fields: [(name: String, value: String)] = []
    public private(set) var files: [Upload] = []

    public init() {}
    public init(_ fields: KeyValuePairs<String, String>) {
        for (name, value) in fields { add(name, value) }
    }

    mutating func add(_ name: String, _ value: String) { fields.append((FormData.clean(name), FormData.clean(value))) }
    mutating func add(_ upload: Upload) { files.append(upload) }

    /// The first value as sent; nil where the field is missing.
    public subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The first value without spaces around it; empty where the field is missing.
    public func text(_ name: String) -> String { (self[name] ?? "").trimmingCharacters(in: .whitespacesAndNewlines) }

    /// The value, nil where it is missing or blank.
    public func optional(_ name: String) -> String? {
        let text = text(name)
        return text.isEmpty ? nil : text
    }

    public func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
    public func has(_ name: String) -> Bool { fields.contains { $0.name == name } }
    /// True for a ticked checkbox: `on`, `true`, `yes` or `1`.
    public func isOn(_ name: String) -> Bool { ["on", "true", "yes", "1"].contains(text(name)) }
    /// A whole number; nil for anything else.
    public func int(_ name: String) -> Int? { Int(text(name)) }

    /// A date from one field `name` (ISO, or 24.12.2026) or from three: `name.day`, `name.month`, `name.year`.
    public func date(_ name: String) -> LocalDate? {
        if has(name + ".year") {
            guard let day = int(name + ".day"), let month = int(name + ".month"), let year = int(name + ".year") else {
                return nil
            }
            return LocalDate(year: year, month: month, day: day)
        }
        return FormData.date(text(name))
    }

    /// Reads `2026-12-24`, `24.12.2026` and `24. 12. 2026`.
    public static func date(_ text: String) -> LocalDate? {
        if let date = LocalDate(text) { return date }
        let parts = text.filter { $0 != " " }.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2].count == 4, let day = Int(parts[0]), let month = Int(parts[1]), let year = Int(parts[2])
        else { return nil }
        return LocalDate(year: year, month: month, day: day)
    }

    /// The file of a field; nil where none was chosen.
    public func file(_ name: String) -> Upload? { files.first { $0.field == name } }
    public func files(_ name: String) -> [Upload] { files.filter { $0.field == name } }

    /// NFC, line feeds, no control characters.
    static func clean(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return text }
        let normal = text.precomposedStringWithCanonicalMapping.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        return String(
            String.UnicodeScalarView(
                normal.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F || $0.value == 0x0A || $0.value == 0x09 }))
    }

    /// Reads `application/x-www-form-urlencoded`.
    static func urlencoded(_ bytes: [UInt8], limits: BodyLimits) throws -> FormData {
        var form = FormData()
        for pair in String(decoding: bytes, as: UTF8.self).split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard form.fields.count < limits.parts else { throw WebFault.tooManyParts(limit: limits.parts) }
            guard let name = Address.decode(halves[0], plusIsSpace: true),
                let value = Address.decode(halves.count > 1 ? halves[1] : "", plusIsSpace: true)
            else { throw WebFault.badBody("a field is not UTF-8") }
            guard value.utf8.count <= limits.field else { throw WebFault.bodyTooLarge(limit: limits.field) }
            form.add(name, value)
        }
        return form
    }

    /// A JSON object as a form: `{"a":{"b":[1,2]}}` is `a.b` twice, lists of objects are `a.0.b`.
    static func flattened(_ json: JSON, limits: BodyLimits) throws -> FormData {
        guard case .object = json else { throw WebFault.badBody("the body is no JSON object") }
        var form = FormData()
        try form.flatten(json, "", limits)
        return form
    }

    private mutating func flatten(_ json: JSON, _ name: String, _ limits: BodyLimits) throws {
        guard fields.count < limits.parts else { throw WebFault.tooManyParts(limit: limits.parts) }
        let prefix = name.isEmpty ? "" : name + "."
        switch json {
        case .object(let members):
            for (key, value) in members.sorted(by: { $0.key < $1.key }) { try flatten(value, prefix + key, limits) }
        case .array(let items):
            for (index, item) in items.enumerated() {
                let isPlain = item.object == nil && item.array == nil
                try flatten(item, isPlain ? name : prefix + String(index), limits)
            }
        case .null: break
        default: add(name, json.plain)
        }
    }
}

/// A file that came with a form, held in a temporary file until the last reference is gone.
public struct Upload: Sendable {
    public let field: String
    /// The name that the sender gave it, without any path; for display only.
    public let filename: String
    /// What the sender says it is; never believed without looking inside.
    public let contentType: String
    public let size: Int
    public let digest: Digest
    private let spool: Spool

    init(field: String, filename: String, contentType: String, spool: Spool, size: Int, digest: Digest) {
        self.field = field
        self.filename = Upload.plain(filename)
        self.contentType = contentType
        self.spool = spool
        self.size = size
        self.digest = digest
    }

    /// Where the bytes are as long as this value lives.
    public var path: String { spool.path }
    public func bytes() throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: spool.path))) }

    /// The last part of a path in any notation, without control characters, at most 200 characters.
    static func plain(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let visible = FormData.clean(last).filter { !$0.isNewline && $0 != "\t" }
        return visible.isEmpty || visible == "." || visible == ".." ? "datei" : String(visible.suffix(200))
    }
}

/// A temporary file that is removed when nobody needs it any more.
final class Spool: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.path
        path = folder + (folder.hasSuffix("/") ? "" : "/") + "stadtkern-" + Crypto.token()
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw WebFault.badBody("no room for the file") }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
