import FEEL
import Kernel

/// Checks one answer that is there against its field.
struct FieldCheck {
    let field: Field
    let place: String
    let files: [String: UploadFacts]
    let scope: Scope

    func problems(_ json: JSON, at pointer: String) -> [FormProblem] {
        func one(_ code: String, _ limit: String = "") -> [FormProblem] {
            [FormProblem(pointer, code, field: place, limit: limit)]
        }
        switch field.type {
        case .text, .textarea, .email, .phone:
            guard let text = json.string else { return one("wrong-type") }
            return self.text(text).map { one($0.code, $0.limit) } ?? []
        case .date:
            guard let text = json.string else { return one("wrong-type") }
            guard let date = LocalDate(text) else { return one("not-a-date") }
            return outside(.date(date)).map { one($0.code, $0.limit) } ?? []
        case .number, .money:
            guard let number = json.number else { return one("wrong-type") }
            guard number.rounded(scale: field.decimals, .halfEven) == number else {
                return one("too-many-decimals", "\(field.decimals)")
            }
            return outside(.number(number)).map { one($0.code, $0.limit) } ?? []
        case .choice:
            guard let text = json.string else { return one("wrong-type") }
            return field.options.contains(text) ? [] : one("not-an-option")
        case .multiChoice, .clauses: return several(json, at: pointer)
        case .yesNo: return json.bool == nil ? one("wrong-type") : []
        case .address: return address(json, at: pointer)
        case .file: return file(json, at: pointer)
        case .group: return one("wrong-type")
        }
    }

    private typealias Flaw = (code: String, limit: String)

    private func text(_ text: String) -> Flaw? {
        if !Letters91379.allows(text, lines: field.type == .textarea) { return ("bad-characters", "") }
        if text.count > field.characters { return ("too-long", "\(field.characters)") }
        if let least = field.minLength, text.count < least { return ("too-short", "\(least)") }
        if field.type == .email, !FieldCheck.isEmail(text) { return ("not-an-email", "") }
        if field.type == .phone, !FieldCheck.isPhone(text) { return ("not-a-phone", "") }
        if let pattern = field.pattern,
            !pattern.expression.isTrue(in: Scope(["value": .string(text)], now: scope.now, zone: scope.zone))
        {
            return ("bad-pattern", "")
        }
        return nil
    }

