public import Kernel

/// Plays a model on simulated time, for people and for tests. Tasks, services and decisions end at once with the
/// variables under `tasks.<id>`; time passes only while everything waits for timers or events.
///
/// Variables: an object. Besides the process variables it may have
/// - `tasks`: by element, an object, or a list of objects for the first, second, … visit (the last one repeats);
/// - `deadlines`: by name, an ISO 8601 duration or date.
///
/// Events: a list of `{"at": seconds or ISO 8601 duration, …}` with one of
/// - `"message": name`, with `correlation` and `variables`;
/// - `"signal": name`, with `variables`;
/// - `"complete": element`, with `variables`: that task ends then and not at once;
/// - `"fail": element`, with `code` and `reason`: that task fails then;
/// - `"escalate": element`, with `code` and `variables`: that task escalates then, and is still open;
/// - `"variables"` alone: they change then.
///
/// Several pools are played together: a message flow brings what one sends to where another waits for it. A called
/// process of the same file is played too, unless `tasks` says what the call gives.
///
/// Of several things possible at the same moment the one whose element stands first in the document comes first.
public struct Run {
    /// `SECONDS enter|leave ELEMENT`, in order.
    public private(set) var lines: [String] = []
    /// What a person would have to look at: incidents, events that nobody waited for, a run that does not end.
    public internal(set) var findings: [String] = []
    /// The state at the end, of the first case.
    public var state: ProcessState { cases.first?.execution.state ?? ProcessState(process: pools.first?.model.id ?? "") }

    /// One process of the file, ready to be played.
    struct Pool {
        let model: ProcessModel
        /// Where it stands among the processes of the file.
        let place: Int
        var isBegun = false
    }

    /// One case of a process.
    struct Case {
        let pool: Int
        var execution: Execution
        /// The case and the token that called it.
        let caller: (place: Int, token: Int)?
        var timers: [(id: Int, element: String, due: Instant)] = []
    }

    /// Something that reaches another case before anything else moves.
    enum Delivery {
        case signal(String, JSON, from: Int)
        case flow(MessageFlow, name: String?, JSON)
        case call(place: Int, token: Int, process: String, JSON)
        case ended(place: Int)
        case failed(place: Int, code: String)
        case escalated(place: Int, code: String?)
    }

    var pools: [Pool] = []
    var cases: [Case] = []
    var agenda: [RunEvent]
    var deliveries: [Delivery] = []
    /// Messages that came by a flow before somebody waited for them.
    var mailbox: [(target: String, name: String?, variables: JSON)] = []
    var moment: Instant
    let start: Instant
    /// What every process begins with.
    let given: JSON
    /// Processes of the file that can be called.
    let callable: [ProcessModel]
    private let tasks: [String: JSON]
    private let deadlines: [String: JSON]
    private var visits: [String: Int] = [:]
    private var carried: [String: JSON] = [:]
    /// Lines after which the run is broken off.
    private let longest: Int

    /// Plays the model to its end, or until nothing can happen any more.
    /// - Parameters:
    ///   - others: more pools, played with it.
    ///   - called: processes that may be called.
    ///   - start: the moment that counts as second 0.
    ///   - longest: lines after which a run that does not end is broken off.
    /// - Throws: what is wrong with the events.
    public init(
        playing model: ProcessModel, with others: [ProcessModel] = [], calling called: [ProcessModel] = [], variables: JSON,
        events: JSON = .array([]), start: Instant, longest: Int = 100_000
    ) throws(RunProblem) {
        self.longest = longest
        self.start = start
        moment = start
        tasks = variables["tasks"]?.object ?? [:]
        deadlines = variables["deadlines"]?.object ?? [:]
        var own = variables.object ?? [:]
        own["tasks"] = nil
        own["deadlines"] = nil
        given = .object(own)
        agenda = try RunEvent.list(events, start)
        callable = called + [model] + others
        let playable = Set(callable.map(\.id)).subtracting(tasks.keys)
        let all = ([model] + others).sorted { $0.line < $1.line }
        for (place, model) in all.enumerated() {
            pools.append(Pool(model: model.simulated(calling: playable, except: Set(tasks.keys)), place: place))
        }
        begin()
        while lines.count < longest, next() {}
        if lines.count >= longest { findings.append("The run was broken off after \(longest) lines.") }
    }

