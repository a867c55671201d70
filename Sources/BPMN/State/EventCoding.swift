import Kernel

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
        case .signal(let name): members["signal"] = .string(name)
        case .condition(let held): members["held"] = .bool(held)
        }
        if let frame { members["frame"] = JSON(frame) }
        if part != 0 { members["part"] = JSON(part) }
        return .object(members)
    }

    init(_ reader: StateReader) throws(StateProblem) {
        let trigger: Trigger
        if let timer = reader.json["timer"] {
            trigger = .timer(
                try TimerSpec(StateReader(timer)), interval: reader.json["interval"]?.string.flatMap { ISODuration($0) },
                times: reader.json["times"]?.int)
        } else if let signal = reader.json["signal"]?.string {
            trigger = .signal(name: signal)
        } else if let held = reader.json["held"]?.bool {
            trigger = .condition(held: held)
        } else {
            trigger = .message(name: try reader.string("message"), correlation: reader.json["correlation"])
        }
        self.init(
            id: try reader.int("id"), token: try reader.int("token"), element: try reader.string("element"), trigger: trigger)
        frame = reader.json["frame"]?.int
        part = reader.json["part"]?.int ?? 0
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
