import Kernel

/// Event sub-processes and ad-hoc sub-processes.
extension Execution {
    /// Begins to listen for what starts the event sub-processes of a frame. Either all listen or, if one fails, none.
    mutating func listen(in frame: Int) throws(Failure) {
        guard let scope = scopeNode(of: frame) else { return }
        var triggers: [(node: Node, trigger: Subscription.Trigger, part: Int)] = []
        for sub in model.eventSubProcesses(of: scope.node) {
            for start in model.children(of: sub.order) where start.behaviour is StartEvent {
                for (trigger, part) in try start.events.triggers(self, frame: frame) { triggers.append((start, trigger, part)) }
            }
        }
        for (node, trigger, part) in triggers { subscribe(0, to: node, trigger, part: part, frame: frame) }
    }

    mutating func stopListening(in frame: Int) {
        for subscription in state.subscriptions where subscription.frame == frame { withdraw(subscription) }
        if frame == 0 { state.isListening = false }
    }

    /// Runs an event sub-process within a frame; an interrupting one first gives up everything else there.
    mutating func run(eventSubProcess node: Node, from start: Node, in frame: Int, answer: JSON) {
        if (start.behaviour as? StartEvent)?.isInterrupting ?? true {
            for token in state.tokens where token.frame == frame { cancel(token.id) }
            let isListening = state.isListening
            stopListening(in: frame)
            // The process must not begin to listen again.
            state.isListening = isListening
        }
        let token = number()
        state.tokens.append(Token(id: token, element: node.id, frame: frame, via: nil))
        begin(eventSubProcess: Visit(token: token, node: node), from: start, answer: answer)
    }

    mutating func begin(eventSubProcess visit: Visit, from start: Node, answer: JSON) {
        enter(visit)
        let inner = open(frameFor: visit.token)
        change(visit.token) { $0.wait = .frame(inner) }
        do { try listen(in: inner) } catch { return park(visit, .leave, error.sentence) }
        let first = number()
        state.tokens.append(Token(id: first, element: start.id, frame: inner, via: nil))
        let begun = Visit(token: first, node: start)
        enter(begun)
        complete(begun, answer, act: nil)
    }

    // MARK: ad hoc

    /// Whether the end of an activity completes the ad-hoc sub-process around it.
    func completesAdHoc(_ visit: Visit) throws(Failure) -> Bool {
        guard let place = visit.node.parent, let adHoc = model.nodes[place].behaviour as? AdHocSubProcess else { return false }
        let frame = frame(of: visit.token)
        if state.frame(frame)?.isClosing == true { return true }
        guard visit.node.isActivity, let condition = adHoc.condition else { return false }
        return try condition.decide(scope(visit), at: moment)
    }

    /// Gives up what still goes on in a completed ad-hoc sub-process, or lets it end; nothing follows any more.
    mutating func closeAdHoc(_ visit: Visit) -> [Int] {
        let frame = frame(of: visit.token)
        change(frame: frame) {
            $0.isClosing = true
            $0.pending = []
        }
        guard let place = visit.node.parent, (model.nodes[place].behaviour as? AdHocSubProcess)?.cancelsRemaining ?? true
        else { return [] }
        for token in state.tokens where token.frame == frame && token.id != visit.token { cancel(token.id) }
        return []
    }

    /// Starts the next activity of an ad-hoc sub-process whose activities follow one after the other.
    mutating func followsAdHoc(_ frame: Frame) -> Bool {
        guard let next = frame.pending.first, let node = model.node(next) else { return false }
        change(frame: frame.id) { $0.pending.removeFirst() }
        spawn(node, frame: frame.id, via: nil)
        return true
    }

    /// Why an ad-hoc sub-process in which nothing is left to do is not complete.
    func adHocIsUnfinished(_ frame: Frame, _ visit: Visit) -> String? {
        guard let adHoc = visit.node.behaviour as? AdHocSubProcess, let condition = adHoc.condition, !frame.isClosing
        else { return nil }
        return
            "All activities of \"\(visit.node.id)\" are done, but its completion condition \"\(condition.text)\" does not hold."
    }
}
