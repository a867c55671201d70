public import Kernel

/// Why a stored state cannot be read.
public struct StateProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let sentence: String
    public var description: String { sentence }
}

/// The stored form: JSON with exact decimals, sorted keys and the number of its format. Older formats are lifted step
/// by step before they are read (`lifts`), so that a case that began years ago goes on.
extension ProcessState {
    /// The format that is written.
    public static let format = 2

    /// What turns format n (the key) into format n + 1.
    static let lifts: [Int: @Sendable (JSON) throws(StateProblem) -> JSON] = [1: { json throws(StateProblem) in lift1(json) }]

    /// Format 1 knew only runs of sub-processes as frames, and nothing that could be undone.
    private static func lift1(_ json: JSON) -> JSON {
        guard var members = json.object else { return json }
        members["frames"] = (members["frames"]?.array).map { frames in
            .array(
                frames.map { frame in
                    var frame = frame.object ?? [:]
                    frame["kind"] = .string(Frame.Kind.contents.rawValue)
                    return .object(frame)
                })
        }
        members["completions"] = []
        members["listening"] = false
        return .object(members)
    }

    public var json: JSON {
        .object([
            "format": .number(Decimal128(ProcessState.format)),
            "process": .string(process),
            "status": .string(status.rawValue),
            "variables": .object(variables),
            "tokens": .array(tokens.map(\.json)),
            "frames": .array(frames.map(\.json)),
            "subscriptions": .array(subscriptions.map(\.json)),
            "completions": .array(completions.map(\.json)),
            "listening": .bool(isListening),
            "next": JSON(next),
        ])
    }

    public init(json: JSON) throws(StateProblem) { try self.init(json: json, lifts: ProcessState.lifts) }

    init(json: JSON, lifts: [Int: @Sendable (JSON) throws(StateProblem) -> JSON]) throws(StateProblem) {
        guard var format = json["format"]?.int else { throw StateProblem(sentence: "The process state has no format number.") }
        let newest = max(ProcessState.format, (lifts.keys.max() ?? 0) + 1)
        var json = json
        while format < newest {
            guard let lift = lifts[format] else {
                throw StateProblem(sentence: "The process state has format \(format), which cannot be read any more.")
            }
            json = try lift(json)
            format += 1
        }
        guard format == newest else {
            throw StateProblem(sentence: "The process state has format \(format); this program reads up to \(newest).")
        }
        let reader = StateReader(json)
        self.init(process: try reader.string("process"))
        guard let status = Status(rawValue: try reader.string("status")), let variables = json["variables"]?.object
        else { throw StateProblem(sentence: "The process state has no status or no variables.") }
        self.status = status
        self.variables = variables
        for item in try reader.list("tokens") { tokens.append(try Token(item)) }
        for item in try reader.list("frames") { frames.append(try Frame(item)) }
        for item in try reader.list("subscriptions") { subscriptions.append(try Subscription(item)) }
        completions = try Completion.list(json["completions"])
        isListening = json["listening"]?.bool ?? false
        next = try reader.int("next")
    }
}

extension ProcessState: Codable {
    /// One text: `Codable` formats with binary numbers cannot touch the decimals in it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(json.description)
    }

    public init(from decoder: any Decoder) throws {
        try self.init(json: JSON(parsing: decoder.singleValueContainer().decode(String.self)))
    }
}

extension JSON {
    init(_ number: Int) { self = .number(Decimal128(number)) }
    init(_ number: Int?) { self = number.map { .number(Decimal128($0)) } ?? .null }
    init(_ text: String?) { self = text.map { .string($0) } ?? .null }
}

/// Reads members that must be there.
struct StateReader {
    let json: JSON

    init(_ json: JSON) { self.json = json }

    func string(_ key: String) throws(StateProblem) -> String {
        guard let value = json[key]?.string else { throw StateProblem(sentence: "The process state lacks the text \"\(key)\".") }
        return value
    }

    func int(_ key: String) throws(StateProblem) -> Int {
        guard let value = json[key]?.int else { throw StateProblem(sentence: "The process state lacks the number \"\(key)\".") }
        return value
    }

