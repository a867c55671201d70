public import FEEL
public import Kernel

/// What a form says about one submission: every problem at once, and the values that expressions see.
public struct FormResult: Sendable {
    /// In the order of the form.
    public let problems: [FormProblem]
    /// The context `answers`: one entry per field, null where hidden, missing or wrong.
    public let values: Value
    /// The answers that count: hidden fields and empty texts left out.
    public let answers: JSON
    /// Paths of the fields that are shown: `/dogs/0/breed`.
    public let visible: Set<String>

    public var isValid: Bool { problems.isEmpty }

    /// The problems at the fields of one step, for a form that is filled in step by step.
    public func problems(in step: Form.Step) -> [FormProblem] {
        let ids = Set(step.fields.map(\.id))
        return problems.filter { problem in problem.field.split(separator: ".").first.map { ids.contains(String($0)) } ?? false }
    }
}

/// A problem of a submission, before it is put into words.
public struct FormProblem: Hashable, Sendable {
    /// JSON pointer into the submitted body, `/answers/dogs/0/name`.
    public let pointer: String
    /// One of the codes of service-folder.md, section 3.3.
    public let code: String
    /// Path of the field in the form, `dogs.name`; empty where no field is meant.
    public let field: String
    /// What the sentence tells: the limit, the options.
    public let limit: String
    /// The rule that failed.
    public let rule: String?

    init(_ pointer: String, _ code: String, field: String, limit: String = "", rule: String? = nil) {
        self.pointer = pointer
        self.code = code
        self.field = field
        self.limit = limit
        self.rule = rule
    }
}

/// What is known of an upload when its form is checked.
public struct UploadFacts: Hashable, Sendable {
    public let mediaType: String
    public let bytes: Int

    public init(mediaType: String, bytes: Int) {
        self.mediaType = mediaType
        self.bytes = bytes
    }
}

extension Form {
    /// Checks a submission. Nothing is coerced; unknown fields are problems, hidden ones are dropped.
    ///
    /// - Parameters:
    ///   - answers: the object `answers` of the submission.
    ///   - files: the uploads that its file fields may name, by identifier.
    ///   - scope: what expressions read besides the answers (`fees`, `city`), and the moment of `today()`.
    public func check(_ answers: JSON, files: [String: UploadFacts] = [:], in scope: Scope) -> FormResult {
        var check = AnswerCheck(scope: scope, files: files)
        return check.run(steps: steps, rules: rules, answers: answers, root: "/answers")
    }

    /// The same for the fields of an act; `root` is where they stand in the body.
    public static func check(
        _ fields: [Field], answers: JSON, files: [String: UploadFacts] = [:], in scope: Scope, root: String = "/fields"
    ) -> FormResult {
        var check = AnswerCheck(scope: scope, files: files)
        check.answersName = nil
        return check.run(
            steps: [Step(id: "act", showWhen: .always, fields: fields)], rules: [], answers: answers, root: root)
    }

    /// The context `answers` of answers that were checked before.
    public func values(_ answers: JSON, in scope: Scope) -> Value { check(answers, in: scope).values }
}

/// One pass over a submission.
private struct AnswerCheck {
    let scope: Scope
    let files: [String: UploadFacts]
    /// The name under which expressions see the values; nil for acts, whose fields see the case as it was.
    var answersName: String? = "answers"
    private var problems: [FormProblem] = []
    private var broken: Set<String> = []
    private var visible: Set<String> = []

    init(scope: Scope, files: [String: UploadFacts]) {
        self.scope = scope
        self.files = files
    }

    private mutating func report(_ problem: FormProblem) {
        problems.append(problem)
        broken.insert(problem.field)
    }

    mutating func run(steps: [Form.Step], rules: [Form.Rule], answers: JSON, root: String) -> FormResult {
        let fields = steps.flatMap(\.fields)
        guard let object = answers.object else {
            report(FormProblem(root, "wrong-type", field: ""))
            return FormResult(problems: problems, values: .context(Context([])), answers: [:], visible: [])
        }
        var values = fields.map { ($0.id, Value.null) }
        var kept: [String: JSON] = [:]
        var index = 0
        for step in steps {
            let shown = step.showWhen.holds(in: scope(values))
            for field in step.fields {
                defer { index += 1 }
                guard shown, field.showWhen.holds(in: scope(values)) else { continue }
                visible.insert("/\(field.id)")
                let place = Place(pointer: "\(root)/\(JSON.escape(field.id))", path: field.id, shown: "/\(field.id)")
                let (value, json) = self.value(field, object[field.id], place, scope(values))
                values[index].1 = value
                if let json { kept[field.id] = json }
            }
        }
        let whole = scope(values)
        for field in fields where visible.contains("/\(field.id)") {
            checked(
                field, whole, "\(root)/\(JSON.escape(field.id))", field.id, values.first { $0.0 == field.id }?.1 ?? .null,
                around: "")
        }
        for rule in rules where passes(rule, whole) == false {
            report(FormProblem("\(root)/\(rule.at)", "rule-failed", field: rule.at, rule: rule.id))
        }
        let known = Set(fields.map(\.id))
        for key in object.keys.sorted() where !known.contains(key) {
            problems.append(FormProblem("\(root)/\(JSON.escape(key))", "unknown-field", field: ""))
        }
        return FormResult(
            problems: problems, values: .context(Context(values)), answers: .object(kept), visible: visible)
    }

