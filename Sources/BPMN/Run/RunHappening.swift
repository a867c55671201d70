import Kernel

/// Time, events, and what passes between the cases of a run.
extension Run {
    /// A start event, or what starts a process in its place, of a pool that has not begun.
    struct Starter {
        enum Trigger {
            case message(String), signal(String), timer(Instant), condition(ConditionalEvent)
        }
        let pool: Int
        let element: String
        let trigger: Trigger

        var isTimer: Bool { if case .timer = trigger { true } else { false } }
    }

    func starters() -> [Starter] {
        var list: [Starter] = []
        for (place, pool) in pools.enumerated() where !pool.isBegun {
            for node in pool.model.nodes
            where node.parent == nil && (node.behaviour is StartEvent || pool.model.instantiates(node)) {
                var definitions = node.events.all
                if let message = (node.behaviour as? ReceiveTask)?.message { definitions.append(message) }
                for definition in definitions {
                    if let trigger = starting(definition) {
                        list.append(Starter(pool: place, element: node.id, trigger: trigger))
                    }
                }
            }
        }
        return list
    }

    private func starting(_ definition: any EventDefinition) -> Starter.Trigger? {
        switch definition {
        case let message as MessageEvent: return message.name.map { .message($0) }
        case let signal as SignalEvent: return signal.name.map { .signal($0) }
        case let condition as ConditionalEvent: return .condition(condition)
        case let timer as TimerEvent:
            guard let pool = pools.first else { return nil }
            var state = ProcessState(process: "")
            state.variables = given.object ?? [:]
            // A process that is not begun counts its times from second 0.
            let asking = Execution(model: pool.model, moment: start, state: state)
            guard case .timer(let spec, _, _)? = (try? timer.trigger(asking, frame: 0)) ?? nil else { return nil }
            return due(from: spec).map { .timer($0) }
        default: return nil
        }
    }

    private func due(from spec: TimerSpec) -> Instant? {
        if case .after(let duration) = spec { return duration.added(to: start) }
        return due(spec)
    }

    // MARK: time

    private func order(_ pool: Int, _ element: String?) -> (Int, Int) {
        let known = pools[pool]
        return (known.place, element.flatMap { known.model.index[$0] } ?? .max)
    }

    /// Something that happens by itself at its time.
    private struct Alarm {
        let due: Instant
        let order: (Int, Int)
        /// The case and its timer; nil where a process begins.
        let timer: (place: Int, id: Int)?
        let starter: Starter?

        var rank: (Int64, Int, Int, Int, Int) { (due.microseconds, order.0, order.1, timer?.place ?? -1, timer?.id ?? 0) }
    }

    private func alarm() -> Alarm? {
        var list: [Alarm] = []
        for (place, running) in cases.enumerated() where running.execution.state.status == .running {
            list += running.timers.map {
                Alarm(due: $0.due, order: order(running.pool, $0.element), timer: (place, $0.id), starter: nil)
            }
        }
        for starter in starters() {
            guard case .timer(let due) = starter.trigger else { continue }
            list.append(
                Alarm(due: max(due, moment), order: order(starter.pool, starter.element), timer: nil, starter: starter))
        }
        return list.min { $0.rank < $1.rank }
    }

    /// Lets the next timer fire or event happen; false if there is none.
    mutating func next() -> Bool {
        let isAlive = cases.contains { $0.execution.state.status == .running } || !starters().isEmpty
        guard isAlive else { return false }
        let alarm = alarm()
        if let event = agenda.first,
            alarm.map({ event.at < $0.due || (event.at == $0.due && receiver(event) < $0.order) }) ?? true
        {
            agenda.removeFirst()
            moment = max(moment, event.at)
            happen(event)
            settle()
            return true
        }
        guard let alarm else { return false }
        moment = max(moment, alarm.due)
        if let (place, id) = alarm.timer {
            cases[place].timers.removeAll { $0.id == id }
            feed(place, .timerFired(timer: id))
        } else if let starter = alarm.starter {
            open(starter.pool, .start(event: starter.element, variables: given))
        }
        settle()
        return true
    }