    /// Processes without a trigger begin at once; conditions are asked for the first time.
    private mutating func begin() {
        for pool in pools.indices where !pools[pool].model.starts(of: nil).isEmpty {
            open(pool, .start(event: nil, variables: given))
        }
        for starter in starters() {
            guard case .condition(let condition) = starter.trigger, !pools[starter.pool].isBegun,
                condition.holds(given.object ?? [:], at: moment)
            else { continue }
            open(starter.pool, .start(event: starter.element, variables: given))
        }
        settle()
        if cases.isEmpty, agenda.isEmpty, !starters().contains(where: \.isTimer) {
            findings.append("Nothing starts the process.")
        }
    }

    /// Begins a case.
    mutating func open(_ pool: Int, _ input: Input, caller: (place: Int, token: Int)? = nil) {
        pools[pool].isBegun = true
        let model = pools[pool].model
        let execution = Execution(model: model, moment: moment, state: ProcessState(process: model.id))
        cases.append(Case(pool: pool, execution: execution, caller: caller))
        feed(cases.count - 1, input)
    }

    /// The pool of a process that is called.
    mutating func pool(of process: String) -> Int? {
        if let place = pools.firstIndex(where: { $0.model.id == process }) { return place }
        guard let model = callable.first(where: { $0.id == process }) else { return nil }
        let playable = Set(callable.map(\.id)).subtracting(tasks.keys)
        pools.append(Pool(model: model.simulated(calling: playable, except: Set(tasks.keys)), place: pools.count))
        return pools.count - 1
    }

    func due(_ spec: TimerSpec) -> Instant? {
        spec.due(from: moment) { name in
            guard let text = deadlines[name]?.string else { return nil }
            if let duration = ISODuration(text) { return duration.added(to: moment) }
            return Instant(text) ?? LocalDate(text).map { Instant(startOf: $0) }
        }
    }

    /// Gives a case an input and notes what follows at once.
    mutating func feed(_ place: Int, _ input: Input) {
        cases[place].execution.moment = moment
        cases[place].execution.steps = 0
        cases[place].execution.take(input)
        cases[place].execution.settleEvents()
        record(place)
    }

    // MARK: moving

    /// Something that can move now.
    private struct Candidate {
        let rank: (Int, Int, Int, Int)
        let place: Int
        /// The task that ends; nil for a token on its way.
        let task: (token: Int, element: String)?
    }

    /// Moves tokens and ends tasks until everything waits for time or events.
    mutating func settle() {
        while lines.count < longest {
            if deliver() { continue }
            guard let next = candidates().min(by: { $0.rank < $1.rank }) else {
                if cases.indices.contains(where: { fireJoin($0) }) { continue }
                for place in cases.indices {
                    cases[place].execution.findStuckJoins()
                    record(place)
                }
                if deliveries.isEmpty { return }
                continue
            }
            if let task = next.task {
                let visit = visits[task.element, default: 0]
                visits[task.element] = visit + 1
                feed(next.place, .taskCompleted(token: task.token, act: nil, variables: answer(task.element, visit)))
            } else {
                _ = cases[next.place].execution.step()
                record(next.place)
            }
        }
    }

    private mutating func fireJoin(_ place: Int) -> Bool {
        guard cases[place].execution.fireInclusiveJoin() else { return false }
        record(place)
        return true
    }

    private func candidates() -> [Candidate] {
        var list: [Candidate] = []
        for (place, running) in cases.enumerated() where running.execution.state.status == .running {
            let pool = pools[running.pool]
            if let ready = running.execution.nextReady {
                list.append(Candidate(rank: (pool.place, ready.order, 0, place), place: place, task: nil))
            }
            for token in running.execution.state.tokens {
                guard case .task = token.wait, !agenda.contains(where: { $0.task == token.element }),
                    !awaitsMessage(token.element, pool.model), let order = pool.model.index[token.element]
                else { continue }
                // A task ends before what stands after it in the document begins, and after all instances of it began.
                list.append(Candidate(rank: (pool.place, order, 1, token.id), place: place, task: (token.id, token.element)))
            }
        }
        return list
    }