    /// One at-sign, a name before it, a domain with a point after it. Whether it exists only a mail can tell.
    static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, text.utf8.count <= 254, !text.contains(where: \.isWhitespace),
            !text.contains(where: { "<>()[],;:\\\"".contains($0) })
        else { return false }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy { !$0.isEmpty && !$0.hasPrefix("-") && !$0.hasSuffix("-") }
    }

    static func isPhone(_ text: String) -> Bool {
        text.allSatisfy { $0.isASCII && ($0.isNumber || "+()/- ".contains($0)) } && text.count(where: \.isNumber) >= 5
            && text.count(where: { $0 == "+" }) <= 1
    }

    private func outside(_ value: Value) -> Flaw? {
        if let least = field.min?.value(in: scope), let order = FieldCheck.order(value, least), order < 0 {
            return ("too-small", FieldCheck.shown(least))
        }
        if let most = field.max?.value(in: scope), let order = FieldCheck.order(value, most), order > 0 {
            return ("too-large", FieldCheck.shown(most))
        }
        return nil
    }

    private static func order(_ left: Value, _ right: Value) -> Int? {
        switch (left, right) {
        case (.number(let left), .number(let right)): left < right ? -1 : left == right ? 0 : 1
        case (.date(let left), .date(let right)): left < right ? -1 : left == right ? 0 : 1
        default: nil
        }
    }

    /// Dates stay ISO here; the sentence writes them in its language.
    private static func shown(_ value: Value) -> String { value.date?.description ?? value.number?.description ?? "" }

    private func several(_ json: JSON, at pointer: String) -> [FormProblem] {
        guard let items = json.array else { return [FormProblem(pointer, "wrong-type", field: place)] }
        var found: [FormProblem] = []
        for (index, item) in items.enumerated() {
            if item.string == nil {
                found.append(FormProblem("\(pointer)/\(index)", "wrong-type", field: place))
            } else if let text = item.string, field.type == .multiChoice, !field.options.contains(text) {
                found.append(FormProblem("\(pointer)/\(index)", "not-an-option", field: place))
            }
        }
        if let least = field.min?.value(in: scope).number, Decimal128(items.count) < least {
            found.append(FormProblem(pointer, "too-few", field: place, limit: least.description))
        }
        if let most = field.max?.value(in: scope).number, Decimal128(items.count) > most {
            found.append(FormProblem(pointer, "too-many", field: place, limit: most.description))
        }
        return found
    }

    private func address(_ json: JSON, at pointer: String) -> [FormProblem] {
        guard let object = json.object else { return [FormProblem(pointer, "wrong-type", field: place)] }
        var found: [FormProblem] = []
        for key in object.keys.sorted() where !Field.addressMembers.contains(key) {
            found.append(FormProblem("\(pointer)/\(JSON.escape(key))", "unknown-field", field: place))
        }
        for key in Field.addressMembers {
            let spot = "\(pointer)/\(key)"
            guard let value = object[key], !value.isNull, value.string?.isBlank != true else {
                if key != "addition", key != "country" { found.append(FormProblem(spot, "required", field: place)) }
                continue
            }
            guard let text = value.string else {
                found.append(FormProblem(spot, "wrong-type", field: place))
                continue
            }
            if !Letters91379.allows(text, lines: false) {
                found.append(FormProblem(spot, "bad-characters", field: place))
            } else if text.count > 100 {
                found.append(FormProblem(spot, "too-long", field: place, limit: "100"))
            } else if key == "country", !(text.utf8.count == 2 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) }) {
                found.append(FormProblem(spot, "not-an-option", field: place))
            } else if key == "postalCode", object["country"]?.string ?? "DE" == "DE",
                !(text.utf8.count == 5 && text.utf8.allSatisfy { (0x30...0x39).contains($0) })
            {
                found.append(FormProblem(spot, "bad-postal-code", field: place))
            }
        }
        return found
    }

    private func file(_ json: JSON, at pointer: String) -> [FormProblem] {
        let entries: [(String, JSON)]
        if field.multiple {
            guard let items = json.array else { return [FormProblem(pointer, "wrong-type", field: place)] }
            entries = items.enumerated().map { ("\(pointer)/\($0)", $1) }
        } else {
            entries = [(pointer, json)]
        }
        return entries.compactMap { spot, item in
            guard let id = item.string else { return FormProblem(spot, "wrong-type", field: place) }
            guard let facts = files[id] else { return FormProblem(spot, "unknown-file", field: place) }
            if !field.accept.contains(facts.mediaType) { return FormProblem(spot, "bad-file-type", field: place) }
            return facts.bytes > field.maxBytes
                ? FormProblem(spot, "file-too-large", field: place, limit: "\(field.maxBytes)") : nil
        }
    }
}

extension Field {
    /// The FEEL value of an answer that has no problem.
    func value(_ json: JSON) -> Value {
        switch type {
        case .date: json.string.flatMap { LocalDate($0) }.map { .date($0) } ?? .null
        case .address:
            .context(Context(Field.addressMembers.map { ($0, json[$0]?.string.map { .string($0) } ?? .null) }))
        default: Value(json: json)
        }
    }
}

/// Which characters a register of residents or a letter can carry: the Latin letters of DIN 91379 with their marks, digits, signs;
/// Greek and Cyrillic letters only in longer texts. The ranges are wider than the norm's list where Unicode blocks are.
enum Letters91379 {
    static func allows(_ text: String, lines: Bool) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x20...0x7E, 0xA0...0xAC, 0xAE...0x24F, 0x259, 0x268, 0x292, 0x2B9...0x2CD, 0x300...0x338, 0x1E00...0x1EFF: true
            case 0x2010...0x2027, 0x2030, 0x2032...0x2033, 0x2039...0x203A, 0x2044, 0x2070...0x2089, 0x20AC, 0x2122: true
            case 0x0A, 0x0D, 0x09: lines
            case 0x386...0x3CE, 0x400...0x45F, 0x490...0x491: lines
            default: false
            }
        }
    }
}
