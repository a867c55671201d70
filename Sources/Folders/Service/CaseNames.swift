public import FEEL

/// The names that every expression of a service may read (service-folder.md, section 1.1), with their types as far as they are known.
public struct CaseNames {
    public var answers = ValueType.any
    /// Fields of each user task's acts.
    public var tasks: [(task: String, fields: [ValueType.Field])] = []
    public var deadlines: [String] = []
    public var fees: [String: [String]] = [:]
    /// Columns of the city's lists that the service needs.
    public var lists: [String: [String]] = [:]
    /// Results of business rule tasks.
    public var results: [String: ValueType] = [:]

    public static let reserved: Set<String> = [
        "answers", "applicant", "procedure", "tasks", "dates", "fees", "lists", "former", "city", "entry", "position", "item",
        "partial",
    ]

    public init() {}

    /// Everything but what comes after submission: what form.json may read.
    public var beforeSubmission: Names { Names(typed: ["answers": answers, "fees": feesType, "city": CaseNames.city]) }

    /// What an application that follows an earlier one may work out before anything is answered.
    public var following: Names { Names(typed: ["former": former, "fees": feesType, "city": CaseNames.city]) }

    /// Everything.
    public var all: Names {
        var variables = results
        variables["answers"] = answers
        variables["fees"] = feesType
        variables["city"] = CaseNames.city
        variables["applicant"] = CaseNames.applicant
        variables["former"] = former
        variables["procedure"] = CaseNames.procedure
        variables["dates"] = .context(deadlines.sorted().map { ValueType.Field(name: $0, type: .date) })
        variables["tasks"] = .context(tasks.map { ValueType.Field(name: $0.task, type: .context(CaseNames.done + $0.fields)) })
        return Names(typed: variables)
    }

    private var feesType: ValueType {
        .context(
            fees.sorted { $0.key < $1.key }.map { list, amounts in
                ValueType.Field(name: list, type: .context(amounts.map { ValueType.Field(name: $0, type: .number) }))
            })
    }

    /// What an earlier case of the same holder says (service-folder.md, section 2.8).
    private var former: ValueType {
        .context([
            ValueType.Field(name: "reference", type: .string), ValueType.Field(name: "received", type: .date),
            ValueType.Field(name: "validFrom", type: .date), ValueType.Field(name: "validUntil", type: .date),
            ValueType.Field(name: "answers", type: answers),
        ])
    }

    private static func texts(_ names: String...) -> [ValueType.Field] { names.map { ValueType.Field(name: $0, type: .string) } }

    static let city = ValueType.context(
        texts("name", "fullName", "region") + [
            ValueType.Field(name: "contact", type: .context(texts("street", "postalCode", "place", "phone", "email", "web"))),
            ValueType.Field(
                name: "unit", type: .context(texts("name", "phone", "email", "room", "street", "postalCode", "place"))),
            ValueType.Field(name: "imprint", type: .context(texts("authority", "representative", "vatId", "editor"))),
        ])

    static let applicant = ValueType.context(
        texts("name", "email", "represents", "kind", "language", "channel") + [
            ValueType.Field(name: "address", type: Field.addressType), ValueType.Field(name: "account", type: .boolean),
        ])

    static let procedure = ValueType.context(
        texts("reference", "state", "outcome") + [
            ValueType.Field(name: "received", type: .date), ValueType.Field(name: "receivedAt", type: .dateTime),
            ValueType.Field(name: "decided", type: .date), ValueType.Field(name: "automatic", type: .boolean),
        ])

    private static let done = texts("act", "by", "outcome") + [ValueType.Field(name: "at", type: .dateTime)]
}
