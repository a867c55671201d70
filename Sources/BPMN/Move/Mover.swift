import Kernel
import XML

/// Carries a state over to another version, token by token.
struct Mover {
    let old: ProcessModel
    let new: ProcessModel
    let mapping: [String: String]
    let state: ProcessState
    private(set) var changes: [Move.Change] = []
    private(set) var obstacles: [Move.Obstacle] = []

    init(old: ProcessModel, new: ProcessModel, mapping: [String: String], state: ProcessState) {
        self.old = old
        self.new = new
        self.mapping = mapping
        self.state = state
    }

    mutating func move(at moment: Instant) -> Move {
        guard state.status == .running else {
            let why = Move.Obstacle(
                kind: .notRunning, element: state.process,
                sentence: "The process is \(state.status.rawValue); there is nothing to move.")
            return Move(state: nil, effects: [], changes: [], obstacles: [why])
        }
        var next = ProcessState(process: new.id)
        next.status = .running
        next.variables = state.variables
        next.frames = state.frames
        next.completions = completions()
        next.next = state.next
        next.isListening = state.isListening
        next.tokens = state.tokens.map { carried($0) }
        next.subscriptions = state.subscriptions
        var execution = Execution(model: new, moment: moment, state: next)
        listen(&execution)
        renewTasks(&execution)
        lookAhead()
        let known = Set(obstacles)
        obstacles = known.sorted { ($0.element, $0.sentence) < ($1.element, $1.sentence) }
        guard obstacles.isEmpty else { return Move(state: nil, effects: [], changes: changes, obstacles: obstacles) }
        return Move(state: execution.state, effects: execution.takeEffects(), changes: changes, obstacles: [])
    }

    private func name(_ element: String) -> String { mapping[element] ?? element }

    private mutating func block(_ kind: Move.Obstacle.Kind, _ element: String, _ sentence: String) {
        obstacles.append(Move.Obstacle(kind: kind, element: element, sentence: sentence))
    }

    private mutating func note(_ kind: Move.Change.Kind, _ element: String, _ sentence: String) {
        changes.append(Move.Change(kind: kind, element: element, sentence: sentence))
    }

    // MARK: tokens

    private mutating func carried(_ token: Token) -> Token {
        var token = token
        let before = token.element
        token.element = name(before)
        guard let here = old.node(before) else {
            block(.gone, before, "The case is at \"\(before)\", which is not in its own version.")
            return token
        }
        guard let there = new.node(token.element) else {
            block(.gone, before, "The case is at \"\(before)\", which the new version does not have.")
            return token
        }
        if before != token.element {
            note(.moved, token.element, "The case goes on at \"\(token.element)\" instead of \"\(before)\".")
        }
        if here.tag != there.tag {
            block(
                .different, before, "\"\(before)\" is a \(here.tag), but \"\(token.element)\" in the new version a \(there.tag).")
        }
        if here.parent.map({ name(old.nodes[$0].id) }) != there.parent.map({ new.nodes[$0].id }) {
            block(.elsewhere, before, "\"\(token.element)\" stands in another sub-process in the new version.")
        }
        if (here.loop == nil) != (there.loop == nil) {
            block(.different, before, "\"\(before)\" is done once in one version and repeated in the other.")
        }
        // What has come to a gateway must still be able to come by that way.
        if case .join = token.wait, let via = token.via, !there.incoming.contains(where: { new.flows[$0].id == via }) {
            block(
                .flow,
                before,
                "What waits at the gateway \"\(before)\" came by \"\(via)\", which does not lead there in the new version.")
        }
        if case .compensation(var compensation) = token.wait {
            compensation.steps = compensation.steps.map { completion($0) }
            token.wait = .compensation(compensation)
        }
        return token
    }

    private mutating func completions() -> [Completion] { state.completions.map { completion($0) } }

    private mutating func completion(_ before: Completion) -> Completion {
        let element = name(before.element)
        if new.node(element) == nil {
            block(
                .undoable, before.element,
                "\"\(before.element)\" was done and could be undone, but the new version does not have it.")
        }
        return Completion(
            frame: before.frame, element: element, variables: before.variables, inner: before.inner.map { completion($0) })
    }

    // MARK: what is awaited

