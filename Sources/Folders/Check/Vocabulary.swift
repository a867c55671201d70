/// What a folder may name of the program around it.
public struct Vocabulary: Sendable {
    /// Actions open to processes: their required and optional inputs.
    public var actions: [String: (required: Set<String>, optional: Set<String>)]

    public init(actions: [String: (required: Set<String>, optional: Set<String>)]) { self.actions = actions }

    /// The list of service-folder.md, section 2.2.
    public static let standard = Vocabulary(actions: [
        "procedures.decide": (["outcome"], ["reason"]),
        "procedures.close": ([], []),
        "notices.issue": (["template"], []),
        "notices.end-validity": (["reference"], []),
        "dossiers.file": ([], []),
        "delivery.send": (["message"], []),
        "procedures.consult": (["consultation"], []),
    ])
}