    /// Where in the document an event will be received.
    private func receiver(_ event: RunEvent) -> (Int, Int) {
        for running in cases {
            let element: String?
            switch event.kind {
            case .message(let name, _):
                element =
                    running.execution.state.subscriptions.first {
                        if case .message(name, _) = $0.trigger { true } else { false }
                    }?
                    .element
            case .signal(let name):
                element =
                    running.execution.state.subscriptions.first { if case .signal(name) = $0.trigger { true } else { false } }?
                    .element
            default: element = event.task
            }
            if element != nil { return order(running.pool, element) }
        }
        return (.max, .max)
    }

    // MARK: events

    private mutating func happen(_ event: RunEvent) {
        switch event.kind {
        case .message(let name, let correlation): bring(name, correlation, event.variables)
        case .signal(let name):
            if !broadcast(name, event.variables, except: nil) {
                findings.append("\(seconds()) Nobody waits for the signal \"\(name)\".")
            }
        case .change:
            for place in cases.indices where cases[place].execution.state.status == .running {
                feed(place, .changed(variables: event.variables))
            }
        case .complete(let element):
            act(on: element) { .taskCompleted(token: $0, act: nil, variables: event.variables) }
        case .fail(let element, let code, let reason): act(on: element) { .failed(token: $0, code: code, reason: reason) }
        case .escalate(let element, let code):
            act(on: element) { .escalated(token: $0, code: code, variables: event.variables) }
        }
    }

    private mutating func act(on element: String, _ input: (Int) -> Input) {
        for place in cases.indices {
            if let token = waiting(element, place) { return feed(place, input(token)) }
        }
        findings.append("\(seconds()) no task \"\(element)\" is open")
    }

    private func waiting(_ element: String, _ place: Int) -> Int? {
        cases[place].execution.state.tokens.first { token in
            if case .task = token.wait { token.element == element } else { false }
        }?.id
    }

    /// A message goes to whoever has waited longest, else it begins a process.
    private mutating func bring(_ name: String, _ correlation: JSON?, _ variables: JSON) {
        for place in cases.indices where cases[place].execution.state.status == .running {
            if take(name, correlation, variables, place) { return }
        }
        let starter = starters().first { if case .message(name) = $0.trigger { true } else { false } }
        if let starter { return begin(starter, variables) }
        findings.append("\(seconds()) Nobody waits for the message \"\(name)\".")
    }

    private mutating func begin(_ starter: Starter, _ brought: JSON) {
        let members = (given.object ?? [:]).merging(brought.object ?? [:]) { $1 }
        open(starter.pool, .start(event: starter.element, variables: .object(members)))
    }

    private mutating func take(_ name: String, _ correlation: JSON?, _ variables: JSON, _ place: Int) -> Bool {
        let model = pools[cases[place].pool].model
        let receiving = cases[place].execution.state.tokens.first { token in
            guard case .task = token.wait else { return false }
            return model.uses.contains { $0.kind == .message && $0.name == name && $0.element == token.element }
                && model.node(token.element)?.tag == "receiveTask"
        }
        if let receiving {
            feed(place, .taskCompleted(token: receiving.id, act: nil, variables: variables))
            return true
        }
        let isAwaited = cases[place].execution.state.subscriptions.contains { subscription in
            guard case .message(name, let expected) = subscription.trigger else { return false }
            return expected == nil || expected == correlation
        }
        if isAwaited { feed(place, .message(name: name, correlation: correlation, variables: variables)) }
        return isAwaited
    }

    /// Whether anybody heard it.
    private mutating func broadcast(_ name: String, _ variables: JSON, except sender: Int?) -> Bool {
        var isHeard = false
        for place in cases.indices where place != sender && cases[place].execution.state.status == .running {
            let waits = cases[place].execution.state.subscriptions.contains {
                if case .signal(name) = $0.trigger { true } else { false }
            }
            guard waits else { continue }
            isHeard = true
            feed(place, .signal(name: name, variables: variables))
        }
        for starter in starters() {
            guard case .signal(name) = starter.trigger, !pools[starter.pool].isBegun else { continue }
            isHeard = true
            begin(starter, variables)
        }
        return isHeard
    }

