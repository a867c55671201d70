/// What a story may tell besides applications and the acts of services: actions by their names, who performs them, and what
/// has to be said. Whoever plays the story knows how each is carried out (`StoryDeeds`); a test compares the two.
public enum StoryVocabulary {
    public enum Actor: Sendable { case staff, citizen, either }

    public struct Verb: Sendable {
        public let by: Actor
        /// Whether it happens at a case.
        public let isOnCase: Bool
        public let required: [String]
        public let optional: [String]
    }

    /// Values that name a member of the staff, a unit, a day, a period: checked wherever they stand.
    static let staff: Set<String> = ["to", "fromPerson", "person", "deputy"]
    static let units: Set<String> = ["unit"]
    static let days: Set<String> = ["since", "until", "from", "known", "receivedOn", "day"]
    static let periods: Set<String> = ["period"]
    static let flags: Set<String> = ["electronic"]

    public static let verbs: [String: Verb] = [
        "procedures.claim": atCase(.staff),
        "procedures.release": atCase(.staff),
        "procedures.hand-over": atCase(.staff, ["reason"], ["to"]),
        "procedures.hand-over-many": beside(.staff, ["fromPerson", "reason"], ["to"]),
        "procedures.keep-filter": beside(.staff, ["name"], ["unit", "tab", "service", "state", "due", "claim", "text"]),
        "procedures.note": atCase(.staff, ["text"]),
        "procedures.request-documents": atCase(.staff, ["period"], ["items", "fields", "remark"]),
        "procedures.hear": atCase(.staff, ["intended", "period"]),
        "procedures.remind": atCase(.staff),
        "procedures.extend-request": atCase(.staff, ["period", "reason"]),
        "procedures.cancel-request": atCase(.staff),
        "procedures.answer-request": atCase(.either, [], ["text", "files"]),
        "procedures.consult": atCase(.staff, ["unit", "question", "period"]),
        "procedures.give-opinion": atCase(.staff, ["stance", "opinion"]),
        "procedures.end-consultation": atCase(.staff),
        "procedures.correct-notice": atCase(.staff, ["wrong", "right", "reason"]),
        "procedures.withdraw-notice": atCase(.staff, ["reason", "then"], ["from", "known", "noHearing"]),
        "procedures.revoke-notice": atCase(.staff, ["reason", "then", "from"], ["known", "noHearing"]),
        "procedures.forward": atCase(.staff, ["unit", "reason"]),
        "procedures.reopen": atCase(.staff, ["reason"]),
        "procedures.object": atCase(.either, [], ["reason", "excuse", "receivedOn"]),
        "procedures.withdraw-objection": atCase(.either),
        "procedures.submit-objection": atCase(.staff, ["statement"]),
        "procedures.remedy-objection": atCase(.staff, ["reason", "then"], ["costs"]),
        "procedures.refuse-objection": atCase(.staff, ["reason", "court"], ["worse", "costs"]),
        "procedures.withdraw": atCase(.citizen),
        "delivery.mark-printed": atCase(.staff),
        "delivery.mark-posted": atCase(.staff, [], ["day"]),
        "delivery.mark-read": beside(.citizen, [], []),
        "delivery.choose": beside(.citizen, ["electronic"]),
        "forms.begin-draft": beside(.citizen, ["service"], ["answers"]),
        "organisation.report-absence": beside(.staff, ["since", "until", "deputy"]),
        "organisation.record-absence": beside(.staff, ["person", "since", "until"], ["deputy"]),
    ]

    private static func atCase(_ by: Actor, _ required: [String] = [], _ optional: [String] = []) -> Verb {
        Verb(by: by, isOnCase: true, required: required, optional: optional)
    }

    private static func beside(_ by: Actor, _ required: [String], _ optional: [String] = []) -> Verb {
        Verb(by: by, isOnCase: false, required: required, optional: optional)
    }
}
