import Kernel
import XML

/// The definitions of one event: none, one, or several of which one (or, parallel, each) must happen; a throwing event
/// lets all of them happen.
struct EventDefinitions: Sendable {
    var all: [any EventDefinition] = []
    /// Whether all of several definitions must happen (`parallelMultiple`).
    var isParallel = false

    var isEmpty: Bool { all.isEmpty }

    func first<T: EventDefinition>(_ type: T.Type) -> T? { all.lazy.compactMap { $0 as? T }.first }

    /// What is to be awaited, with the place of each definition.
    func triggers(_ run: Execution, frame: Int) throws(Failure) -> [(Subscription.Trigger, part: Int)] {
        var triggers: [(Subscription.Trigger, part: Int)] = []
        for (part, definition) in all.enumerated() {
            if let trigger = try definition.trigger(run, frame: frame) { triggers.append((trigger, part)) }
        }
        return triggers
    }

    /// Lets all happen, those last that take the token elsewhere.
    func happen(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        var happenings: [Happening] = []
        for definition in all where !definition.takesToken {
            if case .leaveLetting(let more) = try definition.happen(visit, &run) { happenings += more }
        }
        for happening in happenings where all.contains(where: \.takesToken) { run.happen(happening, visit) }
        if let last = all.first(where: \.takesToken) { return try last.happen(visit, &run) }
        return happenings.isEmpty ? .leave : .leaveLetting(happenings)
    }
}

extension Node {
    /// The event definitions of an event; empty for everything else.
    var events: EventDefinitions { (behaviour as? any EventElement)?.events ?? EventDefinitions() }

    /// Whether it is the sub-process kind that begins by an event; its behaviour then.
    var eventSubProcess: SubProcess? { (behaviour as? SubProcess).flatMap { $0.isTriggeredByEvent ? $0 : nil } }

    /// Whether a token ever comes here; a compensation event only names the handler.
    public var canBeEntered: Bool { !((behaviour as? BoundaryEvent)?.isCompensation ?? false) }

    /// Whether it has contents.
    var isSubProcess: Bool { behaviour is SubProcess || behaviour is AdHocSubProcess }

    /// Tasks, sub-processes and calls: what can be repeated, interrupted and undone.
    var isActivity: Bool { tag.hasSuffix("ask") || tag.hasSuffix("Process") || tag == "transaction" || tag == "callActivity" }
}

/// An element that is an event.
protocol EventElement: Element {
    var events: EventDefinitions { get }
}