    /// Keeps what is awaited already, and begins or ends what the new version awaits more or less.
    private mutating func listen(_ run: inout Execution) {
        for subscription in state.subscriptions {
            let element = name(subscription.element)
            let target = new.node(element)
            let isOwn = subscription.frame == nil && state.token(subscription.token)?.element == subscription.element
            if let target, target.tag == old.node(subscription.element)?.tag,
                kinds(target) == old.node(subscription.element).map(kinds)
            {
                if let anew = renewed(subscription, as: target, run) {
                    run.withdraw(subscription)
                    run.subscribe(subscription.token, to: target, anew, part: subscription.part, frame: subscription.frame)
                    note(.timerRenewed, target.id, "The time at \"\(target.id)\" is set anew.")
                } else {
                    keep(subscription, as: target, &run)
                }
            } else if isOwn {
                block(.different, subscription.element, "\"\(subscription.element)\" waits for another event in the new version.")
            } else {
                note(.listensNoMore, subscription.element, "\"\(subscription.element)\" is no longer awaited.")
                run.withdraw(subscription)
            }
        }
        for token in run.state.tokens where token.isArmed {
            guard let node = new.node(token.element) else { continue }
            for place in node.boundary { add(new.nodes[place], token: token.id, frame: nil, in: token.frame, &run) }
        }
        for frame in [0] + run.state.frames.map(\.id) {
            guard frame != 0 || run.state.isListening || new.hasEventSubProcess, let scope = run.scopeNode(of: frame) else {
                continue
            }
            for sub in new.eventSubProcesses(of: scope.node) where !wasInterrupted(frame, sub) {
                for start in new.children(of: sub.order) where start.behaviour is StartEvent {
                    add(start, token: 0, frame: frame, in: frame, &run)
                }
            }
            if frame == 0, new.hasEventSubProcess { run.state.isListening = true }
        }
    }

    /// An event sub-process that has taken the place of everything else: nothing beside it listens any more.
    private func wasInterrupted(_ frame: Int, _ sub: Node) -> Bool {
        state.tokens.contains { token in
            guard token.frame == frame, let node = old.node(token.element), node.eventSubProcess != nil else { return false }
            return old.children(of: node.order).contains { ($0.behaviour as? StartEvent)?.isInterrupting ?? false }
        }
    }

    private func kinds(_ node: Node) -> [String] {
        node.events.all.map { type(of: $0).tag } + (node.behaviour is ReceiveTask ? [MessageEvent.tag] : [])
    }

    /// What a timer waits for in the new version, if that is another day or deadline. Nil for lengths of time and repetitions, which
    /// run already, and for days that count from the moment at which somebody asks: those are lengths of time in other words.
    private mutating func renewed(_ subscription: Subscription, as target: Node, _ run: Execution) -> Subscription.Trigger? {
        guard case .timer(let before, interval: nil, _) = subscription.trigger else { return nil }
        let frame = state.token(subscription.token)?.frame ?? subscription.frame ?? 0
        func trigger(_ run: Execution) throws(Failure) -> Subscription.Trigger? {
            try target.events.triggers(run, frame: frame).first { $0.part == subscription.part }?.0
        }
        do {
            guard let after = try trigger(run), case .timer(let spec, interval: nil, _) = after, spec != before else {
                return nil
            }
            if case .after = spec { return nil }
            var later = run
            // Far enough for another day, and another year.
            later.moment = Instant(microseconds: run.moment.microseconds + 1000 * 86_400_000_000)
            return try trigger(later) == after ? after : nil
        } catch {
            block(.expression, target.id, "\"\(target.id)\" cannot be awaited: \(error.sentence)")
            return nil
        }
    }

    private mutating func keep(_ subscription: Subscription, as target: Node, _ run: inout Execution) {
        guard let place = run.state.subscriptions.firstIndex(where: { $0.id == subscription.id }) else { return }
        var kept = Subscription(
            id: subscription.id, token: subscription.token, element: target.id, trigger: subscription.trigger)
        (kept.frame, kept.part) = (subscription.frame, subscription.part)
        run.state.subscriptions[place] = kept
        if case .timer = subscription.trigger, xml(target.id, in: new) != xml(subscription.element, in: old) {
            note(.timerKept, target.id, "The time at \"\(target.id)\" runs already and is kept as it is.")
        }
    }

