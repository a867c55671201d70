import Kernel

/// Activities that are repeated: a token waits at the activity, and each instance has a token and a frame of its own.
extension Execution {
    /// Whether a token is one instance of a repeated activity.
    func isInstance(_ token: Int) -> Bool {
        guard !state.frames.isEmpty, let token = state.token(token), let frame = state.frame(token.frame),
            frame.kind == .instance
        else { return false }
        return frame.host.flatMap { state.token($0) }?.element == token.element
    }

    mutating func begin(_ characteristics: LoopCharacteristics, _ visit: Visit) throws(Failure) -> Next {
        let loop = try characteristics.begin(visit, self)
        return try proceed(loop, characteristics, visit, last: nil)
    }

    /// Starts what is to start now, or leaves when nothing is to come any more.
    private mutating func proceed(
        _ before: Loop, _ characteristics: LoopCharacteristics, _ visit: Visit, last instance: Int?
    ) throws(Failure) -> Next {
        var loop = before
        let scope = scope(frame: instance ?? frame(of: visit.token))
        let running = state.frames.filter { $0.host == visit.token && $0.kind == .instance && $0.id != instance }
        if try characteristics.isComplete(loop, active: running.count, scope, self) {
            for frame in running { cancelContents(frame.id) }
            loop.terminated += running.count
            if let output = characteristics.output { merge(.object([output: .array(loop.outputs)]), visit) }
            return .leave
        }
        let count = characteristics.isSequential ? (running.isEmpty ? 1 : 0) : (loop.total ?? 0) - loop.started
        change(visit.token) { $0.wait = .loop(loop) }
        for _ in 0..<max(0, count) { startInstance(&loop, characteristics, visit) }
        change(visit.token) { $0.wait = .loop(loop) }
        return .gone
    }

    private mutating func startInstance(_ loop: inout Loop, _ characteristics: LoopCharacteristics, _ visit: Visit) {
        loop.started += 1
        let frame = open(frameFor: visit.token, .instance)
        let item = loop.items.flatMap { $0.indices.contains(loop.started - 1) ? $0[loop.started - 1] : nil }
        change(frame: frame) { [number = loop.started] in
            $0.variables["loopCounter"] = JSON(number)
            if let name = characteristics.item, let item { $0.variables[name] = item }
            if let name = characteristics.outputItem { $0.variables[name] = .null }
        }
        spawn(visit.node, frame: frame, via: nil)
    }

    /// An instance has come to its end.
    mutating func endInstance(_ visit: Visit) {
        let frame = frame(of: visit.token)
        guard let characteristics = visit.node.loop, let host = state.frame(frame)?.host, let body = self.visit(host),
            case .loop(var loop)? = state.token(host)?.wait
        else { return }
        emit(.left(token: visit.token, element: visit.node.id, how: .completed))
        note(completed: visit, in: self.frame(of: host))
        let variables = state.frame(frame)?.variables ?? [:]
        loop.completed += 1
        if let name = characteristics.outputItem, let place = variables["loopCounter"]?.int,
            loop.outputs.indices.contains(place - 1)
        {
            loop.outputs[place - 1] = variables[name] ?? .null
        }
        remove(token: visit.token)
        change(host) { [loop] in $0.wait = .loop(loop) }
        attempt(body, .loop(loop)) { [loop] (run) throws(Failure) -> Next in
            try run.proceed(loop, characteristics, body, last: frame)
        }
        state.frames.removeAll { $0.id == frame }
    }

    /// Asks again after an incident whether a repeated activity is complete.
    mutating func resume(_ loop: Loop, _ visit: Visit) {
        guard let characteristics = visit.node.loop else { return leave(visit) }
        change(visit.token) { $0.wait = .loop(loop) }
        attempt(visit, .loop(loop)) { (run) throws(Failure) -> Next in
            try run.proceed(loop, characteristics, visit, last: nil)
        }
    }
}