    /// Whether a receive task has its message still to come.
    private func awaitsMessage(_ element: String, _ model: ProcessModel) -> Bool {
        guard model.node(element)?.tag == "receiveTask" else { return false }
        if model.messageFlows.contains(where: { $0.target == element && sends($0.source) }) { return true }
        let names = model.uses.filter { $0.kind == .message && $0.element == element }.map(\.name)
        return agenda.contains { event in
            if case .message(let name, _) = event.kind { names.contains(name) } else { false }
        }
    }

    /// Whether the source of a message flow is played.
    private func sends(_ source: String) -> Bool { pools.contains { $0.model.node(source) != nil } }

    private func answer(_ element: String, _ visit: Int) -> JSON {
        guard let answer = tasks[element] else { return .null }
        guard let list = answer.array else { return answer }
        return list.isEmpty ? .null : list[min(visit, list.count - 1)]
    }

    // MARK: the record

    /// Seconds since the start, whole where they are.
    func seconds() -> String {
        let micros = moment.microseconds - start.microseconds
        if micros % 1_000_000 == 0 { return String(micros / 1_000_000) }
        return Decimal128(Int(micros)).divided(by: Decimal128(1_000_000))?.description ?? "\(Double(micros) / 1_000_000)"
    }

    mutating func record(_ place: Int) {
        for effect in cases[place].execution.takeEffects() {
            switch effect {
            case .entered(_, let element): lines.append("\(seconds()) enter \(element)")
            case .left(_, let element, let how):
                lines.append("\(seconds()) leave \(element)")
                if how == .completed { send(from: element, place) }
            case .sendMessage(_, let element, _, let variables): carried[element] = variables
            case .sendSignal(_, _, let name, let variables): deliveries.append(.signal(name, variables, from: place))
            case .callProcess(let token, _, let process, let inputs):
                deliveries.append(.call(place: place, token: token, process: process, inputs))
            case .cancelCall(let token): cancelCall(place, token)
            case .setTimer(let timer, let element, let spec):
                if let due = due(spec) {
                    cases[place].timers.append((timer, element, max(due, moment)))
                } else {
                    findings.append("\(seconds()) \(element) waits for a deadline that is not given")
                }
            case .cancelTimer(let timer): cases[place].timers.removeAll { $0.id == timer }
            case .incident(_, let element, let sentence): incident(place, element, sentence)
            case .ended(.completed): if cases[place].caller != nil { deliveries.append(.ended(place: place)) }
            case .escalated(_, let code):
                if cases[place].caller != nil { deliveries.append(.escalated(place: place, code: code)) }
            case .ignored(let sentence): findings.append("\(seconds()) \(sentence)")
            default: break
            }
        }
    }

    /// What left an element by a message flow.
    private mutating func send(from element: String, _ place: Int) {
        let model = pools[cases[place].pool].model
        for flow in model.messageFlows where flow.source == element {
            let name = model.uses.first { $0.kind == .message && $0.element == element }?.name
            deliveries.append(.flow(flow, name: name, carried[element] ?? .null))
        }
        carried[element] = nil
    }

    /// An error that a called process does not catch is the caller's.
    private mutating func incident(_ place: Int, _ element: String, _ sentence: String) {
        let node = pools[cases[place].pool].model.node(element)
        if cases[place].caller != nil, let node, node.behaviour is EndEvent, let code = node.events.first(ErrorEvent.self)?.code {
            deliveries.append(.failed(place: place, code: code))
        } else {
            findings.append("\(seconds()) \(element): \(sentence)")
        }
    }

    private mutating func cancelCall(_ place: Int, _ token: Int) {
        for called in cases.indices where cases[called].caller?.place == place && cases[called].caller?.token == token {
            guard cases[called].execution.state.status == .running else { continue }
            cases[called].timers = []
            feed(called, .cancel)
        }
    }
}
