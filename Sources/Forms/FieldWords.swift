public import Catalogue
public import FEEL
public import Folders
public import Kernel

/// The words at the fields of a form or an act, for one reader.
public struct FieldWords: Sendable {
    public let words: ServiceWords
    /// Where the keys of the fields begin: `fields`, `acts.supplyDocuments.fields`, `staff.acts.grant.fields`.
    public let root: String
    /// What expressions see: fees, city, and the answers so far.
    let scope: Scope

    /// - Parameter answers: the values of the answers so far, as `FormResult.values`; conditions and texts may read them.
    public init(_ words: ServiceWords, root: String = "fields", answers: Value = .null) {
        self.words = words
        self.root = root
        scope = words.scope.adding(["answers": answers])
    }

    public var language: Language { words.language }

    /// The text of a field by its path and the last part of its key: `label`, `hint`, `options.moved-in`.
    public func text(_ path: String, _ part: String, entry: Value? = nil, position: Value? = nil) -> String? {
        var more: [String: Value] = ["answers": scope["answers"] ?? .null]
        if let entry { more["entry"] = entry }
        if let position { more["position"] = position }
        return words.text("\(root).\(path).\(part)", more)
    }

    public func label(_ path: String) -> String { text(path, "label") ?? path }

    /// The words of a choice. Clauses of notices have theirs elsewhere.
    func option(_ field: Field, _ path: String, _ value: String) -> String {
        if field.type == .clauses { return words.text("clauses.\(value)") ?? value }
        return text(path, "options.\(value)") ?? value
    }

    /// How an entry of a group is called: `Hund 2`; with `{number}` for a title that the script fills.
    func entry(_ path: String, number: String) -> String {
        text(path, "entry", position: .string(number)) ?? "\(label(path)) \(number)"
    }
}

/// What is wrong in a form, in the reader's words, by the name of the field in the page.
public struct FormMessages: Sendable {
    /// In the order of the form, with the label of the field in front.
    public private(set) var lines: [(field: String, message: String)] = []
    private var byField: [String: String] = [:]

    public init() {}

    /// - Parameters:
    ///   - fields: the fields of the form or act, in which the problems were found.
    ///   - prefix: what stands before the names of the fields in the page.
    public init(_ problems: [FormProblem], fields: [Field], words: FieldWords, prefix: String = "") {
        for problem in problems {
            let field = FormMessages.field(problem.field, fields)
            var sentence = problem.sentence(words.language) {
                words.words.text($0.hasPrefix("fields.") ? words.root + $0.dropFirst(6) : $0)
            }.detail
            if problem.code == "wrong-type", field?.type == .number || field?.type == .money {
                sentence = Texts.shared("forms.not-a-number", words.language)
            }
            let name = prefix + FormMessages.name(problem, field)
            add(name, sentence, label: FormMessages.label(problem, field, words))
        }
    }

    /// Adds a message at a field, unless one stands there.
    public mutating func add(_ name: String, _ message: String, label: String) {
        guard byField[name] == nil else { return }
        byField[name] = message
        // A label that asks has its mark already.
        let before = label.isEmpty ? "" : label.hasSuffix("?") ? label + " " : label + ": "
        lines.append((name, before + message))
    }

    public subscript(_ name: String) -> String? { byField[name] }
    public var isEmpty: Bool { lines.isEmpty }

    private static func field(_ path: String, _ fields: [Field]) -> Field? {
        let parts = path.split(separator: ".").map(String.init)
        guard let first = parts.first, let field = fields.first(where: { $0.id == first }) else { return nil }
        return parts.count == 1 ? field : field.fields.first { $0.id == parts[1] }
    }

    /// `/answers/dogs/0/name` is `dogs.0.name`. An address that is missing as a whole shows it at its first line; a file of
    /// several shows it at their field.
    private static func name(_ problem: FormProblem, _ field: Field?) -> String {
        var parts = problem.pointer.split(separator: "/").dropFirst().map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
        if let field, [.file, .multiChoice, .clauses].contains(field.type), let last = parts.last, Int(last) != nil {
            parts.removeLast()
        }
        if field?.type == .address, parts.last == field?.id { parts.append(AddressPart.street.rawValue) }
        return parts.joined(separator: ".")
    }

    private static func label(_ problem: FormProblem, _ field: Field?, _ words: FieldWords) -> String {
        let parts = problem.pointer.split(separator: "/").dropFirst().map(String.init)
        var label = problem.field.isEmpty ? parts.last ?? "" : words.label(problem.field)
        if field?.type == .address, let part = parts.last.flatMap({ AddressPart(rawValue: $0) }) {
            label = Texts.shared("forms.address.\(part.rawValue)", words.language)
        }
        guard parts.count > 2, let index = Int(parts[1]), field?.type != .group else { return label }
        let group = problem.field.split(separator: ".").first.map(String.init) ?? ""
        return "\(words.entry(group, number: String(index + 1))), \(label)"
    }
}
