import Kernel

/// Timers and messages.
extension Execution {
    /// Begins to wait on behalf of a token.
    mutating func subscribe(_ token: Int, to node: Node, _ trigger: Subscription.Trigger) {
        let subscription = Subscription(id: number(), token: token, element: node.id, trigger: trigger)
        state.subscriptions.append(subscription)
        announce(subscription)
    }

    private mutating func announce(_ subscription: Subscription) {
        switch subscription.trigger {
        case .timer(let due, _, _): emit(.setTimer(timer: subscription.id, element: subscription.element, due: due))
        case .message(let name, let correlation):
            emit(
                .awaitMessage(
                    subscription: subscription.id, element: subscription.element, message: name, correlation: correlation))
        }
    }

    /// Begins to listen at the boundary of an activity. Either all events listen or, if one fails, none.
    mutating func arm(_ visit: Visit) throws(Failure) {
        var triggers: [(node: Node, trigger: Subscription.Trigger)] = []
        for place in visit.node.boundary {
            let node = model.nodes[place]
            if let trigger = try (node.behaviour as? BoundaryEvent)?.definition?.trigger(self) {
                triggers.append((node, trigger))
            }
        }
        for (node, trigger) in triggers { subscribe(visit.token, to: node, trigger) }
    }

    /// Stops everything awaited on behalf of a token.
    mutating func disarm(_ token: Int) {
        for subscription in state.subscriptions where subscription.token == token { withdraw(subscription) }
    }

    private mutating func withdraw(_ subscription: Subscription) {
        state.subscriptions.removeAll { $0.id == subscription.id }
        switch subscription.trigger {
        case .timer: emit(.cancelTimer(timer: subscription.id))
        case .message: emit(.cancelMessage(subscription: subscription.id))
        }
    }

    /// What was awaited has happened.
    mutating func fire(_ subscription: Subscription, answer: JSON) {
        guard let visit = visit(subscription.token), let node = model.node(subscription.element) else {
            state.subscriptions.removeAll { $0.id == subscription.id }
            emit(.ignored(sentence: "The model has no element \"\(subscription.element)\" any more."))
            return
        }
        if let boundary = node.behaviour as? BoundaryEvent {
            if boundary.isInterrupting {
                state.subscriptions.removeAll { $0.id == subscription.id }
                interrupt(visit.token, by: node, answer: answer)
            } else {
                renew(subscription)
                arriveAtBoundary(node, frame: frame(of: visit.token), answer: answer)
            }
        } else if node.id == visit.node.id {
            state.subscriptions.removeAll { $0.id == subscription.id }
            complete(visit, answer, act: nil)
        } else {
            follow(visit, to: node, subscription, answer: answer)
        }
    }

    /// After a firing that interrupts nothing: a message is awaited again, a timer as often as its cycle says.
    private mutating func renew(_ subscription: Subscription) {
        guard case .timer(_, let interval, let times) = subscription.trigger else { return }
        guard let interval, times != 0, let place = state.subscriptions.firstIndex(where: { $0.id == subscription.id }) else {
            state.subscriptions.removeAll { $0.id == subscription.id }
            return
        }
        state.subscriptions[place].trigger = .timer(.after(interval), interval: interval, times: times.map { $0 - 1 })
        announce(state.subscriptions[place])
    }

    /// One branch of an event-based gateway has won.
    private mutating func follow(_ visit: Visit, to node: Node, _ subscription: Subscription, answer: JSON) {
        state.subscriptions.removeAll { $0.id == subscription.id }
        disarm(visit.token)
        emit(.left(token: visit.token, element: visit.node.id, how: .completed))
        let flow = visit.node.outgoing.map { model.flows[$0] }.first { $0.target == node.order }
        if let flow { emit(.took(token: visit.token, flow: flow.id)) }
        change(visit.token) {
            $0.element = node.id
            $0.via = flow?.id
        }
        let next = Visit(token: visit.token, node: node)
        enter(next)
        complete(next, answer, act: nil)
    }
}
