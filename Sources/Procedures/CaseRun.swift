import BPMN
import Calendar
import Catalogue
import DMN
import FEEL
import Folders
import Kernel
import Store

/// A case while a transaction works on it: its process, its values, and what has happened on dated days.
///
/// Every input goes through `advance`; what the process wants is carried out at once and answered until it rests:
///
///     input ─▶ ProcessState.advance ─▶ effects ─▶ tables, jobs, actions of other components
///                     ▲                               │ answers (service, decision)
///                     └───────────────────────────────┘
struct CaseRun {
    let procedure: ID<Procedure>
    let service: Service
    let city: City
    var facts: CaseFacts
    var process: ProcessState
    /// Named days that deadlines start from.
    var happened: [DatedEvent]
    private var version: Int
    private var inputs: [Input] = []

    private struct Stored: Codable {
        let context: JSON
        let process: JSON
        let facts: CaseFacts
        let version: Int
    }

    /// A new case; nothing is stored yet.
    init(procedure: ID<Procedure>, service: Service, city: City, facts: CaseFacts) {
        self.procedure = procedure
        self.service = service
        self.city = city
        self.facts = facts
        process = ProcessState(process: service.folder.process.id)
        happened = []
        version = 0
    }

    /// Loads a case for change; on PostgreSQL its row is held until the transaction ends.
    init(_ id: ID<Procedure>, in transaction: Transaction) throws {
        try transaction.lock("procedures_runs", id: id.text)
        try self.init(reading: id, in: transaction)
    }

    /// Loads a case to look at it.
    init(reading id: ID<Procedure>, in reader: Reader) throws {
        let stored: Stored? = try reader.first("SELECT context, process, facts, version FROM procedures_runs WHERE id = \(id)")
        guard let stored else { throw ProcedureFault.notFound }
        procedure = id
        facts = stored.facts
        service = try reader.part(CatalogueShelf.self).pinned(facts.serviceHash, in: reader)
        city = try reader.part(City.self)
        do { process = try ProcessState(json: stored.process) } catch { throw ProcedureFault.unreadable(error.sentence) }
        happened = try (stored.context["happened"] ?? []).decode([DatedEvent].self)
        version = stored.version
    }

    /// The names that expressions see, as typed JSON.
    var context: JSON { .object(process.variables) }

    func scope(at moment: Instant) -> Scope { Scope(typed: context, now: moment) }

    // MARK: Inputs

    /// Takes an input and carries out what follows until the process rests; then stores the case.
    mutating func take(_ input: Input, in transaction: Transaction) throws {
        inputs.append(input)
        var rounds = 0
        while !inputs.isEmpty {
            rounds += 1
            guard rounds < 10_000 else { throw ProcedureFault.unreadable("the process does not come to rest") }
            let next = inputs.removeFirst()
            let prepare = preparation(at: transaction.now)
            var seen: [DatedEvent] = []
            let effects = process.advance(next, in: service.folder.process, at: transaction.now) { element, variables in
                seen.append(DatedEvent("enters:\(element)", on: transaction.now.date()))
                prepare(seen, &variables)
            }
            happened += seen
            try carryOut(effects, in: transaction)
        }
        try store(in: transaction)
    }

    /// Computes the dates that an event brings, before the element that causes it sets its timers.
    private func preparation(at moment: Instant) -> ([DatedEvent], inout [String: JSON]) -> Void {
        let (service, city, before) = (service, city, happened)
        return { seen, variables in
            let dates = CaseDeadlines.dates(service: service, city: city, events: before + seen, variables: variables, at: moment)
            variables["dates"] = CaseDeadlines.typed(dates)
        }
    }

    /// Notes that something happened on a day, and computes the dates anew.
    mutating func happen(_ name: String, on date: LocalDate, channel: DeliveryChannel? = nil, in transaction: Transaction) throws
    {
        happened.append(DatedEvent(name, on: date, channel: channel))
        try refreshDates(in: transaction)
    }

    /// Sets variables that the platform owns: `procedure`, `tasks`.
    mutating func set(_ name: String, _ value: JSON) { process.set(name, to: value) }

    mutating func refreshDates(in transaction: Transaction) throws {
        let dates = CaseDeadlines.dates(
            service: service, city: city, events: happened, variables: process.variables, at: transaction.now)
        process.set("dates", to: CaseDeadlines.typed(dates))
        try CaseDeadlines.store(dates, of: procedure, service: service, in: transaction)
    }

    // MARK: Storing

    /// Stores what an action changed without moving the process.
    mutating func keep(in transaction: Transaction) throws { try store(in: transaction) }

    private mutating func store(in transaction: Transaction) throws {
        try refreshDates(in: transaction)
        let context: JSON = .object(["happened": try JSON(encoding: happened)])
        version += 1
        if version == 1 {
            try transaction.run(
                """
                INSERT INTO procedures_runs (id, context, process, facts, version)
                VALUES (\(procedure), \(context), \(process.json), \(try JSON(encoding: facts)), 1)
                """)
        } else {
            try transaction.run(
                """
                UPDATE procedures_runs SET context = \(context), process = \(process.json), facts = \(try JSON(encoding: facts)),
                    version = \(version) WHERE id = \(procedure)
                """)
        }
        try CaseState.refresh(self, in: transaction)
    }

