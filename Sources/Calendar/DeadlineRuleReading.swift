public import Kernel

extension DeadlineRule: Codable {
    public init(from decoder: any Decoder) throws {
        let json = try JSON(from: decoder)
        let (rule, problems) = DeadlineRule.read(json, at: "")
        guard let rule, problems.isEmpty else {
            let reasons = problems.map { "\($0.pointer): \($0.detail)" }.joined(separator: "; ")
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: reasons))
        }
        self = rule
    }

    private enum CodingKeys: String, CodingKey { case period, remedy, yearly, norm, delivery, begin, end, effect, law }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch measure {
        case .period(let period): try container.encode(period, forKey: .period)
        case .remedy(let remedy): try container.encode(remedy, forKey: .remedy)
        case .notification: break
        case .yearly(let month, let day, let norm):
            try container.encode("\(Digits.pad(month, 2))-\(Digits.pad(day, 2))", forKey: .yearly)
            try container.encode(norm, forKey: .norm)
        }
        switch delivery {
        case nil: break
        case .asSent: try container.encode(DeadlineRule.asSent, forKey: .delivery)
        case .channel(let channel): try container.encode(channel, forKey: .delivery)
        }
        if begin != .event { try container.encode(begin, forKey: .begin) }
        if end != .nextWorkingDay { try container.encode(end, forKey: .end) }
        try container.encodeIfPresent(effect, forKey: .effect)
        try container.encodeIfPresent(law, forKey: .law)
    }

    private static let asSent = "as-sent"

    /// Reads a rule and reports every mistake at once, each at its JSON pointer; the sentences are German or English.
    ///
    /// - Parameters:
    ///   - pointer: where `json` stands in its document.
    ///   - serviceLaw: the law of the service, to refuse what that law does not know.
    /// - Returns: the rule, nil when it cannot be read, and the problems.
    public static func read(
        _ json: JSON, at pointer: String, serviceLaw: ProceduralLaw? = nil, language: Language = .de
    ) -> (rule: DeadlineRule?, problems: [FieldProblem]) {
        var reader = DeadlineRuleReader(json: json, pointer: pointer, language: language)
        let rule = reader.rule()
        if let rule, let law = rule.law ?? serviceLaw { reader.check(rule, against: law) }
        return (rule, reader.problems)
    }
}

/// Walks through one rule and collects problems.
private struct DeadlineRuleReader {
    let json: JSON
    let pointer: String
    let language: Language
    var problems: [FieldProblem] = []

    private static let members: Set<String> = [
        "period", "remedy", "yearly", "norm", "delivery", "begin", "end", "effect", "law", "note",
    ]

    init(json: JSON, pointer: String, language: Language) {
        self.json = json
        self.pointer = pointer
        self.language = language
    }

    mutating func report(_ code: String, _ member: String? = nil, _ text: LocalText) {
        let place = member.map { "\(pointer)/\($0)" } ?? pointer
        problems.append(FieldProblem(pointer: place, code: code, detail: text[language]))
    }

    mutating func rule() -> DeadlineRule? {
        guard let members = json.object else {
            report("wrong-type", nil, ReadingTexts.notAnObject)
            return nil
        }
        for name in members.keys.sorted() where !DeadlineRuleReader.members.contains(name) {
            report("unknown-member", name, ReadingTexts.unknownMember)
        }
        let delivery = delivery()
        let begin = choice("begin", DeadlineRule.Begin.self)
        let end = choice("end", EndRule.self)
        let effect = choice("effect", DeadlineRule.Effect.self)
        let law = law()
        guard let measure = measure(members) else { return nil }
        if begin == .startOfDay, delivery != nil { report("wrong-value", "begin", ReadingTexts.startOfDayWithDelivery) }
        if begin == .before {
            for name in ["delivery", "end", "effect"] where members[name] != nil {
                report("wrong-value", name, ReadingTexts.notBefore)
            }
        }
        switch measure {
        case .period: break
        case .remedy, .notification, .yearly:
            for name in ["begin", "end", "effect"] where members[name] != nil {
                if case .yearly = measure, name != "begin" { continue }
                report("wrong-value", name, ReadingTexts.onlyWithPeriod)
            }
        }
        return DeadlineRule(
            measure, delivery: delivery, begin: begin ?? .event, end: end ?? .nextWorkingDay, effect: effect, law: law)
    }

    private mutating func measure(_ members: [String: JSON]) -> DeadlineRule.Measure? {
        let named = ["period", "remedy", "yearly"].filter { members[$0] != nil }
        guard named.count <= 1 else {
            report("wrong-value", nil, ReadingTexts.oneMeasure)
            return nil
        }
        switch named.first {
        case "period":
            guard let text = json["period"]?.string, let period = LegalPeriod(text) else {
                report("wrong-value", "period", ReadingTexts.notAPeriod)
                return nil
            }
            return .period(period)
        case "remedy": return choice("remedy", Remedy.self).map { .remedy($0) }
        case "yearly":
            guard let text = json["yearly"]?.string, text.utf8.count == 5, let day = LocalDate("2000-" + text) else {
                report("wrong-value", "yearly", ReadingTexts.notADayOfTheYear)
                return nil
            }
            guard let norm = norm(json["norm"]) else {
                report("missing-member", "norm", ReadingTexts.yearlyNeedsNorm)
                return nil
            }
            return .yearly(month: day.month, day: day.day, norm: norm)
        default:
            guard members["delivery"] != nil else {
                report("missing-member", nil, ReadingTexts.oneMeasure)
                return nil
            }
            return .notification
        }
    }

