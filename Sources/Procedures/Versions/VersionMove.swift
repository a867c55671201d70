import BPMN
import Calendar
import Catalogue
import Folders
import Kernel
import Store

/// Why a case cannot go on by another version of its service.
public struct VersionObstacle: Hashable, Sendable, CustomStringConvertible {
    enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The engine's reasons, see `Move.Obstacle.Kind`.
        case notRunning = "not-running"
        case gone, different, elsewhere, flow, undoable, expression
        /// An act waits at the element for a second person, who would confirm it by another version.
        case proposal
        /// An office was asked that the new version does not ask.
        case consultation
        /// A date that a notice started, and that the notice told, would be another one.
        case told
        /// A timer would have no time.
        case timer
        /// The applicant was set a period that would end earlier.
        case shortened
    }

    let kind: Kind
    /// Name of the element, deadline or consultation.
    let name: String

    public var description: String { "\(kind.rawValue) \(name)" }
}

/// What going on by another version of its service means for one case. Nothing is changed by working it out.
struct VersionMove: Sendable {
    struct DateChange: Hashable, Sendable {
        let name: String
        /// Nil where the case did not have the date, or will not have it any more.
        let before: LocalDate?
        let after: LocalDate?
        /// `applicant`, `staff` or `everyone`.
        let audience: String
    }

    struct TaskChange: Sendable {
        enum Kind: String, Sendable, CaseIterable { case kept, renewed, ended, created }
        let kind: Kind
        /// The open work item; nil for one that begins.
        let item: WorkItem?
        /// What it becomes, where it is another one.
        let request: TaskRequest?
        /// The day by which it is due then.
        let due: LocalDate?
    }

    let from: Service
    let to: Service
    let move: Move
    /// What has happened, by the names of the new version.
    let happened: [DatedEvent]
    let dates: [DateChange]
    let tasks: [TaskChange]
    let obstacles: [VersionObstacle]
    /// Elements at which the case stands and that bear another name.
    let renamedSteps: [(from: String, to: String)]
    private let deadlines: [String: Deadline]

    init(_ run: CaseRun, to service: Service, in reader: Reader) throws {
        (from, to) = (run.service, service)
        let mapping = service.folder.about.renamed.filter { run.service.folder.process.node($0.key) != nil }
        happened = run.happened.map { VersionMove.renamed($0, mapping) }
        var state = run.process
        if let tasks = VersionMove.renamed(state.variables["tasks"], mapping) { state.set("tasks", to: tasks) }
        let deadlines = CaseDates(service.folder, region: run.city.region).dates(happened, state.variables, at: reader.now)
        state.set("dates", to: CaseDates.typed(deadlines))
        let move = state.moved(from: from.folder.process, to: service.folder.process, mapping: mapping, at: reader.now)
        (self.move, self.deadlines) = (move, deadlines)
        renamedSteps = run.process.tokens.compactMap { token in mapping[token.element].map { (token.element, $0) } }
        let dates = VersionMove.dates(run, service, deadlines, known: try reader.deadlines(of: run.procedure))
        self.dates = dates
        let tasks = VersionMove.tasks(
            try reader.openTasks(of: run.procedure, visibleTo: .system("procedures")), move, service, deadlines, at: reader.now)
        self.tasks = tasks
        var obstacles: [VersionObstacle] = []
        for obstacle in move.obstacles {
            guard let kind = VersionObstacle.Kind(rawValue: obstacle.kind.rawValue) else { continue }
            obstacles.append(VersionObstacle(kind: kind, name: obstacle.element))
        }
        obstacles += VersionMove.told(dates, run.service)
        obstacles += VersionMove.timers(run, move, deadlines, at: reader.now)
        obstacles += VersionMove.shortened(tasks)
        obstacles += try VersionMove.people(run, service, in: reader)
        self.obstacles = obstacles
    }

    // MARK: names

    private static func renamed(_ event: DatedEvent, _ mapping: [String: String]) -> DatedEvent {
        guard event.name.hasPrefix("enters:"), let name = mapping[String(event.name.dropFirst(7))] else { return event }
        return DatedEvent(
            "enters:\(name)", on: event.date, label: event.label, channel: event.channel, received: event.received,
            instruction: event.instruction)
    }

    /// Results of acts stand under the name of their task; nil where none bears another one.
    private static func renamed(_ tasks: JSON?, _ mapping: [String: String]) -> JSON? {
        guard var results = tasks?.object, results.keys.contains(where: { mapping[$0] != nil }) else { return nil }
        for (before, after) in mapping {
            guard let result = results.removeValue(forKey: before) else { continue }
            results[after] = results[after] ?? result
        }
        return .object(results)
    }

    // MARK: dates

    private static func dates(_ run: CaseRun, _ service: Service, _ new: [String: Deadline], known: [CaseDeadline])
        -> [DateChange]
    {
        let (before, after) = (run.service.folder.about.deadlines, service.folder.about.deadlines)
        var changes: [DateChange] = []
        for stored in known where before[stored.name] != nil {
            if let date = new[stored.name]?.date {
                guard date != stored.date else { continue }
                changes.append(.init(name: stored.name, before: stored.date, after: date, audience: stored.audience))
            } else if after[stored.name] == nil || run.end(of: stored.name) != nil {
                // A date that stands still keeps the day it had.
                changes.append(.init(name: stored.name, before: stored.date, after: nil, audience: stored.audience))
            }
        }
        for (name, deadline) in new where !known.contains(where: { $0.name == name }) {
            let audience = after[name]?.audience?.rawValue ?? "everyone"
            changes.append(.init(name: name, before: nil, after: deadline.date, audience: audience))
        }
        return changes.sorted { $0.name < $1.name }
    }

