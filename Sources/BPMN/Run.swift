public import Kernel

/// Plays a model on simulated time, for people and for tests. Tasks, services, decisions and called processes end at
/// once with the variables under `tasks.<id>`; time passes only while everything waits for timers or events.
///
/// Variables: an object. Besides the process variables it may have
/// - `tasks`: by element, an object, or a list of objects for the first, second, … visit (the last one repeats);
/// - `deadlines`: by name, an ISO 8601 duration or date.
///
/// Events: a list of `{"at": seconds or ISO 8601 duration, …}` with one of
/// - `"message": name`, with `correlation` and `variables`;
/// - `"complete": element`, with `variables`: that task ends then and not at once;
/// - `"fail": element`, with `code` and `reason`: that task fails then.
///
/// Of several things possible at the same moment the one whose element stands first in the document comes first.
public struct Run {
    /// `SECONDS enter|leave ELEMENT`, in order.
    public private(set) var lines: [String] = []
    /// What a person would have to look at: incidents, events that nobody waited for, a run that does not end.
    public private(set) var findings: [String] = []
    /// The state at the end.
    public var state: ProcessState { execution.state }

    private var execution: Execution
    private let model: ProcessModel
    private let start: Instant
    private let tasks: [String: JSON]
    private let deadlines: [String: JSON]
    private var agenda: [Event] = []
    private var timers: [(id: Int, element: String, due: Instant)] = []
    private var visits: [String: Int] = [:]

    /// Lines after which the run is broken off.
    private let longest: Int

    private struct Event: Sendable {
        enum Kind: Sendable { case message(String, JSON?), complete(String), fail(String, String?, String) }
        let at: Instant
        let kind: Kind
        let variables: JSON

        /// The task that waits for this event.
        var task: String? {
            switch kind {
            case .message: nil
            case .complete(let element), .fail(let element, _, _): element
            }
        }
    }

    /// Plays the model to its end, or until nothing can happen any more.
    /// - Parameters:
    ///   - start: the moment that counts as second 0.
    ///   - longest: lines after which a run that does not end is broken off.
    /// - Throws: what is wrong with the events.
    public init(
        playing model: ProcessModel, variables: JSON, events: JSON = .array([]), start: Instant, longest: Int = 100_000
    ) throws(RunProblem) {
        self.longest = longest
        let simulated = model.simulated()
        self.model = simulated
        self.start = start
        tasks = variables["tasks"]?.object ?? [:]
        deadlines = variables["deadlines"]?.object ?? [:]
        execution = Execution(model: simulated, moment: start, state: ProcessState(process: model.id))
        for (number, item) in (events.array ?? []).enumerated() { agenda.append(try Run.event(item, number, start)) }
        agenda.sort { $0.at < $1.at }
        var own = variables.object ?? [:]
        own["tasks"] = nil
        own["deadlines"] = nil
        begin(.object(own))
        while lines.count < longest, next() {}
        if lines.count >= longest { findings.append("The run was broken off after \(longest) lines.") }
    }

    private static func event(_ item: JSON, _ number: Int, _ start: Instant) throws(RunProblem) -> Event {
        let at: Instant
        if let seconds = item["at"]?.number?.double {
            at = start.adding(seconds: seconds)
        } else if let duration = item["at"]?.string.flatMap({ ISODuration($0) }) {
            at = duration.added(to: start)
        } else {
            throw RunProblem(sentence: "Event \(number + 1) does not say when (\"at\": seconds).")
        }
        let variables = item["variables"] ?? .null
        if let name = item["message"]?.string {
            return Event(at: at, kind: .message(name, item["correlation"]), variables: variables)
        }
        if let task = item["complete"]?.string { return Event(at: at, kind: .complete(task), variables: variables) }
        if let task = item["fail"]?.string {
            let reason = item["reason"]?.string ?? "The task failed."
            return Event(at: at, kind: .fail(task, item["code"]?.string, reason), variables: variables)
        }
        throw RunProblem(sentence: "Event \(number + 1) has none of \"message\", \"complete\" and \"fail\".")
    }

    /// Starts at once, or by the first message or timer that a start event waits for.
    private mutating func begin(_ variables: JSON) {
        if !model.starts(of: nil).isEmpty {
            feed(.start(event: nil, variables: variables))
            return
        }
        var first: (at: Instant, event: String, brought: JSON)?
        for node in model.nodes where node.parent == nil {
            guard let definition = (node.behaviour as? StartEvent)?.definition,
                let trigger = (try? definition.trigger(execution)) ?? nil
            else { continue }
            switch trigger {
            case .timer(let spec, _, _):
                guard let due = due(spec), first.map({ due < $0.at }) ?? true else { continue }
                first = (due, node.id, .null)
            case .message(let name, _):
                guard let place = agenda.firstIndex(where: { if case .message(name, _) = $0.kind { true } else { false } }),
                    first.map({ agenda[place].at < $0.at }) ?? true
                else { continue }
                first = (agenda[place].at, node.id, agenda[place].variables)
            }
        }
        guard let first else {
            findings.append("Nothing starts the process.")
            return
        }
        agenda.removeAll { $0.at <= first.at && $0.task == nil }
        execution.moment = first.at
        execution.merge(variables)
        execution.merge(first.brought)
        feed(.start(event: first.event, variables: .null))
    }

    private func due(_ spec: TimerSpec) -> Instant? {
        spec.due(from: execution.moment) { name in
            guard let text = deadlines[name]?.string else { return nil }
            if let duration = ISODuration(text) { return duration.added(to: execution.moment) }
            return Instant(text) ?? LocalDate(text).map { Instant(startOf: $0) }
        }
    }

