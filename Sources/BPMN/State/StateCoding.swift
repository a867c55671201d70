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
    public static let format = 1

    /// What turns format n (the key) into format n + 1.
    static let lifts: [Int: @Sendable (JSON) throws(StateProblem) -> JSON] = [:]

    public var json: JSON {
        .object([
            "format": .number(Decimal128(ProcessState.format)),
            "process": .string(process),
            "status": .string(status.rawValue),
            "variables": .object(variables),
            "tokens": .array(tokens.map(\.json)),
            "frames": .array(frames.map { .object(["id": JSON($0.id), "host": JSON($0.host)]) }),
            "subscriptions": .array(subscriptions.map(\.json)),
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
        for item in try reader.list("frames") { frames.append(Frame(id: try item.int("id"), host: item.json["host"]?.int)) }
        for item in try reader.list("subscriptions") { subscriptions.append(try Subscription(item)) }
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
        case .frame(let id): .object(["for": "frame", "frame": JSON(id)])
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
        case "frame": self = .frame(try reader.int("frame"))
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
        case .answer(let answer, let act): .object(["at": "answer", "answer": answer, "act": JSON(act)])
        }
    }

    init(_ reader: StateReader) throws(StateProblem) {
        switch try reader.string("at") {
        case "enter": self = .enter
        case "leave": self = .leave
        case "join": self = .join
        case "answer": self = .answer(reader.json["answer"] ?? .null, act: reader.json["act"]?.string)
        case let other: throw StateProblem(sentence: "The process state resumes an incident at \"\(other)\".")
        }
    }
}

extension Subscription {
    var json: JSON {
        var members: [String: JSON] = ["id": JSON(id), "token": JSON(token), "element": .string(element)]
        switch trigger {
        case .timer(let spec, let interval, let times):
            members["timer"] = spec.json
            members["interval"] = JSON(interval?.description)
            members["times"] = JSON(times)
        case .message(let name, let correlation):
            members["message"] = .string(name)
            if let correlation { members["correlation"] = correlation }
        }
        return .object(members)
    }

    init(_ reader: StateReader) throws(StateProblem) {
        let trigger: Trigger
        if let timer = reader.json["timer"] {
            trigger = .timer(
                try TimerSpec(StateReader(timer)), interval: reader.json["interval"]?.string.flatMap { ISODuration($0) },
                times: reader.json["times"]?.int)
        } else {
            trigger = .message(name: try reader.string("message"), correlation: reader.json["correlation"])
        }
        self.init(
            id: try reader.int("id"), token: try reader.int("token"), element: try reader.string("element"), trigger: trigger)
    }
}

extension TimerSpec {
    var json: JSON {
        switch self {
        case .at(let moment): .object(["at": .string(moment.description)])
        case .after(let duration): .object(["after": .string(duration.description)])
        case .deadline(let name): .object(["deadline": .string(name)])
        }
    }

    init(_ reader: StateReader) throws(StateProblem) {
        if let moment = reader.json["at"]?.string.flatMap({ Instant($0) }) {
            self = .at(moment)
        } else if let duration = reader.json["after"]?.string.flatMap({ ISODuration($0) }) {
            self = .after(duration)
        } else {
            self = .deadline(try reader.string("deadline"))
        }
    }
}
