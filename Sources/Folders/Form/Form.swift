public import FEEL
public import Kernel

/// The form of a service: steps and fields, conditions and rules (service-folder.md, section 3). A value: nothing is read or stored.
public struct Form: Sendable {
    public let steps: [Step]
    public let rules: [Rule]

    /// Every field of the first level in order.
    public var fields: [Field] { steps.flatMap(\.fields) }

    /// A field by its path, `reason` or `dogs.chip`.
    public func field(_ path: String) -> Field? {
        let parts = path.split(separator: ".").map(String.init)
        guard let first = parts.first, let field = fields.first(where: { $0.id == first }) else { return nil }
        return parts.count == 1 ? field : parts.count == 2 ? field.fields.first { $0.id == parts[1] } : nil
    }

    public struct Step: Sendable {
        public let id: String
        public let showWhen: Condition
        public let fields: [Field]
    }

    /// A check over several fields; its message stands at one of them.
    public struct Rule: Sendable {
        public let id: String
        /// Field id at which the message is shown.
        public let at: String
        public let when: Expression?
        public let check: Expression
    }

    /// The type of `answers` in expressions.
    public var type: ValueType { .context(fields.map { ValueType.Field(name: $0.id, type: $0.valueType) }) }
}

/// The kinds of fields.
public enum FieldType: String, CaseIterable, Sendable {
    case text, textarea, email, phone, date, number, money, choice
    case multiChoice = "multi-choice"
    case yesNo = "yes-no"
    case address, file, group, clauses

    var isText: Bool { [.text, .textarea, .email, .phone].contains(self) }
}

/// One field of a form or of an act.
public struct Field: Sendable {
    public let id: String
    public let type: FieldType
    public var required = Condition.never
    public var showWhen = Condition.always
    public var minLength: Int?
    public var maxLength: Int?
    /// The text's pattern as written, and an expression over `value` that decides.
    public var pattern: Pattern?
    public var min: Bound?
    public var max: Bound?
    /// Digits after the point that a number may have.
    public var decimals = 0
    public var options: [String] = []
    /// Media types of a file.
    public var accept: [String] = ["application/pdf", "image/jpeg", "image/png"]
    public var maxBytes = 10_485_760
    /// Several files.
    public var multiple = false
    /// Fields of an entry of a group.
    public var fields: [Field] = []
    /// `person.givenName` …: what the account may fill in on request.
    public var prefill: String?
    /// What an answer means beyond what accounts know, so that a later form of any service can offer it again: `vehicle.plate`.
    public var reuse: String?
    /// What the answer means in every form: `reuse`, or what the account calls it.
    public var meaning: String? { reuse ?? prefill }
    public var autocomplete: String?
    public var sensitive = false
    public var retention: String?
    /// Must be true; sees `entry` in a group.
    public var check: Expression?

    init(id: String, type: FieldType) {
        self.id = id
        self.type = type
    }

    public struct Pattern: Sendable {
        public let text: String
        let expression: Expression
    }

    /// A limit: fixed, or by an expression such as `today()`.
    public enum Bound: Sendable {
        case number(Decimal128)
        case date(LocalDate)
        case formula(Expression)

        /// The limit's value at this moment; null where the expression has none.
        public func value(in scope: Scope) -> Value {
            switch self {
            case .number(let number): .number(number)
            case .date(let date): .date(date)
            case .formula(let expression): expression.evaluate(in: scope)
            }
        }
    }

    /// The most characters that fit.
    public var characters: Int { maxLength ?? (type == .textarea ? 4000 : 200) }

    /// The type in expressions.
    public var valueType: ValueType {
        switch type {
        case .text, .textarea, .email, .phone, .choice: .string
        case .number, .money: .number
        case .date: .date
        case .yesNo: .boolean
        case .multiChoice, .clauses: .list(.string)
        case .address: Field.addressType
        case .file: multiple ? .list(.string) : .string
        case .group: .list(.context(fields.map { ValueType.Field(name: $0.id, type: $0.valueType) }))
        }
    }

    static let addressMembers = ["street", "houseNumber", "addition", "postalCode", "place", "country"]
    static let addressType = ValueType.context(addressMembers.map { ValueType.Field(name: $0, type: .string) })
}
