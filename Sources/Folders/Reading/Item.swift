import Calendar
public import FEEL
import Kernel

/// One value of a JSON file with its place. Every getter reports what is wrong, with file and line, and gives nil.
struct Item {
    let json: JSON
    let pointer: String
    let file: JSONFile
    let report: Report

    var line: Int { file.document.line(pointer) }

    func problem(_ code: String, _ text: String) { report.add(file.path, line, code, text) }

    /// The last part of the pointer, for messages.
    var name: String {
        let last = pointer.split(separator: "/").last.map(String.init) ?? ""
        return last.replacing("~1", with: "/").replacing("~0", with: "~")
    }

    subscript(_ member: String) -> Item? {
        guard let value = json[member] else { return nil }
        let escaped = member.replacing("~", with: "~0").replacing("/", with: "~1")
        return Item(json: value, pointer: "\(pointer)/\(escaped)", file: file, report: report)
    }

    /// Whether this is an object; reports unknown and missing members. `note` is allowed everywhere.
    @discardableResult
    func members(_ required: [String], optional: [String] = []) -> Bool {
        guard let object = json.object else {
            problem("wrong-type", "\(title) has to be an object in braces.")
            return false
        }
        let known = Set(required + optional + ["note"])
        for key in object.keys.sorted() where !known.contains(key) {
            self[key]?.problem(
                "unknown-member", "\(title) has no member \"\(key)\"; known are \((required + optional).joined(separator: ", "))."
            )
        }
        for key in required where object[key] == nil { problem("missing-member", "\(title) lacks its member \"\(key)\".") }
        return true
    }

    private var title: String { pointer.isEmpty ? "The file" : Int(name) == nil ? "\"\(name)\"" : "This entry" }

    private func expected<T>(_ value: T?, _ what: String) -> T? {
        if value == nil { problem("wrong-type", "\(title) has to be \(what).") }
        return value
    }

    var text: String? {
        let text = expected(json.string, "a text")
        if let text, text.isEmpty { problem("wrong-value", "\(title) must not be empty.") }
        return text
    }
    var flag: Bool? { expected(json.bool, "true or false") }
    var whole: Int? { expected(json.int, "a whole number") }
    var number: Decimal128? { expected(json.number, "a number") }
    var date: LocalDate? { expected(json.string.flatMap { LocalDate($0) }, "a date like \"2026-11-23\"") }
    var period: LegalPeriod? { expected(json.string.flatMap { LegalPeriod($0) }, "a period like \"P14D\"") }

    /// The entries of a list.
    var items: [Item] {
        guard let array = expected(json.array, "a list in brackets") else { return [] }
        return array.indices.map { Item(json: array[$0], pointer: "\(pointer)/\($0)", file: file, report: report) }
    }

    /// The members of an object in the order of the file, without `note`.
    var entries: [(key: String, item: Item)] {
        guard let object = expected(json.object, "an object in braces") else { return [] }
        return object.keys.filter { $0 != "note" }.compactMap { key in self[key].map { (key, $0) } }.sorted {
            ($0.1.line, $0.0) < ($1.1.line, $1.0)
        }
    }

    var texts: [String] { items.compactMap(\.text) }

    func choice<T: RawRepresentable & CaseIterable>(_ type: T.Type) -> T? where T.RawValue == String {
        guard let text else { return nil }
        if let value = T(rawValue: text) { return value }
        problem(
            "wrong-value", "\"\(text)\" is not possible here; possible are \(T.allCases.map(\.rawValue).joined(separator: ", "))."
        )
        return nil
    }

    /// An expression whose names are all known.
    func expression(_ names: Names) -> Expression? {
        guard let text else { return nil }
        return expression(of: text, names)
    }

    private func expression(of text: String, _ names: Names) -> Expression? {
        let (expression, problems) = Expression.compile(text, names: names)
        for problem in problems {
            let code = problem.reason == .unknownName || problem.reason == .unknownMember ? "feel-name" : "feel-syntax"
            self.problem(code, "In the expression \"\(text)\": \(problem.sentence).")
        }
        return expression
    }

    /// `true`, `false` or an expression.
    func condition(_ names: Names) -> Condition? {
        if let flag = json.bool { return flag ? .always : .never }
        guard json.string != nil else {
            problem("wrong-type", "\(title) has to be true, false or an expression.")
            return nil
        }
        return expression(names).map { .when($0) }
    }

    /// A name in lowerCamelCase; FEEL reads a hyphen as a minus sign.
    func checkName(_ name: String, keywords: Bool = true) {
        if !Item.isCamel(name) {
            problem(
                "bad-name", "\"\(name)\" has to be written in lowerCamelCase: a small letter first, then letters and digits only."
            )
        }
    }

    func checkKebab(_ name: String) {
        if !Item.isKebab(name) {
            problem("bad-name", "\"\(name)\" has to be written in kebab-case: small letters, digits and single hyphens.")
        }
    }

    static func isCamel(_ name: String) -> Bool {
        guard let first = name.utf8.first, (0x61...0x7A).contains(first) else { return false }
        return name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
    }

    static func isKebab(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix("-") && !name.hasSuffix("-") && !name.contains("--")
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    /// A text in several languages.
    func localText(_ required: [Language] = [.de]) -> LocalText? {
        guard
            members(
                required.map(\.rawValue),
                optional: Language.allCases.map(\.rawValue).filter { key in !required.contains { $0.rawValue == key } }),
            let de = self["de"]?.text
        else { return nil }
        return LocalText(de: de, en: self["en"]?.text, ls: self["ls"]?.text)
    }

    /// A legal reference; one that nobody compared with the text is counted.
    func reference() -> LegalReference? {
        guard members(["norm", "checked"], optional: ["title"]), let norm = self["norm"]?.text else { return nil }
        return LegalReference(norm: norm, title: self["title"]?.text, checked: self["checked"]?.flag ?? false)
    }
}

/// A JSON file that could be read.
struct JSONFile {
    let path: String
    let document: JSONDocument

    /// Nil and a finding where the text is not JSON.
    static func read(_ name: String, in files: FolderFiles, report: Report) -> Item? {
        let path = "\(files.path)/\(name)"
        guard let bytes = files.contents[name] else {
            report.add(path, 1, "file-missing", "The file is missing.")
            return nil
        }
        do {
            let document = try JSONDocument(bytes)
            return Item(json: document.value, pointer: "", file: JSONFile(path: path, document: document), report: report)
        } catch {
            report.add(path, error.line, "json", "This is not JSON: \(error.reason).")
            return nil
        }
    }
}

/// When something holds: always, never or by an expression.
public enum Condition: Sendable {
    case always, never
    case when(Expression)

    public func holds(in scope: Scope) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .when(let expression): expression.isTrue(in: scope)
        }
    }

    public var expression: Expression? { if case .when(let expression) = self { expression } else { nil } }
}

/// A norm that data rest on, and whether somebody compared it with its text.
public struct LegalReference: Hashable, Codable, Sendable {
    public let norm: String
    public let title: String?
    public let checked: Bool

    public init(norm: String, title: String? = nil, checked: Bool) {
        self.norm = norm
        self.title = title
        self.checked = checked
    }
}
