import Kernel

/// Plays every course that a process or sub-process can take, without values: each exclusive way, each set of ways
/// after an inclusive gateway, each event at a boundary. Where tokens are left that can never move again, a gateway
/// waits for a way on which nobody comes.
struct CourseSearch {
    /// How many tokens are on each flow.
    typealias Marking = [UInt8]

    let nodes: [Node]
    let flows: [Flow]
    let reach: [Int: [Set<Int>]]
    /// The sub-process that is looked at; nil for the process.
    let scope: Int?

    /// Courses beyond these are not looked at; what is found is certain, that nothing is found is not.
    static let most = 5_000

    /// A gateway at which a course ends, with the flows on which nobody came.
    struct Stuck {
        let gateway: Int
        let missing: [Int]
        /// At most one choice by conditions lies on the course, so that some values lead there. Several choices may exclude each other.
        let isCertain: Bool
    }

    private struct Place: Hashable {
        var marking: Marking
        /// Choices by conditions on the way, counted to two.
        var choices = 0
    }

    func run() -> [Stuck] {
        let inside = nodes.filter { $0.parent == scope }
        guard !inside.contains(where: { $0.behaviour is ComplexGateway || $0.behaviour is Unsupported }),
            inside.contains(where: {
                $0.incoming.count > 1 && ($0.behaviour is ParallelGateway || $0.behaviour is InclusiveGateway)
            })
        else { return [] }
        var seen: Set<Place> = []
        var open = beginnings(inside).map { Place(marking: $0) }
        var stuck: [Int: Stuck] = [:]
        while let place = open.popLast(), seen.count < CourseSearch.most {
            guard seen.insert(place).inserted else { continue }
            guard place.marking.allSatisfy({ $0 < 3 }), let (next, chooses) = successors(place.marking) else { continue }
            if next.isEmpty {
                for found in ends(place) where stuck[found.gateway]?.isCertain != true { stuck[found.gateway] = found }
            }
            let choices = min(place.choices + (chooses ? 1 : 0), 2)
            open += next.map { Place(marking: $0, choices: choices) }
        }
        return stuck.values.sorted { $0.gateway < $1.gateway }
    }

    private var empty: Marking { Marking(repeating: 0, count: flows.count) }

    private func beginnings(_ inside: [Node]) -> [Marking] {
        let starts = inside.filter { $0.behaviour is StartEvent }
        let plain = starts.filter(\.events.isEmpty)
        var list = starts.filter { !$0.events.isEmpty }.flatMap { putting(outputs($0), into: empty) }
        if !plain.isEmpty {
            list += plain.reduce([empty]) { before, node in before.flatMap { putting(outputs(node), into: $0) } }
        }
        return list
    }

    private func putting(_ alternatives: [[Int]], into marking: Marking) -> [Marking] {
        alternatives.map { flows in
            var next = marking
            for flow in flows { next[flow] = min(next[flow] + 1, 3) }
            return next
        }
    }

    /// What can follow, and whether conditions choose among it; nil when the course is at its end by an event that ends everything.
    private func successors(_ marking: Marking) -> ([Marking], chooses: Bool)? {
        // What does not join moves first: it depends on nothing else, so that one order stands for all.
        for flow in flows.indices where marking[flow] > 0 {
            let node = nodes[flows[flow].target]
            let joins = node.incoming.count > 1 && (node.behaviour is ParallelGateway || node.behaviour is InclusiveGateway)
            if joins { continue }
            var rest = marking
            rest[flow] -= 1
            if node.behaviour is EndEvent, node.events.all.contains(where: { $0.takesToken && !($0 is CompensateEvent) }) {
                return nil
            }
            return (putting(outputs(node), into: rest), chooses(node))
        }
        for node in nodes where node.parent == scope && node.incoming.count > 1 && node.behaviour is ParallelGateway {
            guard node.incoming.allSatisfy({ marking[$0] > 0 }) else { continue }
            return (putting(outputs(node), into: taking(node.incoming, from: marking)), chooses(node))
        }
        for node in nodes where node.parent == scope && node.incoming.count > 1 && node.behaviour is InclusiveGateway {
            let came = node.incoming.filter { marking[$0] > 0 }
            guard !came.isEmpty, isReady(node, Set(came), marking) else { continue }
            return (putting(outputs(node), into: taking(came, from: marking)), chooses(node))
        }
        return marking.contains { $0 > 0 } ? ([], false) : nil
    }