    // MARK: between cases

    /// Brings the next thing that is under way between cases; false if there is none.
    mutating func deliver() -> Bool {
        if let place = mailbox.firstIndex(where: { accepts($0.target, $0.name) }) {
            let mail = mailbox.remove(at: place)
            hand(mail.target, mail.name, mail.variables)
            return true
        }
        guard !deliveries.isEmpty else { return false }
        switch deliveries.removeFirst() {
        case .signal(let name, let variables, let sender): _ = broadcast(name, variables, except: sender)
        case .flow(let flow, let name, let variables): post(flow.target, name, variables)
        case .call(let place, let token, let process, let inputs):
            guard let pool = pool(of: process) else { break }
            open(pool, .start(event: nil, variables: inputs), caller: (place, token))
        case .ended(let place):
            guard let caller = cases[place].caller else { break }
            let output = JSON.object(cases[place].execution.state.variables)
            feed(caller.place, .serviceReturned(token: caller.token, output: output))
        case .failed(let place, let code):
            guard let caller = cases[place].caller else { break }
            feed(place, .cancel)
            feed(caller.place, .failed(token: caller.token, code: code, reason: "The called process failed."))
        case .escalated(let place, let code):
            guard let caller = cases[place].caller else { break }
            feed(caller.place, .escalated(token: caller.token, code: code, variables: .null))
        }
        return true
    }

    /// A message flow ends at an element or at a pool; what nobody plays takes it in silence.
    private mutating func post(_ target: String, _ name: String?, _ variables: JSON) {
        if let pool = pools.firstIndex(where: { $0.model.participants.contains(target) }) {
            let elements = pools[pool].model.nodes.map(\.id).filter { id in
                pools[pool].model.uses.contains { $0.kind == .message && $0.element == id && $0.name == name }
            }
            if let element = elements.first(where: { accepts($0, name) }) ?? elements.first {
                return post(element, name, variables)
            }
        }
        guard let node = pools.lazy.compactMap({ $0.model.node(target) }).first else { return }
        let receives = node.behaviour is StartEvent || node.tag == "receiveTask" || node.events.first(MessageEvent.self) != nil
        if receives { mailbox.append((target, name, variables)) }
    }

    /// Whether somebody waits at an element.
    private func accepts(_ target: String, _ name: String?) -> Bool {
        if pools.contains(where: { isStart(target, $0.model) }) { return true }
        return cases.indices.contains { awaiting(target, $0) != nil || waiting(target, $0) != nil }
    }

    private func isStart(_ target: String, _ model: ProcessModel) -> Bool {
        guard let node = model.node(target), node.parent == nil else { return false }
        return node.behaviour is StartEvent || model.instantiates(node)
    }

    private func awaiting(_ target: String, _ place: Int) -> Subscription? {
        guard cases[place].execution.state.status == .running else { return nil }
        return cases[place].execution.state.subscriptions.first { subscription in
            if case .message = subscription.trigger { subscription.element == target } else { false }
        }
    }

    private mutating func hand(_ target: String, _ name: String?, _ variables: JSON) {
        for place in cases.indices {
            if let subscription = awaiting(target, place) {
                cases[place].execution.moment = moment
                cases[place].execution.steps = 0
                cases[place].execution.fire(subscription, answer: variables)
                cases[place].execution.settleEvents()
                return record(place)
            }
            if let token = waiting(target, place) {
                return feed(place, .taskCompleted(token: token, act: nil, variables: variables))
            }
        }
        if let pool = pools.firstIndex(where: { isStart(target, $0.model) }) {
            begin(Starter(pool: pool, element: target, trigger: .message(name ?? "")), variables)
        }
    }
}
