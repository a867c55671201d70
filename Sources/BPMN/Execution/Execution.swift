import Kernel

/// One advance: the state being changed, and what has followed so far. Tokens move one element at a time, the one
/// whose element stands first in the document before the others, so that a run is the same every time.
struct Execution {
    let model: ProcessModel
    var moment: Instant
    var state: ProcessState
    private(set) var effects: [Effect] = []
    /// Tokens on their way into an element.
    private(set) var ready: [Int] = []
    var steps = 0
    /// Changes variables before an element is entered.
    var preparing: ((String, inout [String: JSON]) -> Void)?
    /// What the run of a sub-process leaves behind for the moment in which its token goes on.
    var ended: [Int: Completion] = [:]

    /// Elements entered in one advance; a process that passes more without resting is stopped as an incident.
    static let most = 10_000

    init(model: ProcessModel, moment: Instant, state: ProcessState) {
        self.model = model
        self.moment = moment
        self.state = state
    }

    mutating func emit(_ effect: Effect) { effects.append(effect) }

    /// Takes the effects so far, leaving none.
    mutating func takeEffects() -> [Effect] {
        defer { effects = [] }
        return effects
    }

    /// Moves until everything waits.
    mutating func drain() {
        while true {
            if step() { continue }
            if fireInclusiveJoin() { continue }
            break
        }
        findStuckJoins()
    }

    /// The token that moves next.
    var nextReady: (token: Int, order: Int)? {
        var best: (token: Int, order: Int)?
        for id in ready {
            guard let token = state.token(id) else { continue }
            let order = model.index[token.element] ?? .max
            if best.map({ (order, id) < ($0.order, $0.token) }) ?? true { best = (id, order) }
        }
        return best
    }

    /// Moves one token into its element; false if none is under way.
    mutating func step() -> Bool {
        guard let next = nextReady else {
            ready = []
            return false
        }
        ready.removeAll { $0 == next.token }
        steps += 1
        guard let visit = visit(next.token) else { return true }
        guard steps <= Execution.most else {
            enter(visit)
            park(visit, .enter, "The process passed \(Execution.most) elements without resting; it seems to run in a circle.")
            return true
        }
        attempt(visit, .enter) { (run) throws(Failure) -> Next in try visit.node.behaviour.arrive(visit, &run) }
        settleEvents()
        return true
    }

    /// Says that a token is now in an element, after the variables were prepared for it.
    mutating func enter(_ visit: Visit) {
        preparing?(visit.node.id, &state.variables)
        emit(.entered(token: visit.token, element: visit.node.id))
    }

    /// Does something with a token; a failure parks it.
    mutating func attempt(
        _ visit: Visit, _ resumption: Resumption, _ body: (inout Execution) throws(Failure) -> Next
    ) {
        do {
            switch try body(&self) {
            case .leave: leave(visit)
            case .leaveLetting(let happenings): leave(visit, letting: happenings)
            case .wait(let wait): change(visit.token) { $0.wait = wait }
            case .gone: break
            }
        } catch {
            park(visit, resumption, error.sentence)
        }
    }

    /// Listens at the boundary, then does the element's work; a repeated activity begins its instances instead.
    mutating func begin(_ visit: Visit) throws(Failure) -> Next {
        if frame(of: visit.token) == 0, !state.isListening, model.hasEventSubProcess {
            try listen(in: 0)
            state.isListening = true
        }
        let isInstance = isInstance(visit.token)
        if !isInstance, state.token(visit.token)?.isArmed == false {
            try arm(visit)
            change(visit.token) { $0.isArmed = true }
        }
        if let loop = visit.node.loop, !isInstance { return try begin(loop, visit) }
        return try visit.node.behaviour.enter(visit, &self)
    }

    /// Takes in an answer, then leaves.
    mutating func complete(_ visit: Visit, _ answer: JSON, act: String?) {
        attempt(visit, .answer(answer, act: act)) { (run) throws(Failure) -> Next in
            try visit.node.behaviour.absorb(answer, act: act, visit, &run)
            return .leave
        }
    }

    /// Leaves an element on the flows that it chooses; without any, the token ends. What an event lets happen happens
    /// when the token has left and before it comes anywhere else.
    mutating func leave(_ visit: Visit, letting happenings: [Happening] = []) {
        if isInstance(visit.token) { return endInstance(visit) }
        do {
            var chosen = try visit.node.behaviour.choose(visit, &self)
            let isComplete = try completesAdHoc(visit)
            disarm(visit.token)
            if visit.node.loop == nil { emit(.left(token: visit.token, element: visit.node.id, how: .completed)) }
            note(completed: visit)
            for happening in happenings { happen(happening, visit) }
            guard state.token(visit.token) != nil else { return }
            if isComplete { chosen = closeAdHoc(visit) }
            take(chosen, visit.token)
        } catch {
            park(visit, .leave, error.sentence)
        }
    }

    /// Sends a token along a flow, and a new one along each further flow.
    private mutating func take(_ flows: [Int], _ token: Int) {
        let frame = frame(of: token)
        guard let first = flows.first else {
            remove(token: token)
            closeIfEmpty(frame)
            return
        }
        emit(.took(token: token, flow: model.flows[first].id))
        move(token, to: model.nodes[model.flows[first].target], via: model.flows[first].id)
        for place in flows.dropFirst() {
            let flow = model.flows[place]
            let new = spawn(model.nodes[flow.target], frame: frame, via: flow.id)
            emit(.took(token: new, flow: flow.id))
        }
    }

    /// Puts a token on its way into an element.
    mutating func move(_ token: Int, to node: Node, via: String?) {
        change(token) {
            $0.element = node.id
            $0.via = via
            $0.wait = .moving
            $0.isArmed = false
        }
        ready.append(token)
    }

    /// Makes a new token on its way into an element.
    @discardableResult
    mutating func spawn(_ node: Node, frame: Int, via: String?) -> Int {
        let id = number()
        state.tokens.append(Token(id: id, element: node.id, frame: frame, via: via))
        ready.append(id)
        return id
    }

    /// The flows of an element that has no way of its own to choose.
    func conditionalFlows(_ visit: Visit, adding more: [String: JSON] = [:]) throws(Failure) -> [Int] {
        let node = visit.node
        var chosen: [Int] = []
        var isConditionMet = false
        var hasCondition = false
        var fallback: Int?
        let scope = scope(visit).merging(more) { $1 }
        for place in node.outgoing {
            let flow = model.flows[place]
            if flow.isDefault {
                fallback = place
            } else if let condition = flow.condition {
                hasCondition = true
                if try condition.decide(scope, at: moment) {
                    isConditionMet = true
                    chosen.append(place)
                }
            } else {
                chosen.append(place)
            }
        }
        if let fallback, !isConditionMet { chosen.append(fallback) }
        if chosen.isEmpty, hasCondition {
            throw Failure("No condition holds after \"\(node.id)\", and it has no default flow.")
        }
        return chosen.sorted()
    }

    /// Turns a token into an incident.
    mutating func park(_ visit: Visit, _ resumption: Resumption, _ sentence: String) {
        change(visit.token) { $0.wait = .incident(sentence: sentence, resume: resumption) }
        emit(.incident(token: visit.token, element: visit.node.id, sentence: sentence))
    }
}
