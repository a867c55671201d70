import Kernel

/// Timers, messages, signals and conditions.
extension Execution {
    /// Begins to wait on behalf of a token, or of a frame.
    mutating func subscribe(
        _ token: Int, to node: Node, _ trigger: Subscription.Trigger, part: Int = 0, frame: Int? = nil
    ) {
        var subscription = Subscription(id: number(), token: token, element: node.id, trigger: trigger)
        subscription.part = part
        subscription.frame = frame
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
        case .signal(let name):
            emit(.awaitSignal(subscription: subscription.id, element: subscription.element, signal: name))
        case .condition: break
        }
    }

    /// Begins to listen at the boundary of an activity. Either all events listen or, if one fails, none.
    mutating func arm(_ visit: Visit) throws(Failure) {
        guard !visit.node.boundary.isEmpty else { return }
        var triggers: [(node: Node, trigger: Subscription.Trigger, part: Int)] = []
        for place in visit.node.boundary {
            let node = model.nodes[place]
            for (trigger, part) in try node.events.triggers(self, frame: frame(of: visit.token)) {
                triggers.append((node, trigger, part))
            }
        }
        for (node, trigger, part) in triggers { subscribe(visit.token, to: node, trigger, part: part) }
    }

    /// Stops everything awaited on behalf of a token.
    mutating func disarm(_ token: Int) {
        for subscription in state.subscriptions where subscription.token == token && subscription.frame == nil {
            withdraw(subscription)
        }
    }

    mutating func withdraw(_ subscription: Subscription) {
        state.subscriptions.removeAll { $0.id == subscription.id }
        switch subscription.trigger {
        case .timer: emit(.cancelTimer(timer: subscription.id))
        case .message: emit(.cancelMessage(subscription: subscription.id))
        case .signal: emit(.cancelSignal(subscription: subscription.id))
        case .condition: break
        }
    }

    private mutating func forget(_ subscription: Subscription) {
        state.subscriptions.removeAll { $0.id == subscription.id }
    }

    /// What was awaited has happened.
    mutating func fire(_ subscription: Subscription, answer: JSON) {
        guard let node = model.node(subscription.element) else {
            forget(subscription)
            return emit(.ignored(sentence: "The model has no element \"\(subscription.element)\" any more."))
        }
        if node.events.isParallel, state.subscriptions.contains(where: { $0.isBeside(subscription) }) {
            // Of several events that must all happen this is not the last.
            forget(subscription)
            return merge(answer, frame: subscription.frame ?? frame(of: subscription.token))
        }
        if let frame = subscription.frame {
            renew(subscription)
            guard let place = node.parent else { return }
            return run(eventSubProcess: model.nodes[place], from: node, in: frame, answer: answer)
        }
        guard let visit = visit(subscription.token) else { return forget(subscription) }
        if let boundary = node.behaviour as? BoundaryEvent {
            if boundary.isInterrupting {
                forget(subscription)
                interrupt(visit.token, by: node, answer: answer)
            } else {
                renew(subscription)
                arriveAtBoundary(node, frame: frame(of: visit.token), answer: answer)
            }
        } else if node.id == visit.node.id {
            forget(subscription)
            for other in state.subscriptions where other.isBeside(subscription) { withdraw(other) }
            complete(visit, answer, act: nil)
        } else {
            follow(visit, to: node, subscription, answer: answer)
        }
    }

    /// After a firing that interrupts nothing: a message is awaited again, a timer as often as its cycle says.
    private mutating func renew(_ subscription: Subscription) {
        guard case .timer(_, let interval, let times) = subscription.trigger else { return }
        guard let interval, times != 0, let place = state.subscriptions.firstIndex(where: { $0.id == subscription.id }) else {
            return forget(subscription)
        }
        state.subscriptions[place].trigger = .timer(.after(interval), interval: interval, times: times.map { $0 - 1 })
        announce(state.subscriptions[place])
    }

    /// One branch of an event-based gateway has won.
    private mutating func follow(_ visit: Visit, to node: Node, _ subscription: Subscription, answer: JSON) {
        forget(subscription)
        disarm(visit.token)
        proceed(from: visit, to: node, answer: answer)
    }

    /// Leaves an event-based gateway for an event that has happened.
    mutating func proceed(from visit: Visit, to node: Node, answer: JSON) {
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

    /// Lets conditions that have become true happen, the one that stands first in the document before the others.
    /// What cannot be decided, because a value is still missing, does not hold.
    mutating func settleEvents() {
        while state.status == .running, steps <= Execution.most {
            var next: (order: Int, subscription: Subscription)?
            for (place, subscription) in state.subscriptions.enumerated() {
                guard case .condition(let held) = subscription.trigger, let node = model.node(subscription.element) else {
                    continue
                }
                let condition = (node.events.all.indices.contains(subscription.part) ? node.events.all[subscription.part] : nil)
                let frame = subscription.frame ?? frame(of: subscription.token)
                let holds = (condition as? ConditionalEvent)?.holds(scope(frame: frame), at: moment) ?? false
                if holds == held { continue }
                if holds {
                    if next.map({ node.order < $0.order }) ?? true { next = (node.order, subscription) }
                } else {
                    state.subscriptions[place].trigger = .condition(held: false)
                }
            }
            guard let (_, subscription) = next else { return }
            steps += 1
            if let place = state.subscriptions.firstIndex(where: { $0.id == subscription.id }) {
                state.subscriptions[place].trigger = .condition(held: true)
                fire(state.subscriptions[place], answer: .null)
            }
        }
    }
}

extension Subscription {
    /// Whether another definition of the same event is awaited for the same reason.
    func isBeside(_ other: Subscription) -> Bool {
        id != other.id && token == other.token && frame == other.frame && element == other.element
    }
}
