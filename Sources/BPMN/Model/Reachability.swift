/// Which elements lead where.
enum Reachability {
    /// For each inclusive gateway with several incoming flows: for every node the set of those flows that can be
    /// reached from it without passing the gateway. An activity leads to its boundary events too.
    static func ofInclusiveJoins(_ nodes: [Node], _ flows: [Flow]) -> [Int: [Set<Int>]] {
        var result: [Int: [Set<Int>]] = [:]
        for gateway in nodes
        where (gateway.behaviour is InclusiveGateway || gateway.behaviour is ComplexGateway) && gateway.incoming.count > 1 {
            var reach = [Set<Int>](repeating: [], count: nodes.count)
            for flow in gateway.incoming {
                var open = [flows[flow].source]
                while let place = open.popLast() {
                    guard place != gateway.order, reach[place].insert(flow).inserted else { continue }
                    open += nodes[place].incoming.map { flows[$0].source }
                    if let host = nodes[place].attachedTo { open.append(host) }
                }
            }
            result[gateway.order] = reach
        }
        return result
    }

    /// Everything that a token can come to from some nodes.
    static func forward(from starts: [Int], _ nodes: [Node], _ flows: [Flow]) -> Set<Int> {
        var seen: Set<Int> = []
        var open = starts
        while let place = open.popLast() {
            guard seen.insert(place).inserted else { continue }
            open += nodes[place].outgoing.map { flows[$0].target }
            open += nodes[place].boundary
        }
        return seen
    }

    /// A circle among the given nodes, if there is one: the nodes on it, in order.
    static func circle(among allowed: Set<Int>, _ nodes: [Node], _ flows: [Flow]) -> [Int]? {
        var done: Set<Int> = []
        for start in allowed.sorted() where !done.contains(start) {
            // Depth first without recursion: the path, and for each place on it how many ways have been tried.
            var path = [start]
            var tried = [0]
            while let place = path.last, let next = tried.last {
                let ways = nodes[place].outgoing.map { flows[$0].target }.filter { allowed.contains($0) }
                guard next < ways.count else {
                    done.insert(place)
                    path.removeLast()
                    tried.removeLast()
                    continue
                }
                tried[tried.count - 1] += 1
                if let begin = path.firstIndex(of: ways[next]) { return Array(path[begin...]) }
                if !done.contains(ways[next]) {
                    path.append(ways[next])
                    tried.append(0)
                }
            }
        }
        return nil
    }
}
