import Kernel

/// A person's work. Extension attributes, all optional:
/// - `stadtkern:form`: name of the form
/// - `stadtkern:candidates`: role keys, separated by spaces, or `=expression`
/// - `stadtkern:due`: name of a deadline of the service, ISO 8601 duration, or `=expression` (a date)
/// - `stadtkern:acts`: names of the acts offered, separated by spaces
/// - `stadtkern:result`: variable that gets the name of the act that was done
struct UserTask: Element {
    static let tags = ["userTask"]
    private let form: String?
    private let candidates: LiteralOrFormula?
    private let due: LiteralOrFormula?
    private let acts: [String]
    private let result: String?
    private let mapping: Mapping
    let pause = Pause.world

    init(_ reader: inout ElementReader) {
        form = reader.own("form")
        acts = (reader.own("acts") ?? "").split(separator: " ").map(String.init)
        result = reader.own("result")
        candidates = reader.own("candidates").flatMap { reader.literalOrFormula($0) }
        due = reader.own("due").flatMap { reader.literalOrFormula($0) }
        mapping = Mapping(&reader, keepsResult: false)
        if let form { reader.use(.form, form) }
        if case .literal(let roles)? = candidates {
            for role in roles.split(separator: " ") { reader.use(.candidates, String(role)) }
        }
        if case .literal(let text)? = due, ISODuration(text) == nil { reader.use(.deadline, text) }
        if acts.isEmpty, result != nil {
            reader.report(.missingDetail, "The \(reader.title) keeps the act that was done but offers none in stadtkern:acts.")
        }
    }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        let request = TaskRequest(
            token: visit.token, element: visit.node.id, name: visit.node.name, form: form,
            candidates: try candidates(visit, run), due: try due(visit, run), acts: acts, inputs: try mapping.inputs(visit, run))
        run.emit(.createTask(request))
        return .wait(.task(acts: acts))
    }

    private func candidates(_ visit: Visit, _ run: Execution) throws(Failure) -> JSON? {
        guard let candidates else { return nil }
        if case .literal(let roles) = candidates { return .array(roles.split(separator: " ").map { .string(String($0)) }) }
        return try candidates.evaluate(run.scope(visit), at: run.moment)
    }

    private func due(_ visit: Visit, _ run: Execution) throws(Failure) -> TaskRequest.Due? {
        guard let due else { return nil }
        let value = try due.evaluate(run.scope(visit), at: run.moment)
        if case .literal(let text) = due { return ISODuration(text).map { .after($0) } ?? .deadline(text) }
        guard let written = value.string else { throw Failure("The due date gave \(value) instead of a date.") }
        let text = LiteralOrFormula.plainTime(written)
        if let date = LocalDate(text.prefix(10)) { return .on(date) }
        guard let duration = ISODuration(text) else { throw Failure("The due date gave \"\(text)\" instead of a date.") }
        return .after(duration)
    }

    func absorb(_ answer: JSON, act: String?, _ visit: Visit, _ run: inout Execution) throws(Failure) {
        try mapping.absorb(answer, visit, &run)
        if let result, let act { run.merge(.object([result: .string(act)]), visit) }
    }
}