    private func chooses(_ node: Node) -> Bool {
        node.outgoing.count > 1 && node.outgoing.contains { flows[$0].condition != nil }
    }

    private func taking(_ flows: [Int], from marking: Marking) -> Marking {
        var rest = marking
        for flow in flows { rest[flow] -= 1 }
        return rest
    }

    private func isReady(_ node: Node, _ came: Set<Int>, _ marking: Marking) -> Bool {
        guard let reach = reach[node.order] else { return true }
        for flow in flows.indices where marking[flow] > 0 && flows[flow].target != node.order {
            let reachable = reach[flows[flow].target]
            if !reachable.subtracting(came).isEmpty, reachable.isDisjoint(with: came) { return false }
        }
        return true
    }

    private func ends(_ place: Place) -> [Stuck] {
        nodes.compactMap { node in
            guard node.parent == scope, node.incoming.contains(where: { place.marking[$0] > 0 }) else { return nil }
            return Stuck(
                gateway: node.order, missing: node.incoming.filter { place.marking[$0] == 0 }, isCertain: place.choices < 2)
        }
    }

    /// The sets of flows on which tokens can leave an element, its boundary events included.
    private func outputs(_ node: Node) -> [[Int]] {
        var alternatives = own(node)
        for place in node.boundary {
            let event = nodes[place]
            guard let boundary = event.behaviour as? BoundaryEvent, !boundary.isCompensation else { continue }
            let more = own(event)
            alternatives += boundary.isInterrupting ? more : alternatives.flatMap { base in more.map { base + $0 } }
        }
        return alternatives
    }

    private func own(_ node: Node) -> [[Int]] {
        let all = node.outgoing
        if all.isEmpty { return [[]] }
        if node.behaviour is ExclusiveGateway || node.behaviour is EventBasedGateway { return all.map { [$0] } }
        if node.behaviour is ParallelGateway { return [all] }
        let free = all.filter { flows[$0].condition == nil && !flows[$0].isDefault }
        let conditional = all.filter { flows[$0].condition != nil && !flows[$0].isDefault }
        let fallback = all.filter { flows[$0].isDefault }
        guard !conditional.isEmpty else { return [free + fallback] }
        var sets: [[Int]] = [[]]
        // Many ways: each alone and all together stand for the rest.
        if conditional.count > 4 {
            sets += conditional.map { [$0] } + [conditional]
        } else {
            for flow in conditional { sets += sets.map { $0 + [flow] } }
        }
        return sets.map { $0.isEmpty ? free + fallback : free + $0 }.filter { !$0.isEmpty }
    }
}

extension ModelReader {
    mutating func checkDeadlocks(_ reach: [Int: [Set<Int>]]) {
        for scope in [nil] + nodes.filter(\.isSubProcess).map({ Optional($0.order) }) where !canBeLeft(scope) {
            for stuck in CourseSearch(nodes: nodes, flows: flows, reach: reach, scope: scope).run() {
                let gateway = nodes[stuck.gateway]
                let ways = stuck.missing.map { "\"\(nodes[flows[$0].source].id)\"" }.joined(separator: ", ")
                let waiting = "The gateway \"\(gateway.id)\" waits for what comes from \(ways)"
                report(
                    stuck.isCertain ? .deadlock : .possibleDeadlock, line: gateway.line, element: gateway.id,
                    stuck.isCertain
                        ? "\(waiting), but the case can take a course on which nothing comes from there: it would be stuck for ever."
                        : "\(waiting). If the conditions on the way allow a course on which nothing comes from there, the case is stuck for ever."
                )
            }
        }
    }

    /// Whether an event can end everything that waits in a process or sub-process: then nothing waits there for ever.
    private func canBeLeft(_ scope: Int?) -> Bool {
        let isInterruptedInside = nodes.contains { node in
            guard node.parent == scope, node.eventSubProcess != nil else { return false }
            return nodes.contains { $0.parent == node.order && ($0.behaviour as? StartEvent)?.isInterrupting == true }
        }
        guard let scope, !isInterruptedInside else { return isInterruptedInside }
        let isInterruptedAround = nodes[scope].boundary.contains {
            (nodes[$0].behaviour as? BoundaryEvent).map { $0.isInterrupting && !$0.isCompensation } ?? false
        }
        return isInterruptedAround || canBeLeft(nodes[scope].parent)
    }
}
