public import Catalogue
public import Folders
public import Kernel
import Web

/// The answers of an application as people read them, step by step: on the summary, on the receipt, in the file.
public struct AnswerSection: Sendable {
    /// The step's identifier.
    public let step: String
    public let title: String
    public let parts: [Part]

    /// Answers under one heading: those of the step itself have none, those of an entry of a group have its name.
    public struct Part: Sendable {
        public let heading: String?
        public let rows: [Row]
    }

    public struct Row: Sendable {
        public let label: String
        public let value: String
        /// Where the answer was taken over from, as a sentence.
        public var origin: String?
    }
}

extension AnswerSection {
    /// The sections of a submission.
    ///
    /// - Parameters:
    ///   - result: of the check of the answers; hidden fields are left out.
    ///   - files: names of the uploads by identifier.
    ///   - origins: where answers were taken over from, by field.
    public static func sections(
        of form: Form, answers: JSON, result: FormResult, words: ServiceWords, files: [String: String] = [:],
        origins: [String: Origin] = [:]
    ) -> [AnswerSection] {
        let writer = AnswerWriter(
            words: FieldWords(words, answers: result.values), visible: result.visible, files: files,
            origins: Origin.kept(origins, answers).mapValues { $0.sentence(words.language) })
        return form.steps.compactMap { step in
            let parts = writer.parts(step.fields, answers)
            guard !parts.isEmpty else { return nil }
            return AnswerSection(step: step.id, title: words("steps.\(step.id).title"), parts: parts)
        }
    }

    /// One answer as people read it; nil for none.
    public static func text(_ value: JSON, _ field: Field, _ words: FieldWords) -> String? {
        AnswerWriter(words: words, visible: [], files: [:]).text(value, field, field.id)
    }
}

private struct AnswerWriter {
    let words: FieldWords
    let visible: Set<String>
    let files: [String: String]
    var origins: [String: String] = [:]

    func parts(_ fields: [Field], _ answers: JSON) -> [AnswerSection.Part] {
        var parts: [AnswerSection.Part] = []
        let plain = rows(fields.filter { $0.type != .group }, answers, "/", "")
        if !plain.isEmpty { parts.append(AnswerSection.Part(heading: nil, rows: plain)) }
        for group in fields where group.type == .group && visible.contains("/\(group.id)") {
            for (index, entry) in (answers[group.id]?.array ?? []).enumerated() {
                parts.append(
                    AnswerSection.Part(
                        heading: words.entry(group.id, number: String(index + 1)),
                        rows: rows(group.fields, entry, "/\(group.id)/\(index)/", group.id + ".")))
            }
        }
        return parts
    }

    private func rows(_ fields: [Field], _ answers: JSON, _ place: String, _ path: String) -> [AnswerSection.Row] {
        fields.filter { visible.contains(place + $0.id) }.map { field in
            let value = answers[field.id].flatMap { text($0, field, path + field.id) }
            return AnswerSection.Row(
                label: words.label(path + field.id), value: value ?? Texts.shared("forms.no-answer", words.language),
                origin: origins[path + field.id])
        }
    }

    func text(_ value: JSON, _ field: Field, _ path: String) -> String? {
        let language = words.language
        switch field.type {
        case .yesNo: return value.bool.map { Texts.shared($0 ? "forms.yes" : "forms.no", language) } ?? value.plain
        case .choice: return words.option(field, path, value.plain)
        case .multiChoice, .clauses:
            return (value.array ?? []).compactMap(\.string).map { words.option(field, path, $0) }.joined(separator: "\n")
        case .date: return value.string.flatMap { LocalDate($0) }.map { Written.longDate($0, language) } ?? value.plain
        case .number: return value.number.map { Written.number($0, language) } ?? value.plain
        case .money: return value.number.map { Written.euros($0, language) } ?? value.plain
        case .address: return address(value)
        case .file:
            let ids = value.string.map { [$0] } ?? (value.array ?? []).compactMap(\.string)
            return ids.isEmpty ? nil : ids.map { files[$0] ?? Texts.shared("forms.file.gone", language) }.joined(separator: "\n")
        case .text, .textarea, .email, .phone, .group: return value.plain
        }
    }

    private func address(_ value: JSON) -> String? {
        func part(_ part: AddressPart) -> String { value[part.rawValue]?.string ?? "" }
        let country = part(.country) == "DE" ? "" : part(.country)
        let lines = [part(.addition), "\(part(.street)) \(part(.houseNumber))", "\(part(.postalCode)) \(part(.place))", country]
        let filled = lines.filter { !$0.allSatisfy(\.isWhitespace) }
        return filled.isEmpty ? nil : filled.joined(separator: "\n")
    }
}