    func list(_ key: String) throws(StateProblem) -> [StateReader] {
        guard let value = json[key]?.array else { throw StateProblem(sentence: "The process state lacks the list \"\(key)\".") }
        return value.map { StateReader($0) }
    }
}

extension Token {
    var json: JSON {
        .object([
            "id": JSON(id), "element": .string(element), "frame": JSON(frame), "via": JSON(via), "armed": .bool(isArmed),
            "wait": wait.json,
        ])
    }

    init(_ reader: StateReader) throws(StateProblem) {
        self.init(
            id: try reader.int("id"), element: try reader.string("element"), frame: try reader.int("frame"),
            via: reader.json["via"]?.string)
        isArmed = reader.json["armed"]?.bool ?? false
        wait = try Wait(StateReader(reader.json["wait"] ?? .null))
    }
}

extension Wait {
    var json: JSON {
        switch self {
        case .moving: ["for": "moving"]
        case .task(let acts): .object(["for": "task", "acts": .array(acts.map { .string($0) })])
        case .service: ["for": "service"]
        case .decision: ["for": "decision"]
        case .process: ["for": "process"]
        case .event: ["for": "event"]
        case .join(let holds): .object(["for": "join", "holds": .bool(holds)])
        case .reset(let flows): .object(["for": "reset", "flows": .array(flows.map { .string($0) })])
        case .frame(let id): .object(["for": "frame", "frame": JSON(id)])
        case .loop(let loop): .object(["for": "loop", "loop": loop.json])
        case .compensation(let compensation):
            .object([
                "for": "compensation", "then": .string(compensation.then.rawValue),
                "steps": .array(compensation.steps.map(\.json)),
            ])
        case .incident(let sentence, let resume):
            .object(["for": "incident", "sentence": .string(sentence), "resume": resume.json])
        }
    }

    init(_ reader: StateReader) throws(StateProblem) {
        switch try reader.string("for") {
        case "moving": self = .moving
        case "task": self = .task(acts: (reader.json["acts"]?.array ?? []).compactMap(\.string))
        case "service": self = .service
        case "decision": self = .decision
        case "process": self = .process
        case "event": self = .event
        case "join": self = .join(holds: reader.json["holds"]?.bool ?? false)
        case "reset": self = .reset(flows: (reader.json["flows"]?.array ?? []).compactMap(\.string))
        case "frame": self = .frame(try reader.int("frame"))
        case "loop": self = .loop(try Loop(StateReader(reader.json["loop"] ?? .null)))
        case "compensation":
            guard let then = Compensation.Then(rawValue: try reader.string("then")) else {
                throw StateProblem(sentence: "The process state has a compensation that ends in an unknown way.")
            }
            self = .compensation(Compensation(steps: try Completion.list(reader.json["steps"]), then: then))
        case "incident":
            self = .incident(
                sentence: try reader.string("sentence"), resume: try Resumption(StateReader(reader.json["resume"] ?? .null)))
        case let other: throw StateProblem(sentence: "The process state has a token that waits for \"\(other)\".")
        }
    }
}

extension Resumption {
    var json: JSON {
        switch self {
        case .enter: ["at": "enter"]
        case .leave: ["at": "leave"]
        case .join: ["at": "join"]
        case .loop(let loop): .object(["at": "loop", "loop": loop.json])
        case .answer(let answer, let act): .object(["at": "answer", "answer": answer, "act": JSON(act)])
        }
    }

    init(_ reader: StateReader) throws(StateProblem) {
        switch try reader.string("at") {
        case "enter": self = .enter
        case "leave": self = .leave
        case "join": self = .join
        case "loop": self = .loop(try Loop(StateReader(reader.json["loop"] ?? .null)))
        case "answer": self = .answer(reader.json["answer"] ?? .null, act: reader.json["act"]?.string)
        case let other: throw StateProblem(sentence: "The process state resumes an incident at \"\(other)\".")
        }
    }
}