    /// A norm as text or as a legal reference `{"norm": "…"}`.
    private func norm(_ json: JSON?) -> Norm? { (json?.string ?? json?["norm"]?.string).map { Norm($0) } }

    private mutating func delivery() -> DeadlineRule.Delivery? {
        guard let value = json["delivery"] else { return nil }
        if value.string == "as-sent" { return .asSent }
        guard let channel = value.string.flatMap({ DeliveryChannel(rawValue: $0) }) else {
            report(
                "wrong-value", "delivery", ReadingTexts.notOneOf(["as-sent"] + DeliveryChannel.allCases.map(\.rawValue)))
            return nil
        }
        return .channel(channel)
    }

    private mutating func law() -> ProceduralLaw? {
        guard let value = json["law"] else { return nil }
        guard let law = ProceduralLaw(value) else {
            report("wrong-value", "law", ReadingTexts.notOneOf(ProceduralLaw.Base.allCases.map(\.rawValue)))
            return nil
        }
        return law
    }

    private mutating func choice<Value: RawRepresentable & CaseIterable>(
        _ member: String, _ type: Value.Type
    ) -> Value? where Value.RawValue == String {
        guard let value = json[member] else { return nil }
        guard let found = value.string.flatMap({ Value(rawValue: $0) }) else {
            report("wrong-value", member, ReadingTexts.notOneOf(Value.allCases.map(\.rawValue)))
            return nil
        }
        return found
    }

    /// What the law of the rule does not know can be seen before any date exists.
    mutating func check(_ rule: DeadlineRule, against law: ProceduralLaw) {
        let topics = PeriodRules.table[law.base] ?? [:]
        let channels = DeliveryRules.table[law.base] ?? [:]
        var unknown: [String] = []
        if rule.begin == .authority, topics[.setByAuthority] == nil { unknown.append("begin") }
        if let topic = rule.end.topic, topics[topic] == nil { unknown.append("end") }
        if let effect = rule.effect, topics[effect.topic] == nil { unknown.append("effect") }
        switch rule.delivery {
        case nil: break
        case .asSent: if channels.isEmpty { unknown.append("delivery") }
        case .channel(let channel): if channels[channel] == nil { unknown.append("delivery") }
        }
        for member in unknown { report("deadline", member, ReadingTexts.unknownToLaw(law.base.rawValue)) }
    }
}

/// What `check` says about a rule.
enum ReadingTexts {
    static let notAnObject = LocalText(de: "Hier muss ein Objekt stehen.", en: "An object must stand here.")
    static let unknownMember = LocalText(
        de: "Diese Angabe kennt eine Fristregel nicht.", en: "A deadline rule has no such member.")
    static let notAPeriod = LocalText(
        de: "Keine Fristdauer; erlaubt sind zum Beispiel „P14D“, „P5W“, „P1M“, „P1Y“ oder „10 working days“.",
        en: "Not a period; allowed are for example “P14D”, “P5W”, “P1M”, “P1Y” or “10 working days”.")
    static let notADayOfTheYear = LocalText(
        de: "Kein Tag des Jahres; erlaubt ist „MM-TT“, zum Beispiel „05-15“.",
        en: "Not a day of the year; allowed is “MM-DD”, for example “05-15”.")
    static let yearlyNeedsNorm = LocalText(
        de: "Ein jährlicher Tag braucht die Norm, die ihn festlegt.", en: "A yearly day needs the norm that fixes it.")
    static let oneMeasure = LocalText(
        de: "Eine Regel hat genau eines von „period“, „remedy“, „yearly“ oder nur „delivery“.",
        en: "A rule has exactly one of “period”, “remedy”, “yearly”, or “delivery” alone.")
    static let notBefore = LocalText(
        de: "Zu einer Frist, die rückwärts gerechnet wird, passt diese Angabe nicht.",
        en: "This member does not go with a period that is counted backwards.")
    static let onlyWithPeriod = LocalText(
        de: "Diese Angabe passt nur zu „period“.", en: "This member goes with “period” only.")
    static let startOfDayWithDelivery = LocalText(
        de: "Nach einer Bekanntgabe zählt der Tag nie mit (§ 187 Abs. 1 BGB).",
        en: "After a notification the day never counts (§ 187 (1) BGB).")

    static func notOneOf(_ values: [String]) -> LocalText {
        let list = values.joined(separator: ", ")
        return LocalText(de: "Erlaubt sind: \(list).", en: "Allowed are: \(list).")
    }

    static func unknownToLaw(_ law: String) -> LocalText {
        LocalText(de: "Das gibt es nach dem Recht „\(law)“ nicht.", en: "The law “\(law)” does not know this.")
    }
}