    private mutating func feed(_ input: Input) {
        execution.steps = 0
        execution.take(input)
        record()
        settle()
    }

    /// Moves tokens and ends tasks until everything waits for time or events.
    private mutating func settle() {
        while lines.count < longest {
            let ready = execution.nextReady
            let task = openTask()
            if let task, task.order < ready?.order ?? .max {
                let visit = visits[task.element, default: 0]
                visits[task.element] = visit + 1
                execution.steps = 0
                execution.take(.taskCompleted(token: task.token, act: nil, variables: answer(task.element, visit)))
            } else if ready != nil {
                _ = execution.step()
            } else if !execution.fireInclusiveJoin() {
                execution.findStuckJoins()
                record()
                return
            }
            record()
        }
    }

    /// The task that ends next, unless an event to come says when it ends.
    private func openTask() -> (token: Int, element: String, order: Int)? {
        var best: (token: Int, element: String, order: Int)?
        for token in execution.state.tokens {
            guard case .task = token.wait, !agenda.contains(where: { $0.task == token.element }),
                !awaitsMessage(token.element), let order = model.index[token.element]
            else { continue }
            if best.map({ (order, token.id) < ($0.order, $0.token) }) ?? true { best = (token.id, token.element, order) }
        }
        return best
    }

    /// Whether a receive task has its message still to come.
    private func awaitsMessage(_ element: String) -> Bool {
        let names = model.uses.filter { $0.kind == .message && $0.element == element }.map(\.name)
        return agenda.contains { event in
            if case .message(let name, _) = event.kind { names.contains(name) } else { false }
        }
    }

    private func answer(_ element: String, _ visit: Int) -> JSON {
        guard let answer = tasks[element] else { return .null }
        guard let list = answer.array else { return answer }
        return list.isEmpty ? .null : list[min(visit, list.count - 1)]
    }

    /// Lets the next timer fire or event happen; false if there is none.
    private mutating func next() -> Bool {
        guard execution.state.status == .running else { return false }
        let timer = timers.min {
            ($0.due.microseconds, model.index[$0.element] ?? .max, $0.id) < (
                $1.due.microseconds, model.index[$1.element] ?? .max, $1.id
            )
        }
        let event = agenda.first
        if let event,
            event.at < timer?.due ?? Instant(microseconds: .max) || (event.at == timer?.due && isBefore(event, timer?.element))
        {
            agenda.removeFirst()
            advance(to: event.at)
            happen(event)
            return true
        }
        guard let timer else { return false }
        timers.removeAll { $0.id == timer.id }
        advance(to: timer.due)
        feed(.timerFired(timer: timer.id))
        return true
    }

    private mutating func advance(to moment: Instant) {
        if moment > execution.moment { execution.moment = moment }
    }

    private func isBefore(_ event: Event, _ element: String?) -> Bool {
        let order = element.flatMap { model.index[$0] } ?? .max
        return (receiver(event).flatMap { model.index[$0] } ?? .max) < order
    }

    private func receiver(_ event: Event) -> String? {
        guard case .message(let name, _) = event.kind else { return event.task }
        return execution.state.subscriptions.first {
            if case .message(name, _) = $0.trigger { true } else { false }
        }?.element
    }

    private mutating func happen(_ event: Event) {
        switch event.kind {
        case .message(let name, let correlation):
            let receiving = execution.state.tokens.first { token in
                guard case .task = token.wait else { return false }
                return model.uses.contains { $0.kind == .message && $0.name == name && $0.element == token.element }
            }
            if let receiving {
                feed(.taskCompleted(token: receiving.id, act: nil, variables: event.variables))
            } else {
                feed(.message(name: name, correlation: correlation, variables: event.variables))
            }
        case .complete(let element):
            guard let token = waiting(element) else { return missed(element) }
            feed(.taskCompleted(token: token, act: nil, variables: event.variables))
        case .fail(let element, let code, let reason):
            guard let token = waiting(element) else { return missed(element) }
            feed(.failed(token: token, code: code, reason: reason))
        }
    }

    private func waiting(_ element: String) -> Int? {
        execution.state.tokens.first { token in
            if case .task = token.wait { token.element == element } else { false }
        }?.id
    }

    private mutating func missed(_ element: String) {
        findings.append("\(seconds()) no task \"\(element)\" is open")
        settle()
    }

    /// Seconds since the start, whole where they are.
    private func seconds() -> String {
        let micros = execution.moment.microseconds - start.microseconds
        if micros % 1_000_000 == 0 { return String(micros / 1_000_000) }
        return Decimal128(Int(micros)).divided(by: Decimal128(1_000_000))?.description ?? "\(Double(micros) / 1_000_000)"
    }

    private mutating func record() {
        for effect in execution.takeEffects() {
            switch effect {
            case .entered(_, let element): lines.append("\(seconds()) enter \(element)")
            case .left(_, let element, _): lines.append("\(seconds()) leave \(element)")
            case .setTimer(let timer, let element, let spec):
                if let due = due(spec) {
                    timers.append((timer, element, max(due, execution.moment)))
                } else {
                    findings.append("\(seconds()) \(element) waits for a deadline that is not given")
                }
            case .cancelTimer(let timer): timers.removeAll { $0.id == timer }
            case .incident(_, let element, let sentence): findings.append("\(seconds()) \(element): \(sentence)")
            case .ignored(let sentence): findings.append("\(seconds()) \(sentence)")
            default: break
            }
        }
    }
}

/// What is wrong with the events of a run.
public struct RunProblem: Error, Hashable, Sendable {
    public let sentence: String
}