    /// What a notice has begun it has told: by the new version it would have to be another day.
    private static func told(_ changes: [DateChange], _ service: Service) -> [VersionObstacle] {
        let deadlines = service.folder.about.deadlines
        func begins(_ name: String, behind: Set<String>) -> Bool {
            (deadlines[name]?.named.starts ?? []).contains { start in
                if start.hasPrefix("issued:") { return true }
                guard start.hasPrefix("date:"), !behind.contains(start) else { return false }
                return begins(String(start.dropFirst(5)), behind: behind.union([start]))
            }
        }
        return changes.filter { $0.before != nil && begins($0.name, behind: []) }.map { .init(kind: .told, name: $0.name) }
    }

    private static func shortened(_ tasks: [TaskChange]) -> [VersionObstacle] {
        tasks.compactMap { task in
            guard let item = task.item, item.audience == .applicant, let before = item.due, let after = task.due, after < before
            else { return nil }
            return VersionObstacle(kind: .shortened, name: item.element)
        }
    }

    private static func timers(_ run: CaseRun, _ move: Move, _ deadlines: [String: Deadline], at moment: Instant)
        -> [VersionObstacle]
    {
        func end(_ name: String) -> Instant? { deadlines[name].map { Instant(startOf: $0.date.adding(days: 1)) } }
        let new = move.effects.compactMap { effect -> String? in
            guard case .setTimer(_, let element, let due) = effect else { return nil }
            return due.due(from: moment, deadline: end) == nil ? element : nil
        }
        let kept = (move.state?.subscriptions ?? []).compactMap { subscription -> String? in
            guard case .timer(.deadline(let name), _, _) = subscription.trigger else { return nil }
            return end(name) == nil && run.end(of: name) != nil ? subscription.element : nil
        }
        return Set(new + kept).sorted().map { .init(kind: .timer, name: $0) }
    }

    // MARK: people

    private static func people(_ run: CaseRun, _ service: Service, in reader: Reader) throws -> [VersionObstacle] {
        let open = try reader.openTasks(of: run.procedure, visibleTo: .system("procedures"))
        let proposals = open.filter { $0.proposal != nil }.map { VersionObstacle(kind: .proposal, name: $0.element) }
        let asked = try reader.consultations(of: run.procedure).filter { $0.ending == nil }.compactMap(\.name)
        return proposals
            + asked.filter { service.folder.about.consultations[$0] == nil }.map { .init(kind: .consultation, name: $0) }
    }

    private static func tasks(
        _ open: [WorkItem], _ move: Move, _ service: Service, _ deadlines: [String: Deadline], at moment: Instant
    ) -> [TaskChange] {
        var requests: [Int: TaskRequest] = [:]
        var cancelled: Set<Int> = []
        for effect in move.effects {
            if case .createTask(let request) = effect { requests[request.token] = request }
            if case .cancelTask(let token) = effect { cancelled.insert(token) }
        }
        // Steps of the platform belong to no token.
        let items = open.filter { $0.token != 0 }
        var changes = items.map { item -> TaskChange in
            if let request = requests.removeValue(forKey: item.token) {
                let due = CaseTasks.due(request, at: item.openedAt) { deadlines[$0]?.date }
                return TaskChange(kind: .renewed, item: item, request: request, due: due)
            }
            if cancelled.contains(item.token) { return TaskChange(kind: .ended, item: item, request: nil, due: nil) }
            let due = service.folder.tasks[item.element]?.due.flatMap { deadlines[$0]?.date } ?? item.due
            return TaskChange(kind: .kept, item: item, request: nil, due: due)
        }
        for request in requests.values.sorted(by: { $0.token < $1.token }) {
            let due = CaseTasks.due(request, at: moment) { deadlines[$0]?.date }
            changes.append(TaskChange(kind: .created, item: nil, request: request, due: due))
        }
        return changes
    }
}

// MARK: - Carrying it out

extension VersionMove {
    /// What the process wants besides: work items that only become other ones stay what they are.
    var effectsBesideTasks: [Effect] {
        let renewed = Set(tasks.filter { $0.kind == .renewed }.compactMap(\.item?.token))
        return move.effects.filter { effect in
            switch effect {
            case .createTask(let request): !renewed.contains(request.token)
            case .cancelTask(let token): !renewed.contains(token)
            default: true
            }
        }
    }

    func carryOverTasks(_ run: CaseRun, in transaction: Transaction) throws {
        for change in tasks {
            guard let item = change.item else { continue }
            if let request = change.request {
                try CaseTasks.renew(item, as: request, due: change.due, run, in: transaction)
            } else if change.kind == .kept, change.due != item.due {
                try transaction.run("UPDATE procedures_tasks SET due = \(change.due) WHERE id = \(item.id)")
            }
        }
    }

    func keepVersion(of procedure: ID<Procedure>, in transaction: Transaction) throws {
        try transaction.run(
            """
            UPDATE procedures SET service_hash = \(to.hash), service_version = \(to.folder.about.version), title = \(to.title(.de))
            WHERE id = \(procedure)
            """)
    }

    /// Dates that are no more go; those that stay give the reasons of the new version.
    func explainDates(of procedure: ID<Procedure>, in transaction: Transaction) throws {
        for change in dates where change.after == nil { try CaseDeadlines.remove(change.name, of: procedure, in: transaction) }
        for (name, deadline) in deadlines {
            let audience = to.folder.about.deadlines[name]?.audience?.rawValue ?? "everyone"
            try transaction.run(
                """
                UPDATE procedures_deadlines SET why = \(try JSON(encoding: deadline.why)), audience = \(audience)
                WHERE procedure = \(procedure) AND name = \(name)
                """)
        }
    }
}
