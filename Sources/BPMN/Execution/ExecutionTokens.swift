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

    /// Opens a frame for the token that waits for its end.
    mutating func open(frameFor host: Int, _ kind: Frame.Kind = .contents) -> Int {
        let frame = Frame(id: number(), host: host, kind: kind)
        state.frames.append(frame)
        return frame.id
    }

    /// Ends the process or a frame when no token is left in it.
    mutating func closeIfEmpty(_ frame: Int) {
        guard !state.tokens.contains(where: { $0.frame == frame }) else { return }
        if frame == 0 {
            guard state.status == .running else { return }
            stopListening(in: 0)
            state.completions = []
            state.status = .completed
            emit(.ended(.completed))
            return
        }
        guard let closed = state.frame(frame), let host = closed.host, let visit = visit(host) else { return }
        if followsAdHoc(closed) { return }
        stopListening(in: frame)
        switch closed.kind {
        case .contents:
            if let sentence = adHocIsUnfinished(closed, visit) {
                state.frames.removeAll { $0.id == frame }
                return park(visit, .enter, sentence)
            }
            let inner = takeCompletions(of: frame)
            state.frames.removeAll { $0.id == frame }
            ended[visit.token] = Completion(frame: 0, element: visit.node.id, variables: closed.variables, inner: inner)
            leave(visit)
            ended[visit.token] = nil
        case .instance: state.frames.removeAll { $0.id == frame }
        case .compensation:
            _ = takeCompletions(of: frame)
            state.frames.removeAll { $0.id == frame }
            undoNext(visit)
        }
    }

    /// Gives up what a token does, with everything inside it, and removes it.
    mutating func cancel(_ token: Int) {
        giveUp(token)
        remove(token: token)
    }

    /// Gives up everything in a frame, and the frame.
    mutating func cancelContents(_ frame: Int) {
        for inner in state.tokens where inner.frame == frame { cancel(inner.id) }
        stopListening(in: frame)
        _ = takeCompletions(of: frame)
        state.frames.removeAll { $0.id == frame }
    }

    /// Takes back everything that was asked for on behalf of a token.
    private mutating func giveUp(_ id: Int) {
        guard let token = state.token(id) else { return }
        var isSeen = true
        switch token.wait {
        case .moving, .join(holds: false), .reset: return  // it has not entered its element, or left it already
        case .task: emit(.cancelTask(token: id))
        case .service, .decision, .process: emit(.cancelCall(token: id))
        case .loop: isSeen = false  // its instances are what is seen
        case .incident:
            emit(.resolved(token: id))
            isSeen = model.node(token.element)?.loop == nil || isInstance(id)
        case .event, .join, .frame, .compensation: break
        }
        for frame in state.frames where frame.host == id { cancelContents(frame.id) }
        disarm(id)
        if isSeen { emit(.left(token: id, element: token.element, how: .cancelled)) }
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
}
