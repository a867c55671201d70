public import Folders
public import Kernel
public import Store
import Web

/// Answers that somebody has given before, in one place and on one day: in the account, or in an earlier application.
public struct AnswerSource: Sendable {
    public enum Kind: String, Codable, Sendable { case account, application }

    /// What one answer means, so that another form's field of the same meaning can take it over.
    public struct Answer: Sendable {
        /// `person.givenName`: `prefill` or `reuse` of the field (service-folder.md, 3.1).
        public let meaning: String
        public let type: FieldType
        /// As the interface of forms takes it.
        public let value: JSON

        public init(_ meaning: String, _ type: FieldType, _ value: JSON) {
            self.meaning = meaning
            self.type = type
            self.value = value
        }
    }

    /// `account`, or the identifier of the application.
    public let id: String
    public let kind: Kind
    /// Reference and service of the application; nil for the account.
    public let reference: String?
    public let service: String?
    /// The day on which the answers were given or last changed.
    public let on: LocalDate
    public let answers: [Answer]

    public init(id: String, kind: Kind, reference: String? = nil, service: String? = nil, on: LocalDate, answers: [Answer]) {
        self.id = id
        self.kind = kind
        self.reference = reference
        self.service = service
        self.on = on
        self.answers = answers
    }

    /// What it can fill in, in the order of the fields: by meaning, where the answer fits the kind of field.
    func offers(to fields: [Field]) -> [(field: Field, value: JSON)] {
        fields.compactMap { field in
            guard let meaning = field.meaning else { return nil }
            let answer = answers.first { $0.meaning == meaning && AnswerSource.fits($0, field) }
            return answer.map { (field, $0.value) }
        }
    }

    func origin(of value: JSON) -> Origin { Origin(kind: kind, reference: reference, service: service, on: on, value: value) }

    /// Whether an answer of the past can stand in a field of today.
    public static func fits(_ answer: Answer, _ field: Field) -> Bool {
        guard !answer.value.isNull, answer.value.string?.isEmpty != true else { return false }
        switch field.type {
        case .choice: return answer.value.string.map { field.options.contains($0) } ?? false
        case .multiChoice:
            let chosen = (answer.value.array ?? []).compactMap(\.string)
            return !chosen.isEmpty && chosen.allSatisfy { field.options.contains($0) }
        case .text, .textarea: return [.text, .textarea].contains(answer.type)
        case .file, .group, .clauses: return false
        default: return answer.type == field.type
        }
    }
}

/// Where an answer was taken over from. It is forgotten as soon as the answer is changed.
public struct Origin: Codable, Hashable, Sendable {
    public let kind: AnswerSource.Kind
    public let reference: String?
    public let service: String?
    public let on: LocalDate
    /// What was taken over.
    let value: JSON

    public init(kind: AnswerSource.Kind, reference: String?, service: String?, on: LocalDate, value: JSON) {
        self.kind = kind
        self.reference = reference
        self.service = service
        self.on = on
        self.value = value
    }

    /// `Übernommen aus Ihrem Antrag … vom …`.
    public func sentence(_ language: Language) -> String {
        Texts.shared(
            "forms.origin.\(kind.rawValue)", language,
            ["reference": reference ?? "", "service": service ?? "", "date": Written.longDate(on, language)])
    }

    /// The origins of answers that still are what was taken over.
    static func kept(_ origins: [String: Origin]?, _ answers: JSON) -> [String: Origin] {
        (origins ?? [:]).filter { answers[$0.key] == $0.value.value }
    }
}

/// What somebody has answered before; the executable puts this part in its place.
public struct AnswerSources: Sendable {
    private let find: @Sendable (_ account: String, Language, Reader) throws -> [AnswerSource]

    public init(_ find: @escaping @Sendable (_ account: String, Language, Reader) throws -> [AnswerSource]) { self.find = find }

    /// The sources of an account that can fill in one of these fields: the account first, then applications, the newest first.
    static func of(_ account: String, for fields: [Field], _ language: Language, in reader: Reader) throws -> [AnswerSource] {
        guard let sources = try? reader.part(AnswerSources.self) else { return [] }
        return try sources.find(account, language, reader).filter { !$0.offers(to: fields).isEmpty }
    }
}
