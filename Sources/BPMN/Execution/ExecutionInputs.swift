import Kernel

/// What comes from outside.
extension Execution {
    mutating func take(_ input: Input) {
        if case .start(let event, let variables) = input {
            start(event, variables)
            return
        }
        if case .again(let element) = input {
            again(element)
            return
        }
        guard state.status == .running else {
            emit(.ignored(sentence: "The process is \(state.status.rawValue); nothing can happen to it."))
            return
        }
        switch input {
        case .start, .again: break
        case .taskCompleted(let token, let act, let variables): finishTask(token, act, variables)
        case .serviceReturned(let token, let output): answer(token, output) { $0 == .service || $0 == .process }
        case .decisionReturned(let token, let output): answer(token, output) { $0 == .decision }
        case .timerFired(let timer): fireTimer(timer)
        case .message(let name, let correlation, let variables): deliver(name, correlation, variables)
        case .signal(let name, let variables): broadcast(name, variables)
        case .changed(let variables): merge(variables, frame: 0)
        case .escalated(let token, let code, let variables): escalateTask(token, code, variables)
        case .failed(let token, let code, let reason): fail(token, code, reason)
        case .retry(let token, let variables): retry(token, variables)
        case .cancel: cancelAll()
        }
    }

    private mutating func ignore(_ sentence: String) { emit(.ignored(sentence: sentence)) }

    private mutating func start(_ event: String?, _ variables: JSON) {
        guard state.status == .created else { return ignore("The process has already started.") }
        if let event {
            guard let node = model.node(event), node.parent == nil, node.behaviour is StartEvent || model.instantiates(node)
            else {
                return ignore("The process has no start event \"\(event)\".")
            }
            state.status = .running
            merge(variables, frame: 0)
            if node.behaviour is StartEvent { spawn(node, frame: 0, via: nil) } else { instantiate(node) }
            return
        }
        let starts = model.starts(of: nil)
        guard !starts.isEmpty else { return ignore("The process has no start event without a trigger.") }
        state.status = .running
        merge(variables, frame: 0)
        for node in starts { spawn(node, frame: 0, via: nil) }
    }

    /// Starts at a receive task, or at one of the events after a gateway, that has happened already.
    private mutating func instantiate(_ node: Node) {
        let gateway = node.incoming.map { model.nodes[model.flows[$0].source] }.first { $0.behaviour is EventBasedGateway }
        let first = gateway ?? node
        let token = number()
        state.tokens.append(Token(id: token, element: first.id, frame: 0, via: nil))
        let visit = Visit(token: token, node: first)
        enter(visit)
        guard let gateway else { return complete(visit, .null, act: nil) }
        if (gateway.behaviour as? EventBasedGateway)?.isParallel == true {
            // All events belong to one case: the others are awaited.
            for place in gateway.outgoing where model.flows[place].target != node.order {
                spawn(model.nodes[model.flows[place].target], frame: 0, via: model.flows[place].id)
            }
        }
        proceed(from: visit, to: node, answer: .null)
    }

    private mutating func again(_ element: String) {
        guard state.status == .completed else { return ignore("The process has not come to its end.") }
        guard let node = model.node(element), node.parent == nil else {
            return ignore("The process has no element \"\(element)\" to go back to.")
        }
        state.status = .running
        spawn(node, frame: 0, via: nil)
    }

    private mutating func finishTask(_ token: Int, _ act: String?, _ variables: JSON) {
        guard let visit = visit(token), case .task(let acts)? = state.token(token)?.wait else {
            return ignore("No task is open at token \(token).")
        }
        if !acts.isEmpty, !acts.contains(act ?? "") {
            return ignore("The task \"\(visit.node.id)\" offers \(acts.joined(separator: ", ")), not \(act ?? "nothing").")
        }
        complete(visit, variables, act: act)
    }

    private mutating func answer(_ token: Int, _ output: JSON, _ isAwaited: (Wait) -> Bool) {
        guard let visit = visit(token), let wait = state.token(token)?.wait, isAwaited(wait) else {
            return ignore("Token \(token) does not wait for this answer.")
        }
        complete(visit, output, act: nil)
    }

    private mutating func fireTimer(_ timer: Int) {
        guard let subscription = state.subscriptions.first(where: { $0.id == timer }), case .timer = subscription.trigger else {
            return ignore("The timer \(timer) is no longer set.")
        }
        fire(subscription, answer: .null)
    }

    /// A message goes to the one who has waited longest.
    private mutating func deliver(_ name: String, _ correlation: JSON?, _ variables: JSON) {
        let waiting = state.subscriptions.first { subscription in
            guard case .message(let awaited, let expected) = subscription.trigger, awaited == name else { return false }
            return expected == nil || expected == correlation
        }
        guard let waiting else { return ignore("Nobody waits for the message \"\(name)\".") }
        fire(waiting, answer: variables)
    }

    private mutating func fail(_ token: Int, _ code: String?, _ reason: String) {
        guard let visit = visit(token), let wait = state.token(token)?.wait else {
            return ignore("There is no token \(token).")
        }
        switch wait {
        case .task, .service, .decision, .process: break
        default: return ignore("Token \(token) does not wait for anything that could fail.")
        }
        if let code, throwError(code, from: token) { return }
        park(visit, .enter, code.map { "\(reason) (error \($0))" } ?? reason)
    }

    private mutating func retry(_ token: Int, _ variables: JSON) {
        guard let visit = visit(token), case .incident(_, let resumption)? = state.token(token)?.wait else {
            return ignore("Token \(token) is no incident.")
        }
        merge(variables, visit)
        emit(.resolved(token: token))
        change(token) { $0.wait = .moving }
        switch resumption {
        case .enter: attempt(visit, .enter) { (run) throws(Failure) -> Next in try run.begin(visit) }
        case .answer(let answer, let act): complete(visit, answer, act: act)
        case .leave: leave(visit)
        case .join: change(token) { $0.wait = .join(holds: true) }
        case .loop(let loop): resume(loop, visit)
        }
    }

    private mutating func escalateTask(_ token: Int, _ code: String?, _ variables: JSON) {
        guard let visit = visit(token), let wait = state.token(token)?.wait else {
            return ignore("There is no token \(token).")
        }
        switch wait {
        case .task, .service, .process: escalate(code, from: token, element: visit.node.id, answer: variables)
        default: ignore("Token \(token) does nothing that could escalate.")
        }
    }

    private mutating func cancelAll() {
        for token in state.tokens where token.frame == 0 { cancel(token.id) }
        stopListening(in: 0)
        state.frames = []
        state.completions = []
        state.status = .cancelled
        emit(.ended(.cancelled))
    }
}
