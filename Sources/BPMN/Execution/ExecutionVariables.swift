import Kernel

/// Variables: those of the process, and over them those of the frames around a token, the innermost last.
extension Execution {
    func scope(_ visit: Visit) -> [String: JSON] { scope(frame: frame(of: visit.token)) }

    func scope(frame: Int) -> [String: JSON] {
        guard state.frames.contains(where: { !$0.variables.isEmpty }) else { return state.variables }
        return frames(around: frame).reversed().reduce(state.variables) { seen, id in
            seen.merging(state.frame(id)?.variables ?? [:]) { $1 }
        }
    }

    /// A frame and those around it, innermost first; without the process itself.
    func frames(around frame: Int) -> [Int] {
        var list: [Int] = []
        var current = frame
        while current != 0, let known = state.frame(current) {
            list.append(current)
            current = known.host.map { self.frame(of: $0) } ?? 0
        }
        return list
    }

    /// Merges the members of an object into the variables; other values bring nothing. A name that a frame around the
    /// token has as its own is changed there, any other belongs to the process.
    mutating func merge(_ value: JSON, _ visit: Visit) { merge(value, frame: frame(of: visit.token)) }

    mutating func merge(_ value: JSON, frame: Int) {
        guard let members = value.object, !members.isEmpty else { return }
        let around = state.frames.isEmpty ? [] : frames(around: frame)
        for (name, member) in members {
            let owner = around.first { state.frame($0)?.variables[name] != nil }
            if let owner {
                change(frame: owner) { $0.variables[name] = member }
            } else {
                state.variables[name] = member
            }
        }
    }

    mutating func change(frame: Int, _ body: (inout Frame) -> Void) {
        guard let place = state.frames.firstIndex(where: { $0.id == frame }) else { return }
        body(&state.frames[place])
    }
}

extension ProcessState {
    func frame(_ id: Int) -> Frame? { frames.first { $0.id == id } }
}
