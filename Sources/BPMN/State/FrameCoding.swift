import Kernel

extension Frame {
    var json: JSON {
        var members: [String: JSON] = ["id": JSON(id), "host": JSON(host), "kind": .string(kind.rawValue)]
        if !variables.isEmpty { members["variables"] = .object(variables) }
        if !pending.isEmpty { members["pending"] = .array(pending.map { .string($0) }) }
        if isClosing { members["closing"] = true }
        return .object(members)
    }

    init(_ reader: StateReader) throws(StateProblem) {
        guard let kind = Kind(rawValue: try reader.string("kind")) else {
            throw StateProblem(sentence: "The process state has a frame of an unknown kind.")
        }
        self.init(id: try reader.int("id"), host: reader.json["host"]?.int, kind: kind)
        variables = reader.json["variables"]?.object ?? [:]
        pending = (reader.json["pending"]?.array ?? []).compactMap(\.string)
        isClosing = reader.json["closing"]?.bool ?? false
    }
}

extension Completion {
    var json: JSON {
        var members: [String: JSON] = ["frame": JSON(frame), "element": .string(element)]
        if !variables.isEmpty { members["variables"] = .object(variables) }
        if !inner.isEmpty { members["inner"] = .array(inner.map(\.json)) }
        return .object(members)
    }

    init(_ reader: StateReader) throws(StateProblem) {
        self.init(
            frame: try reader.int("frame"), element: try reader.string("element"),
            variables: reader.json["variables"]?.object ?? [:], inner: try Completion.list(reader.json["inner"]))
    }

    static func list(_ json: JSON?) throws(StateProblem) -> [Completion] {
        var list: [Completion] = []
        for item in json?.array ?? [] { list.append(try Completion(StateReader(item))) }
        return list
    }
}

extension Loop {
    var json: JSON {
        var members: [String: JSON] = [
            "total": JSON(total), "started": JSON(started), "completed": JSON(completed), "terminated": JSON(terminated),
            "outputs": .array(outputs),
        ]
        if let items { members["items"] = .array(items) }
        return .object(members)
    }

    init(_ reader: StateReader) throws(StateProblem) {
        items = reader.json["items"]?.array
        total = reader.json["total"]?.int
        started = try reader.int("started")
        completed = try reader.int("completed")
        terminated = try reader.int("terminated")
        outputs = reader.json["outputs"]?.array ?? []
    }
}
