public import Folders
public import Kernel
public import Web

/// Turns what a form posted into answers, as the interface takes them. What cannot be read stays as it was typed, so that the
/// check names it and the page shows it again.
public enum AnswerReading {
    /// More entries than this are no form any more.
    static let mostEntries = 200

    /// The answers to `fields`; what was left empty is left out. Names begin with `prefix`.
    public static func json(from form: FormData, fields: [Field], prefix: String = "") -> JSON {
        .object(
            fields.reduce(into: [:]) { answers, field in
                if let value = value(field, prefix + field.id, form) { answers[field.id] = value }
            })
    }

    private static func value(_ field: Field, _ name: String, _ form: FormData) -> JSON? {
        switch field.type {
        case .group:
            let entries = indices(name, form).map { json(from: form, fields: field.fields, prefix: "\(name).\($0).") }
            return entries.isEmpty ? nil : .array(entries)
        case .multiChoice, .clauses:
            let chosen = form.all(name).filter { !$0.isEmpty }
            return chosen.isEmpty ? nil : .array(chosen.map { .string($0) })
        case .file:
            let ids = form.all(name).filter { !$0.isEmpty }.map { JSON.string($0) }
            return ids.isEmpty ? nil : field.multiple ? .array(ids) : ids.last
        case .address: return address(name, form)
        default: return form.optional(name).map { scalar(field, $0) }
        }
    }

    private static func scalar(_ field: Field, _ text: String) -> JSON {
        switch field.type {
        case .date: .string(FormData.date(text)?.description ?? text)
        case .number, .money: number(text, decimals: field.decimals).map { .number($0) } ?? .string(text)
        case .yesNo: truth(text).map { .bool($0) } ?? .string(text)
        default: .string(text)
        }
    }

    private static func truth(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "ja", "on", "1": true
        case "false", "no", "nein", "0": false
        default: nil
        }
    }

    /// `1.234,50`, `1234,5`, `1,234.50`, `1 234`. A point before three last digits groups thousands where the field has no
    /// third decimal; of two kinds of marks the last one is the decimal mark.
    static func number(_ text: String, decimals: Int) -> Decimal128? {
        var digits = text.filter { !$0.isWhitespace && $0 != "€" && $0 != "'" }.replacing("EUR", with: "").replacing(
            "−", with: "-")
        let (comma, point) = (digits.lastIndex(of: ","), digits.lastIndex(of: "."))
        switch (comma, point) {
        case (let comma?, let point?):
            digits = digits.filter { $0 != (comma > point ? "." : ",") }.replacing(",", with: ".")
        case (.some, nil): digits = digits.replacing(",", with: ".")
        case (nil, .some) where decimals < 3 && digits.wholeMatch(of: #/-?\d{1,3}(\.\d{3})+/#) != nil:
            digits = digits.filter { $0 != "." }
        default: break
        }
        return Decimal128(digits)
    }

    private static func address(_ name: String, _ form: FormData) -> JSON? {
        var members: [String: JSON] = [:]
        for part in AddressPart.allCases {
            guard let text = form.optional("\(name).\(part.rawValue)") else { continue }
            members[part.rawValue] = .string(part == .country ? text.uppercased() : text)
        }
        return members.isEmpty ? nil : .object(members)
    }

    /// The numbers of the entries that were sent, in order.
    private static func indices(_ name: String, _ form: FormData) -> [Int] {
        let prefix = name + "."
        let found = (form.fields.map(\.name) + form.files.map(\.field)).compactMap { field -> Int? in
            guard field.hasPrefix(prefix) else { return nil }
            return Int(field.dropFirst(prefix.count).prefix { $0 != "." })
        }
        return Array(Set(found.filter { $0 >= 0 }).sorted().prefix(mostEntries))
    }
}

/// The parts of an address in the order in which people write them.
enum AddressPart: String, CaseIterable {
    case street, houseNumber, addition, postalCode, place, country

    var isOptional: Bool { self == .addition || self == .country }

    /// WCAG 2.2, 1.3.5. Street and number have no token of their own each; the line's stands at the street.
    var autocomplete: String? {
        switch self {
        case .street: "address-line1"
        case .houseNumber: nil
        case .addition: "address-line2"
        case .postalCode: "postal-code"
        case .place: "address-level2"
        case .country: "country"
        }
    }
}
