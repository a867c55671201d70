import XML

/// What is wrong with a model as a whole.
extension ModelReader {
    mutating func checkGraph(_ process: XMLElement, _ reach: [Int: [Set<Int>]]) {
        checkStarts(nil, line: process.line, title: "The process")
        for node in nodes where node.isSubProcess {
            checkStarts(node.order, line: node.line, title: "The sub-process \"\(node.id)\"")
        }
        for node in nodes {
            checkWaysOut(node)
            checkBranches(node)
            checkEventGateway(node)
            checkErrorEnd(node)
            checkCancel(node)
        }
        checkReached()
        checkBusyLoops()
        checkDeadlocks(reach)
    }

    private mutating func report(_ code: Problem.Code, _ node: Node, _ sentence: String) {
        report(code, line: node.line, element: node.id, sentence)
    }

    private mutating func checkStarts(_ parent: Int?, line: Int, title: String) {
        let starts = nodes.filter { $0.parent == parent && $0.behaviour is StartEvent }
        let plain = starts.filter(\.events.isEmpty)
        let id = parent.map { nodes[$0].id }
        if let parent, nodes[parent].behaviour is AdHocSubProcess { return }
        if let parent, nodes[parent].eventSubProcess != nil {
            if starts.count != 1 {
                report(.noStart, line: line, element: id, "\(title) needs one start event, which says what starts it.")
            }
            return
        }
        let instantiates = nodes.contains { node in
            node.parent == parent && node.incoming.isEmpty
                && ((node.behaviour as? ReceiveTask)?.instantiates ?? (node.behaviour as? EventBasedGateway)?.instantiates
                    ?? false)
        }
        if starts.isEmpty, !instantiates { report(.noStart, line: line, element: id, "\(title) has no start event.") }
        if plain.count > 1 { report(.severalStarts, plain[1], "\(title) has several start events without a trigger.") }
        if parent != nil {
            for start in starts where !start.events.isEmpty {
                report(.notExecutable, start, "The start event \"\(start.id)\" of a sub-process cannot have a trigger.")
            }
        }
    }

    private mutating func checkWaysOut(_ node: Node) {
        if let name = node.defaultFlow, !node.outgoing.contains(where: { flows[$0].id == name }) {
            report(.unknownDefault, node, "The default flow \"\(name)\" of \(node.tag) \"\(node.id)\" does not begin there.")
        }
        let isFree = node.isForCompensation || (node.parent.map { nodes[$0].behaviour is AdHocSubProcess } ?? false)
        if node.outgoing.isEmpty, node.behaviour.takesOutgoing, !isFree {
            report(
                .deadEnd, node, "Nothing follows after \(node.tag) \"\(node.id)\"; if it ends here, an end event should say so.")
        }
    }

    private mutating func checkBranches(_ node: Node) {
        guard node.behaviour is ExclusiveGateway || node.behaviour is InclusiveGateway, node.outgoing.count > 1 else { return }
        for place in node.outgoing where !flows[place].isDefault && flows[place].condition == nil {
            // A condition that did not compile has been reported already.
            guard !problems.contains(where: { $0.element == flows[place].id && $0.code == .expression }) else { continue }
            report(
                .missingCondition, line: flows[place].line, element: flows[place].id,
                "The flow \"\(flows[place].id)\" after the gateway \"\(node.id)\" has no condition and is not the default flow.")
        }
        if !node.outgoing.contains(where: { flows[$0].isDefault }) {
            report(.noDefault, node, "The gateway \"\(node.id)\" has no default flow: if no condition holds, the case is stuck.")
        }
    }

    private mutating func checkEventGateway(_ node: Node) {
        guard node.behaviour is EventBasedGateway else { return }
        if node.outgoing.count < 2 {
            report(.eventGateway, node, "The event-based gateway \"\(node.id)\" needs at least two events after it.")
        }
        for place in node.outgoing {
            let target = nodes[flows[place].target]
            if !(target.behaviour is IntermediateCatchEvent || target.behaviour is ReceiveTask) {
                report(
                    .eventGateway, target,
                    "After the event-based gateway \"\(node.id)\" stands \"\(target.id)\", which waits for no event.")
            } else if target.incoming.count > 1 {
                report(.eventGateway, target, "The event \"\(target.id)\" after an event-based gateway has other flows into it.")
            }
        }
    }