    // MARK: Effects

    private mutating func carryOut(_ effects: [Effect], in transaction: Transaction) throws {
        for effect in effects {
            switch effect {
            case .entered(_, let element): try CasePath.enter(element, of: procedure, in: transaction)
            case .left(_, let element, _): try CasePath.leave(element, of: procedure, in: transaction)
            case .createTask(let request): try CaseTasks.open(request, self, in: transaction)
            case .cancelTask(let token): try CaseTasks.end(token: token, of: procedure, "cancelled", in: transaction)
            case .callService(let token, _, let action, let inputs): try call(token, action, inputs, in: transaction)
            case .evaluateDecision(let token, let element, let decision, _):
                try decide(token, element, decision, in: transaction)
            case .callProcess(let token, _, let process, _):
                inputs.append(.failed(token: token, code: nil, reason: "The process \"\(process)\" cannot be called here."))
            case .sendMessage: break
            case .setTimer(let timer, _, let due): try setTimer(timer, due, in: transaction)
            case .cancelTimer(let timer): try transaction.cancelJob(key: CaseTimers.key(procedure, timer))
            case .incident(let token, let element, let sentence):
                try CaseIncidents.raise(token, element, sentence, self, in: transaction)
            case .ended: try transaction.emit(ProcessEnded(procedure: procedure.text), subject: procedure)
            case .resolved(let token): try CaseIncidents.end(token, of: procedure, in: transaction)
            case .took, .cancelCall, .awaitMessage, .cancelMessage, .ignored: break
            }
        }
    }

    /// Runs another component's action as a service task. Its failure undoes only itself and becomes an incident.
    private mutating func call(_ token: Int, _ action: String, _ values: JSON, in transaction: Transaction) throws {
        let before = self
        let result = try transaction.attempt { () throws -> JSON? in
            var inputs = values
            if let template = values["template"]?.string {
                // The text of a notice names the days that its issue starts, so they are counted first.
                let channel: DeliveryChannel = facts.owner == nil ? .post : .portalMailbox
                try happen("issued:\(template)", on: transaction.now.date(), channel: channel, in: transaction)
                inputs = inputs.adding("channel", .string(channel.rawValue))
            }
            if let message = values["message"]?.string {
                inputs = try CaseMessages.fill(message, inputs, self, at: transaction.now)
            }
            // What the action does may reach this case's listeners, which must find it stored.
            try store(in: transaction)
            var facts = facts
            facts.rows = try CaseDecisions.rows(of: procedure, service: service, in: transaction)
            facts.reasons = Dictionary(
                try transaction.deadlines(of: procedure).map { ($0.name, $0.why) }, uniquingKeysWith: { $1 })
            facts.filing = try CaseFiling.place(of: self, at: transaction.now)
            let call = ServiceCall(subject: procedure.text, inputs: inputs, context: context, facts: try JSON(encoding: facts))
            return try transaction.callService(action, call)
        }
        switch result {
        case .success(let output?):
            try reload(in: transaction)
            inputs.append(.serviceReturned(token: token, output: output))
        case .success(nil):
            self = before
            inputs.append(.failed(token: token, code: nil, reason: "No action \"\(action)\" is open to processes."))
        case .failure(let error):
            self = before
            inputs.append(.failed(token: token, code: nil, reason: "\(error)"))
        }
    }

    /// Listeners may have changed the stored case while an action ran.
    private mutating func reload(in transaction: Transaction) throws {
        guard try transaction.value(Int.self, "SELECT version FROM procedures_runs WHERE id = \(procedure)") != version else {
            return
        }
        let fresh = try CaseRun(reading: procedure, in: transaction)
        (process, happened, facts, version) = (fresh.process, fresh.happened, fresh.facts, fresh.version)
    }

    private mutating func decide(_ token: Int, _ element: String, _ decision: String, in transaction: Transaction) throws {
        guard let model = service.folder.model(of: decision) else {
            inputs.append(.failed(token: token, code: nil, reason: "There is no decision \"\(decision)\"."))
            return
        }
        let values = process.variables.mapValues { Value(typed: $0) }
        let result = model.evaluate(decision: decision, inputs: values, at: transaction.now)
        guard !result.value.isNull else {
            let why = result.diagnostics.map { "\($0)" }.joined(separator: "; ")
            inputs.append(.failed(token: token, code: nil, reason: "\(decision) gave no result: \(why)"))
            return
        }
        try CaseDecisions.store(result, element: element, decision: decision, of: procedure, in: transaction)
        inputs.append(.decisionReturned(token: token, output: result.value.typedJSON))
    }

    private func setTimer(_ timer: Int, _ due: TimerSpec, in transaction: Transaction) throws {
        guard let moment = due.due(from: transaction.now, deadline: end) else {
            throw ProcedureFault.unreadable("a timer has no time")
        }
        try transaction.enqueue(
            CaseTimers.kind, key: CaseTimers.key(procedure, timer), subject: procedure,
            payload: ["timer": .number(Decimal128(timer))], at: moment, unit: facts.unit)
    }
}