    private mutating func add(_ node: Node, token: Int, frame: Int?, in scope: Int, _ run: inout Execution) {
        let isThere = run.state.subscriptions.contains { $0.element == node.id && $0.token == token && $0.frame == frame }
        // What fired once and interrupts nothing is not begun again.
        let wasThere = ([node.id] + mapping.filter { $0.value == node.id }.keys).contains { old.node($0) != nil }
        guard !isThere, !wasThere else { return }
        do {
            for (trigger, part) in try node.events.triggers(run, frame: scope) {
                run.subscribe(token, to: node, trigger, part: part, frame: frame)
                note(.listens, node.id, "\"\(node.id)\" is awaited from now on.")
            }
        } catch {
            block(.expression, node.id, "\"\(node.id)\" cannot be awaited: \(error.sentence)")
        }
    }

    // MARK: tasks

    /// Offers open tasks anew whose description differs.
    private mutating func renewTasks(_ run: inout Execution) {
        for token in state.tokens {
            guard case .task = token.wait, let target = new.node(name(token.element)), target.tag == old.node(token.element)?.tag,
                xml(target.id, in: new, head: true) != xml(token.element, in: old, head: true) || target.id != token.element
            else { continue }
            note(.taskRenewed, target.id, "The task \"\(target.id)\" is offered anew, as the new version describes it.")
            run.emit(.cancelTask(token: token.id))
            do {
                guard case .wait(let wait) = try target.behaviour.enter(Visit(token: token.id, node: target), &run) else {
                    continue
                }
                run.change(token.id) { $0.wait = wait }
            } catch {
                block(.expression, token.element, "The task \"\(target.id)\" cannot be offered: \(error.sentence)")
            }
        }
    }

    // MARK: what lies ahead

    private mutating func lookAhead() {
        let before = ahead(in: old, from: state.tokens.map(\.element))
        let after = ahead(in: new, from: state.tokens.map { name($0.element) })
        let here = Set(state.tokens.map { name($0.element) })
        for id in before.map(name) where !after.contains(id) {
            note(.stepGone, id, "The step \"\(id)\" could still have come and does not come any more.")
        }
        for id in after where !before.map(name).contains(id) {
            note(.stepAdded, id, "The step \"\(id)\" can come now.")
        }
        let origins = Dictionary(before.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })
        for id in after where !here.contains(id) {
            guard let origin = origins[id], xml(id, in: new, head: true) != xml(origin, in: old, head: true) else { continue }
            note(.stepChanged, id, "The step \"\(id)\" is described differently.")
        }
        for flow in new.flows where after.contains(new.nodes[flow.source].id) || here.contains(new.nodes[flow.source].id) {
            guard let place = old.flowIndex[flow.id], old.flows[place].conditionText != flow.conditionText else { continue }
            note(.conditionChanged, flow.id, "The way \"\(flow.id)\" has another condition.")
        }
    }

    /// What tokens can still come to, in document order; the contents of sub-processes included.
    private func ahead(in model: ProcessModel, from elements: [String]) -> [String] {
        var starts = elements.compactMap { model.index[$0] }
        var seen: Set<Int> = []
        while !starts.isEmpty {
            let found = Reachability.forward(from: starts, model.nodes, model.flows).subtracting(seen)
            seen.formUnion(found)
            starts = model.nodes.filter { node in node.parent.map { found.contains($0) } ?? false && !seen.contains(node.order) }
                .map(\.order)
        }
        return seen.sorted().map { model.nodes[$0].id }
    }

    /// An element as it stands in its file, without its flows and names; with `head` without what is in a sub-process.
    private func xml(_ id: String, in model: ProcessModel, head: Bool = false) -> XMLElement? {
        var found: XMLElement?
        model.document.root.visit { element in
            if found == nil, element.namespace == ProcessModel.namespace, element.attribute("id") == id { found = element }
        }
        guard var element = found else { return nil }
        element.attributes.removeAll { ["id", "name", "default", "attachedToRef"].contains($0.name) && $0.namespace == nil }
        element.children.removeAll { child in
            guard case .element(let inner) = child else { return true }
            if ["incoming", "outgoing", "documentation"].contains(inner.name) { return true }
            return head && Supported.elements[inner.name] != nil || inner.name == "sequenceFlow"
        }
        return element
    }
}