    private mutating func checkErrorEnd(_ node: Node) {
        guard node.behaviour is EndEvent, let error = node.events.first(ErrorEvent.self), let code = error.code else { return }
        var around = node.parent
        var isInside = false
        while true {
            // Beside an event sub-process nothing catches what happens in it.
            let starts =
                isInside
                ? []
                : nodes.filter { start in
                    start.behaviour is StartEvent
                        && start.parent.map { nodes[$0].eventSubProcess != nil && nodes[$0].parent == around } ?? false
                }
            let boundaries = around.map { nodes[$0].boundary.map { nodes[$0] } } ?? []
            let caught = (starts + boundaries).contains { $0.events.all.contains { ($0 as? ErrorEvent)?.rank(code) != nil } }
            if caught { return }
            guard let place = around else { break }
            isInside = nodes[place].eventSubProcess != nil
            around = nodes[place].parent
        }
        report(.uncaughtError, node, "The error \"\(code)\" thrown by \"\(node.id)\" is caught by no boundary event around it.")
    }

    /// A transaction is cancelled from inside and left by an event at its boundary; either is nothing without the other.
    private mutating func checkCancel(_ node: Node) {
        guard node.events.first(CancelEvent.self) != nil else { return }
        if let host = node.attachedTo {
            if nodes[host].tag != "transaction" {
                report(
                    .missingDetail, node,
                    "The cancel event \"\(node.id)\" sits on \"\(nodes[host].id)\", which is no transaction.")
            }
            return
        }
        var around = node.parent
        while let place = around, nodes[place].tag != "transaction" { around = nodes[place].parent }
        guard let around else {
            return report(.missingDetail, node, "The event \"\(node.id)\" cancels a transaction, but there is none around it.")
        }
        if !nodes[around].boundary.contains(where: { nodes[$0].events.first(CancelEvent.self) != nil }) {
            report(
                .missingDetail, node,
                "\"\(node.id)\" cancels the transaction \"\(nodes[around].id)\", which has no cancel event at its boundary to go on from."
            )
        }
    }

    private mutating func checkReached() {
        for parent in [nil] + nodes.filter(\.isSubProcess).map({ Optional($0.order) }) {
            let inside = nodes.filter { $0.parent == parent }
            var starts = inside.filter { $0.behaviour is StartEvent }
            // Without start events everything that nothing leads to begins by itself.
            if starts.isEmpty { starts = inside.filter { $0.incoming.isEmpty && $0.attachedTo == nil } }
            // These begin by their events, or when something is undone.
            starts += inside.filter { $0.isForCompensation || $0.eventSubProcess != nil }
            let reached = Reachability.forward(from: starts.map(\.order), nodes, flows)
            for node in inside where !reached.contains(node.order) {
                report(.unreachable, node, "No way leads to \(node.tag) \"\(node.id)\".")
            }
        }
    }

    /// A circle in which no person, message or time is waited for would run for ever in an instant. A sub-process
    /// rests if something on every way through it does; to be simple and safe, if anything in it does.
    private mutating func checkBusyLoops() {
        func rests(_ node: Node) -> Bool {
            if node.behaviour.pause == .world { return true }
            guard node.isSubProcess else { return false }
            return nodes.contains { $0.parent == node.order && rests($0) }
        }
        let restless = Set(nodes.filter { !rests($0) }.map(\.order))
        if let circle = Reachability.circle(among: restless, nodes, flows), let first = circle.first {
            let names = circle.map { "\"\(nodes[$0].id)\"" }.joined(separator: ", ")
            report(.busyLoop, nodes[first], "The elements \(names) form a circle in which nothing is waited for.")
        }
    }
}
