import Kernel

/// Gateways where tokens come together.
extension Execution {
    /// Tokens of a frame that wait at a joining gateway.
    func gathered(at node: Node, frame: Int) -> [Token] {
        state.tokens.filter { token in
            guard token.element == node.id, token.frame == frame, case .join = token.wait else { return false }
            return true
        }
    }

    /// A token begins to wait at a joining gateway; the first to come enters it for all.
    mutating func gather(_ visit: Visit) {
        let isFirst = gathered(at: visit.node, frame: frame(of: visit.token)).isEmpty
        change(visit.token) { $0.wait = .join(holds: isFirst) }
        if isFirst { enter(visit) }
    }

    /// One token of each incoming flow becomes one token that goes on.
    /// - Returns: the flows by which they came.
    @discardableResult
    mutating func join(_ node: Node, frame: Int) -> Set<String> {
        let waiting = gathered(at: node, frame: frame)
        guard let holder = waiting.first(where: { $0.wait == .join(holds: true) }) else { return [] }
        var flows: Set<String?> = [holder.via]
        for token in waiting where token.id != holder.id && flows.insert(token.via).inserted { remove(token: token.id) }
        let visit = Visit(token: holder.id, node: node)
        attempt(visit, .enter) { (run) throws(Failure) -> Next in try run.begin(visit) }
        // Tokens of a second round wait on, and the first of them enters the gateway anew.
        if let first = gathered(at: node, frame: frame).first(where: { $0.id != holder.id }) {
            change(first.id) { $0.wait = .join(holds: true) }
            enter(Visit(token: first.id, node: node))
        }
        return Set(flows.compactMap { $0 })
    }

    /// Lets the first inclusive gateway go on, or complex gateway begin anew, that has nothing left to wait for.
    mutating func fireInclusiveJoin() -> Bool {
        let holders = state.tokens.filter { token in
            switch token.wait {
            case .join(holds: true), .reset: true
            default: false
            }
        }.sorted { (model.index[$0.element] ?? 0, $0.id) < (model.index[$1.element] ?? 0, $1.id) }
        for holder in holders {
            if case .reset(let flows) = holder.wait, let visit = visit(holder.id) {
                guard InclusiveGateway.isReady(visit.node, frame: holder.frame, arrived: flows, self) else { continue }
                (visit.node.behaviour as? ComplexGateway)?.reset(visit, &self)
                settleEvents()
                return true
            }
            guard let visit = visit(holder.id), visit.node.behaviour is InclusiveGateway,
                InclusiveGateway.isReady(visit.node, frame: holder.frame, self)
            else { continue }
            join(visit.node, frame: holder.frame)
            settleEvents()
            return true
        }
        return false
    }

    /// Where all tokens of a frame wait at joining gateways, nobody will ever come: that is an incident, not a case
    /// that is silently forgotten.
    mutating func findStuckJoins() {
        for frame in [0] + state.frames.map(\.id) {
            let tokens = state.tokens.filter { $0.frame == frame }
            let isStuck = !tokens.isEmpty && tokens.allSatisfy { if case .join = $0.wait { true } else { false } }
            guard isStuck else { continue }
            for token in tokens where token.wait == .join(holds: true) {
                guard let visit = visit(token.id) else { continue }
                let arrived = Set(gathered(at: visit.node, frame: frame).compactMap(\.via))
                let missing = visit.node.incoming.map { model.flows[$0].id }.filter { !arrived.contains($0) }
                let awaited = missing.isEmpty ? "more" : missing.joined(separator: ", ")
                park(
                    visit, .join, "The gateway \"\(visit.node.id)\" waits for \(awaited), but nothing is under way any more.")
            }
        }
    }
}
