public import Kernel

extension Request {
    /// The body as JSON of a schema; throws `InvalidInput` with every problem in it.
    public func json(_ schema: Schema) async throws -> JSON {
        let value = try await json()
        let problems = schema.problems(in: value).map { problem in
            FieldProblem(pointer: problem.pointer, code: problem.code, detail: say("web.schema.\(problem.code)", problem.values))
        }
        guard problems.isEmpty else { throw InvalidInput(problems) }
        return value
    }
}

extension Schema {
    /// What is wrong at one place of a value.
    struct Finding: Hashable {
        let pointer: String
        let code: String
        var values: [String: String] = [:]
    }

    /// Everything in a value that the schema does not allow, in the schema's order.
    func problems(in value: JSON, at pointer: String = "") -> [Finding] {
        switch self {
        case .any: []
        case .nullable(let schema): value.isNull ? [] : schema.problems(in: value, at: pointer)
        case .boolean: value.bool == nil ? [Finding(pointer: pointer, code: "no-boolean")] : []
        case .number: value.number == nil ? [Finding(pointer: pointer, code: "no-number")] : []
        case .integer(let least, let most): integer(value, least, most, pointer)
        case .string(let format, let allowed, let longest): string(value, format, allowed, longest, pointer)
        case .array(let item):
            value.array.map { items in items.enumerated().flatMap { item.problems(in: $1, at: "\(pointer)/\($0)") } }
                ?? [Finding(pointer: pointer, code: "no-list")]
        case .object(let members, let open): object(value, members, open, pointer)
        }
    }

    private func integer(_ value: JSON, _ least: Int?, _ most: Int?, _ pointer: String) -> [Finding] {
        guard let number = value.int else { return [Finding(pointer: pointer, code: "no-integer")] }
        if let least, number < least { return [Finding(pointer: pointer, code: "too-small", values: ["least": String(least)])] }
        if let most, number > most { return [Finding(pointer: pointer, code: "too-big", values: ["most": String(most)])] }
        return []
    }

    private func string(_ value: JSON, _ format: String?, _ allowed: [String], _ longest: Int?, _ pointer: String) -> [Finding] {
        guard let text = value.string else { return [Finding(pointer: pointer, code: "no-text")] }
        if !allowed.isEmpty, !allowed.contains(text) {
            return [Finding(pointer: pointer, code: "not-allowed", values: ["allowed": allowed.joined(separator: ", ")])]
        }
        if let longest, text.count > longest {
            return [Finding(pointer: pointer, code: "too-long", values: ["longest": String(longest)])]
        }
        switch format {
        case "date" where LocalDate(text) == nil: return [Finding(pointer: pointer, code: "no-date")]
        case "date-time" where Instant(text) == nil: return [Finding(pointer: pointer, code: "no-instant")]
        default: return []
        }
    }

    private func object(_ value: JSON, _ members: [Member], _ open: Bool, _ pointer: String) -> [Finding] {
        guard let object = value.object else { return [Finding(pointer: pointer, code: "no-object")] }
        var findings: [Finding] = []
        for member in members {
            let place = pointer + "/" + Schema.escape(member.name)
            if let value = object[member.name] {
                findings += member.schema.problems(in: value, at: place)
            } else if member.isRequired {
                findings.append(Finding(pointer: place, code: "required"))
            }
        }
        guard !open else { return findings }
        let known = Set(members.map(\.name))
        for name in object.keys.sorted() where !known.contains(name) {
            findings.append(Finding(pointer: pointer + "/" + Schema.escape(name), code: "unknown"))
        }
        return findings
    }

    private static func escape(_ name: String) -> String { name.replacing("~", with: "~0").replacing("/", with: "~1") }
}
