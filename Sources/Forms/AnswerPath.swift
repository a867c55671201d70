public import Folders
public import Kernel

extension JSON {
    /// The same value with another one at a path of member names and positions; nil takes it out. Steps that lead nowhere are made.
    func placing(_ value: JSON?, at path: ArraySlice<String>) -> JSON {
        guard let first = path.first else { return value ?? .null }
        if case .array(var items) = self, let index = Int(first) {
            guard items.indices.contains(index) else { return self }
            if path.count == 1, value == nil {
                items.remove(at: index)
            } else {
                items[index] = items[index].placing(value, at: path.dropFirst())
            }
            return .array(items)
        }
        var members = object ?? [:]
        if path.count == 1 {
            members[first] = value
        } else {
            members[first] = (members[first] ?? [:]).placing(value, at: path.dropFirst())
        }
        return .object(members)
    }

    func at(path: [String]) -> JSON? {
        path.reduce(Optional(self)) { value, part in Int(part).flatMap { value?[$0] } ?? value?[part] }
    }
}

/// A place in the answers as form names write it: `dogs.0.name`.
enum AnswerPath {
    static func parts(_ name: String) -> [String] { name.split(separator: ".").map(String.init) }

    /// The path of the field in the form: `dogs.name`.
    static func field(_ name: String) -> String { parts(name).filter { Int($0) == nil }.joined(separator: ".") }

    /// Splits answers into what a form knows and what it does not: fields of an earlier version.
    static func split(_ answers: JSON, _ fields: [Field]) -> (known: JSON, unknown: [String: JSON]) {
        var known: [String: JSON] = [:]
        var unknown: [String: JSON] = [:]
        for (key, value) in answers.object ?? [:] {
            guard let field = fields.first(where: { $0.id == key }) else {
                unknown[key] = value
                continue
            }
            known[key] = value
            guard field.type == .group, let items = value.array else { continue }
            let parts = items.map { split($0, field.fields) }
            known[key] = .array(parts.map(\.known))
            for (index, part) in parts.enumerated() {
                for (inner, value) in part.unknown { unknown["\(key) \(index + 1): \(inner)"] = value }
            }
        }
        return (.object(known), unknown)
    }

    /// The uploads that answers name, with the field's path: `("dogs.proof", id)`.
    static func files(_ answers: JSON, _ fields: [Field], _ prefix: String = "") -> [(field: String, id: String, pointer: String)]
    {
        fields.flatMap { field -> [(field: String, id: String, pointer: String)] in
            let value = answers[field.id]
            switch field.type {
            case .file:
                if let id = value?.string { return [(prefix + field.id, id, "/\(field.id)")] }
                return (value?.array ?? []).enumerated().compactMap { index, item in
                    item.string.map { (prefix + field.id, $0, "/\(field.id)/\(index)") }
                }
            case .group:
                return (value?.array ?? []).enumerated().flatMap { index, entry in
                    files(entry, field.fields, "\(prefix)\(field.id).").map {
                        ($0.field, $0.id, "/\(field.id)/\(index)\($0.pointer)")
                    }
                }
            default: return []
            }
        }
    }
}

extension Form {
    /// The uploads that answers name, with the path of their field and a pointer into the answers.
    public func files(in answers: JSON) -> [(field: String, id: String, pointer: String)] { AnswerPath.files(answers, fields) }
}

extension [Field] {
    /// The uploads that answers to these fields name.
    public func files(in answers: JSON) -> [(field: String, id: String)] {
        AnswerPath.files(answers, self).map { ($0.field, $0.id) }
    }
}
