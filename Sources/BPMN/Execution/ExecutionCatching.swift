import Kernel

/// What an event lets happen once its token has left it.
enum Happening: Sendable {
    case signal(String, JSON)
    case escalation(String?, JSON)
}

/// The process (nil) or the sub-process whose contents run in a frame.
struct Contents {
    let node: Int?
}

/// Where an error or an escalation is caught.
enum Catcher {
    case boundary(host: Int, Node)
    case eventSubProcess(frame: Int, Node, start: Node)
}

/// Errors and escalations look for their catcher from the inside out; signals reach everybody.
extension Execution {
    /// The nearest event that catches: on the element, in an event sub-process beside it, on the sub-process around it,
    /// and so on outwards. On each level what names the code goes before what catches everything.
    func catcher(from token: Int, _ catches: (any EventDefinition) -> CatchRank?) -> Catcher? {
        func best(_ nodes: [Node]) -> Node? {
            for rank in [CatchRank.exact, .any] {
                let found = nodes.first { node in
                    node.events.all.contains { catches($0) == rank }
                }
                if let found { return found }
            }
            return nil
        }
        var current: Int? = token
        while let id = current, let visit = visit(id) {
            let frame = frame(of: id)
            if !isInstance(id), let found = best(visit.node.boundary.map { model.nodes[$0] }) {
                return .boundary(host: id, found)
            }
            // What happens in an event sub-process is no business of those beside it.
            if visit.node.eventSubProcess == nil, let scope = scopeNode(of: frame) {
                let starts = model.eventSubProcesses(of: scope.node).flatMap { model.children(of: $0.order) }
                if let start = best(starts.filter { $0.behaviour is StartEvent }), let place = start.parent {
                    return .eventSubProcess(frame: frame, model.nodes[place], start: start)
                }
            }
            current = state.frame(frame)?.host
        }
        return nil
    }

    /// The sub-process (nil: the process) whose contents run in a frame; nil if none do.
    func scopeNode(of frame: Int) -> Contents? {
        if frame == 0 { return Contents(node: nil) }
        guard let known = state.frame(frame), known.kind == .contents, let host = known.host, let visit = visit(host)
        else { return nil }
        return Contents(node: visit.node.order)
    }

    /// An error takes the token that threw it away with everything inside its catcher; false if nobody catches it.
    mutating func throwError(_ code: String, from token: Int, answer: JSON = .null) -> Bool {
        guard let catcher = catcher(from: token, { ($0 as? ErrorEvent)?.rank(code) }) else { return false }
        switch catcher {
        case .boundary(let host, let node): interrupt(host, by: node, answer: answer)
        case .eventSubProcess(let frame, let node, let start):
            run(eventSubProcess: node, from: start, in: frame, answer: answer)
        }
        return true
    }

    /// An escalation interrupts only if its catcher says so. One that nobody catches is told outside and changes nothing.
    mutating func escalate(_ code: String?, from token: Int, element: String, answer: JSON) {
        switch catcher(from: token, { ($0 as? EscalationEvent)?.rank(code) }) {
        case .boundary(let host, let node)?:
            if (node.behaviour as? BoundaryEvent)?.isInterrupting ?? true {
                interrupt(host, by: node, answer: answer)
            } else {
                arriveAtBoundary(node, frame: frame(of: host), answer: answer)
            }
        case .eventSubProcess(let frame, let node, let start)?:
            run(eventSubProcess: node, from: start, in: frame, answer: answer)
        case nil: emit(.escalated(element: element, code: code))
        }
    }

    mutating func happen(_ happening: Happening, _ visit: Visit) {
        switch happening {
        case .signal(let name, let variables):
            emit(.sendSignal(token: visit.token, element: visit.node.id, signal: name, variables: variables))
            broadcast(name, variables)
        case .escalation(let code, let variables):
            escalate(code, from: visit.token, element: visit.node.id, answer: variables)
        }
    }

    /// A signal reaches all who wait for it now, in document order.
    mutating func broadcast(_ name: String, _ variables: JSON) {
        let waiting = state.subscriptions.filter { if case .signal(name) = $0.trigger { true } else { false } }
            .sorted { (model.index[$0.element] ?? 0, $0.id) < (model.index[$1.element] ?? 0, $1.id) }
        for subscription in waiting where state.subscriptions.contains(where: { $0.id == subscription.id }) {
            fire(subscription, answer: variables)
        }
    }
}

/// How well an event fits what was thrown.
enum CatchRank { case exact, any }
