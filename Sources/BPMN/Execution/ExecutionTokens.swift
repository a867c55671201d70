import Kernel

/// Tokens, frames and numbers.
extension Execution {
    mutating func number() -> Int {
        defer { state.next += 1 }
        return state.next
    }

    func frame(of token: Int) -> Int { state.token(token)?.frame ?? 0 }

    func visit(_ token: Int) -> Visit? {
        guard let token = state.token(token), let node = model.node(token.element) else { return nil }
        return Visit(token: token.id, node: node)
    }

    mutating func change(_ token: Int, _ body: (inout Token) -> Void) {
        guard let place = state.tokens.firstIndex(where: { $0.id == token }) else { return }
        body(&state.tokens[place])
    }

    mutating func remove(token: Int) { state.tokens.removeAll { $0.id == token } }

    /// Opens a run of a sub-process for the token that waits in it.
    mutating func open(frameFor host: Int) -> Int {
        let frame = Frame(id: number(), host: host)
        state.frames.append(frame)
        return frame.id
    }

    /// Ends the process or a run of a sub-process when no token is left in it.
    mutating func closeIfEmpty(_ frame: Int) {
        guard !state.tokens.contains(where: { $0.frame == frame }) else { return }
        if frame == 0 {
            guard state.status == .running else { return }
            state.status = .completed
            emit(.ended(.completed))
            return
        }
        guard let closed = state.frames.first(where: { $0.id == frame }) else { return }
        state.frames.removeAll { $0.id == frame }
        if let host = closed.host, let visit = visit(host) { leave(visit) }
    }

    /// Gives up what a token does, with everything inside it, and removes it.
    mutating func cancel(_ token: Int) {
        giveUp(token)
        remove(token: token)
    }

    /// Takes back everything that was asked for on behalf of a token.
    private mutating func giveUp(_ id: Int) {
        guard let token = state.token(id) else { return }
        switch token.wait {
        case .moving, .join(holds: false): return  // it has not entered its element
        case .task: emit(.cancelTask(token: id))
        case .service, .decision, .process: emit(.cancelCall(token: id))
        case .frame(let frame):
            for inner in state.tokens where inner.frame == frame { cancel(inner.id) }
            state.frames.removeAll { $0.id == frame }
        case .incident: emit(.resolved(token: id))
        case .event, .join: break
        }
        disarm(id)
        emit(.left(token: id, element: token.element, how: .cancelled))
    }

    /// A boundary event takes over: the activity is given up, a new token begins at the event.
    mutating func interrupt(_ host: Int, by boundary: Node, answer: JSON = .null) {
        let frame = frame(of: host)
        cancel(host)
        arriveAtBoundary(boundary, frame: frame, answer: answer)
    }

    /// The event has happened: its token takes in what came and goes on.
    mutating func arriveAtBoundary(_ boundary: Node, frame: Int, answer: JSON) {
        let token = number()
        state.tokens.append(Token(id: token, element: boundary.id, frame: frame, via: nil))
        let visit = Visit(token: token, node: boundary)
        enter(visit)
        complete(visit, answer, act: nil)
    }

    /// The nearest boundary event that catches an error: on the element, else on a sub-process around it.
    func catcher(of code: String, from token: Int) -> (host: Int, boundary: Node)? {
        var current: Int? = token
        while let id = current, let visit = visit(id) {
            let boundaries = visit.node.boundary.map { model.nodes[$0] }
            func error(_ node: Node) -> ErrorEvent? { (node.behaviour as? BoundaryEvent)?.definition as? ErrorEvent }
            // An exact code before one that catches everything.
            if let exact = boundaries.first(where: { error($0)?.code == code }) { return (id, exact) }
            if let any = boundaries.first(where: { error($0).map { $0.code == nil } ?? false }) { return (id, any) }
            let frame = frame(of: id)
            current = state.frames.first { $0.id == frame }?.host
        }
        return nil
    }
}
