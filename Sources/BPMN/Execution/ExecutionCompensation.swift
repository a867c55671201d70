import Kernel

/// What was done is undone in the opposite order (BPMN 2.0, 13.4.1): a completed activity by the handler at its
/// compensation event; a completed sub-process by its compensation event sub-process, else by undoing what was done
/// inside it.
extension Execution {
    /// Remembers a completed activity that could be undone.
    mutating func note(completed visit: Visit, in outer: Int? = nil) {
        guard visit.node.isActivity, !visit.node.isForCompensation else { return }
        let inside = ended[visit.token]
        let hasOwn = visit.node.compensation != nil || model.compensationStart(of: visit.node) != nil
        guard hasOwn || inside?.inner.isEmpty == false else { return }
        // Of a repeated activity its instances are undone, not the whole.
        if visit.node.loop != nil, outer == nil { return }
        var variables = inside?.variables ?? [:]
        if outer != nil { variables.merge(state.frame(frame(of: visit.token))?.variables ?? [:]) { mine, _ in mine } }
        state.completions.append(
            Completion(
                frame: outer ?? frame(of: visit.token), element: visit.node.id, variables: variables, inner: inside?.inner ?? []))
    }

    mutating func takeCompletions(of frame: Int) -> [Completion] {
        guard !state.completions.isEmpty else { return [] }
        let mine = state.completions.filter { $0.frame == frame }
        state.completions.removeAll { $0.frame == frame }
        return mine
    }

    /// Undoes one activity, or all that the sub-process or process around the thrower has completed.
    mutating func compensate(_ visit: Visit, _ activity: String?, then: Compensation.Then) {
        var frame = frame(of: visit.token)
        // An event sub-process undoes what was done beside it.
        while let known = state.frame(frame), let host = known.host,
            known.kind == .instance || self.visit(host)?.node.eventSubProcess != nil
        {
            frame = self.frame(of: host)
        }
        undo(frame, activity, visit, then: then)
    }

    mutating func undo(_ frame: Int, _ activity: String?, _ visit: Visit, then: Compensation.Then) {
        let chosen = state.completions.filter { $0.frame == frame && (activity == nil || $0.element == activity) }
        state.completions.removeAll { $0.frame == frame && (activity == nil || $0.element == activity) }
        let steps = chosen.reversed().flatMap { handlers($0) }
        change(visit.token) { $0.wait = .compensation(Compensation(steps: steps, then: then)) }
        undoNext(visit)
    }

    /// The handlers that undo an activity, in order; each with what it needs to know.
    private func handlers(_ done: Completion) -> [Completion] {
        guard let node = model.node(done.element) else { return [] }
        if let handler = node.compensation {
            return [Completion(frame: 0, element: model.nodes[handler].id, variables: done.variables)]
        }
        if let start = model.compensationStart(of: node), let place = start.parent {
            return [Completion(frame: 0, element: model.nodes[place].id, variables: done.variables, inner: done.inner)]
        }
        return done.inner.reversed().flatMap { inner in
            handlers(inner).map { step in
                var step = step
                step.variables.merge(done.variables) { mine, _ in mine }
                return step
            }
        }
    }

    /// Runs the next handler, or goes on when everything is undone.
    mutating func undoNext(_ visit: Visit) {
        guard case .compensation(var compensation)? = state.token(visit.token)?.wait else { return }
        guard let step = compensation.steps.first else {
            switch compensation.then {
            case .leave: leave(visit)
            case .vanish:
                let frame = frame(of: visit.token)
                remove(token: visit.token)
                closeIfEmpty(frame)
            case .cancelTransaction: leaveTransaction(visit)
            }
            return
        }
        compensation.steps.removeFirst()
        change(visit.token) { [compensation] in $0.wait = .compensation(compensation) }
        guard let node = model.node(step.element) else { return undoNext(visit) }
        let frame = open(frameFor: visit.token, .compensation)
        change(frame: frame) { $0.variables = step.variables }
        state.completions += step.inner.map { inner in
            var inner = inner
            inner.frame = frame
            return inner
        }
        if node.eventSubProcess != nil, let start = model.children(of: node.order).first(where: { $0.behaviour is StartEvent }) {
            let token = number()
            state.tokens.append(Token(id: token, element: node.id, frame: frame, via: nil))
            begin(eventSubProcess: Visit(token: token, node: node), from: start, answer: .null)
        } else {
            spawn(node, frame: frame, via: nil)
        }
    }

    // MARK: transactions

    /// The transaction around a token: the token that waits in it, and the frame of its contents.
    private func transaction(around token: Int) -> (host: Int, frame: Int)? {
        var frame = frame(of: token)
        while let known = state.frame(frame), let host = known.host, let visit = visit(host) {
            if visit.node.tag == "transaction", known.kind == .contents { return (host, frame) }
            frame = self.frame(of: host)
        }
        return nil
    }

    /// A transaction is cancelled: what goes on in it is given up, what was done is undone, then it is left by its
    /// cancel event.
    mutating func cancelTransaction(_ visit: Visit) throws(Failure) {
        guard let around = transaction(around: visit.token) else {
            throw Failure("The event \"\(visit.node.id)\" cancels a transaction, but there is none around it.")
        }
        guard cancelBoundary(around.host) != nil else {
            throw Failure("The transaction around \"\(visit.node.id)\" has no cancel event at its boundary.")
        }
        var ancestors: Set<Int> = [visit.token]
        for frame in frames(around: frame(of: visit.token)) {
            if let host = state.frame(frame)?.host { ancestors.insert(host) }
        }
        for token in state.tokens where token.frame == around.frame && !ancestors.contains(token.id) { cancel(token.id) }
        stopListening(in: around.frame)
        undo(around.frame, nil, visit, then: .cancelTransaction)
    }

    private func cancelBoundary(_ host: Int) -> Node? {
        visit(host)?.node.boundary.map { model.nodes[$0] }.first { node in node.events.all.contains { $0 is CancelEvent } }
    }

    private mutating func leaveTransaction(_ visit: Visit) {
        guard let around = transaction(around: visit.token), let boundary = cancelBoundary(around.host) else { return }
        emit(.left(token: visit.token, element: visit.node.id, how: .completed))
        remove(token: visit.token)
        interrupt(around.host, by: boundary)
    }
}