    private func scope(_ values: [(String, Value)]) -> Scope {
        guard let answersName else { return scope.adding(Dictionary(values, uniquingKeysWith: { $1 })) }
        return scope.adding([answersName: .context(Context(values))])
    }

    private func passes(_ rule: Form.Rule, _ scope: Scope) -> Bool? {
        if let when = rule.when, !when.isTrue(in: scope) { return nil }
        guard !touchesBroken(rule.check, around: "") else { return nil }
        return rule.check.evaluate(in: scope).boolean
    }

    /// Whether an expression reads a field that has a problem of its own.
    private func touchesBroken(_ expression: Expression, around group: String) -> Bool {
        expression.reads.contains { read in
            let path: String
            switch read.first {
            case answersName: path = read.dropFirst().joined(separator: ".")
            case "entry": path = ([group] + read.dropFirst()).joined(separator: ".")
            default: return false
            }
            return broken.contains { $0 == path || $0.hasPrefix(path + ".") || path.hasPrefix($0 + ".") }
        }
    }

    private mutating func checked(
        _ field: Field, _ scope: Scope, _ pointer: String, _ path: String, _ value: Value, around group: String
    ) {
        guard let check = field.check, !value.isNull, !touchesBroken(check, around: group),
            check.evaluate(in: scope).boolean == false
        else { return }
        report(FormProblem(pointer, "check-failed", field: path))
    }

    struct Place {
        let pointer: String
        /// `dogs.name`.
        let path: String
        /// `/dogs/0/name`.
        let shown: String
    }

    private mutating func value(_ field: Field, _ json: JSON?, _ place: Place, _ scope: Scope) -> (Value, JSON?) {
        guard let given = json, !given.isNull, given.string?.isBlank != true, given.array?.isEmpty != true else {
            if field.required.holds(in: scope) {
                report(FormProblem(place.pointer, "required", field: place.path))
            } else if field.type == .group {
                return (.list([]), nil)
            }
            return (.null, nil)
        }
        if field.type == .group { return group(field, given, place, scope) }
        let problems = FieldCheck(field: field, place: place.path, files: files, scope: scope).problems(given, at: place.pointer)
        guard problems.isEmpty else {
            for problem in problems { report(problem) }
            return (.null, given)
        }
        return (field.value(given), given)
    }

    private mutating func group(_ field: Field, _ json: JSON, _ place: Place, _ scope: Scope) -> (Value, JSON?) {
        guard let entries = json.array else {
            report(FormProblem(place.pointer, "wrong-type", field: place.path))
            return (.list([]), nil)
        }
        if let least = field.min?.value(in: scope).number, Decimal128(entries.count) < least {
            report(FormProblem(place.pointer, "too-few", field: place.path, limit: least.description))
        }
        if let most = field.max?.value(in: scope).number, Decimal128(entries.count) > most {
            report(FormProblem(place.pointer, "too-many", field: place.path, limit: most.description))
            // What nobody may send is not looked at one by one.
            return (.list([]), json)
        }
        var values: [Value] = []
        var kept: [JSON] = []
        for (number, entry) in entries.enumerated() {
            let inner = Place(pointer: "\(place.pointer)/\(number)", path: place.path, shown: "\(place.shown)/\(number)")
            let (value, json) = self.entry(field, entry, inner, number + 1, scope)
            values.append(value)
            kept.append(json)
        }
        return (.list(values), .array(kept))
    }

    private mutating func entry(_ group: Field, _ json: JSON, _ place: Place, _ position: Int, _ scope: Scope) -> (Value, JSON) {
        guard let object = json.object else {
            report(FormProblem(place.pointer, "wrong-type", field: place.path))
            return (.context(Context(group.fields.map { ($0.id, Value.null) })), json)
        }
        let before = broken
        broken = []
        var values = group.fields.map { ($0.id, Value.null) }
        var kept: [String: JSON] = [:]
        func inner(_ values: [(String, Value)]) -> Scope {
            scope.adding(["entry": .context(Context(values)), "position": .number(position)])
        }
        for (index, field) in group.fields.enumerated() where field.showWhen.holds(in: inner(values)) {
            let spot = Place(
                pointer: "\(place.pointer)/\(JSON.escape(field.id))", path: "\(place.path).\(field.id)",
                shown: "\(place.shown)/\(field.id)")
            visible.insert(spot.shown)
            let (value, json) = self.value(field, object[field.id], spot, inner(values))
            values[index].1 = value
            if let json { kept[field.id] = json }
        }
        for (index, field) in group.fields.enumerated() where visible.contains("\(place.shown)/\(field.id)") {
            checked(
                field, inner(values), "\(place.pointer)/\(JSON.escape(field.id))", "\(place.path).\(field.id)", values[index].1,
                around: place.path)
        }
        let known = Set(group.fields.map(\.id))
        for key in object.keys.sorted() where !known.contains(key) {
            problems.append(FormProblem("\(place.pointer)/\(JSON.escape(key))", "unknown-field", field: ""))
        }
        broken.formUnion(before)
        return (.context(Context(values)), .object(kept))
    }
}

extension JSON {
    /// A member's name inside a JSON pointer (RFC 6901).
    static func escape(_ name: String) -> String { name.replacing("~", with: "~0").replacing("/", with: "~1") }
}

extension String {
    var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
