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
    private(set) var service: Service
    let city: City
    var facts: CaseFacts
    var process: ProcessState
    /// Named days that deadlines start from.
    var happened: [DatedEvent]
    /// Grows with every change.
    private(set) var version: Int
    private var isStored: Bool
    private var inputs: [Input] = []
    private var path = CasePath()
    /// What is stored of the case's dates and decisions; read when it is first needed.
    private var deadlines: [CaseDeadline]?
    private var decisions: [CaseDecision]?
    private var dates: CaseDates

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
        isStored = false
        (deadlines, decisions) = ([], [])
        dates = CaseDates(service.folder, region: city.region)
    }

    /// Loads a case for change; on PostgreSQL its row is held until the transaction ends.
    init(_ id: ID<Procedure>, in transaction: Transaction) throws {
        if transaction.kept(CaseRun.self, as: CaseRun.key(id)) == nil {
            try transaction.lock("procedures_runs", id: id.text)
        }
        try self.init(reading: id, in: transaction)
    }

    /// Loads a case to look at it.
    init(reading id: ID<Procedure>, in reader: Reader) throws {
        if let moving = (reader as? Transaction)?.kept(CaseRun.self, as: CaseRun.key(id)) {
            self = moving
            // What waits to be taken in is the business of whoever moves the case.
            inputs = []
            return
        }
        let stored: Stored? = try reader.first("SELECT context, process, facts, version FROM procedures_runs WHERE id = \(id)")
        guard let stored else { throw ProcedureFault.notFound }
        procedure = id
        facts = stored.facts
        service = try reader.part(CatalogueShelf.self).pinned(facts.serviceHash, in: reader)
        city = try reader.part(City.self)
        dates = CaseDates(service.folder, region: city.region)
        do { process = try ProcessState(json: stored.process) } catch { throw ProcedureFault.unreadable(error.sentence) }
        happened = try (stored.context["happened"] ?? []).decode([DatedEvent].self)
        version = stored.version
        isStored = true
    }

    /// Where a case that is moved lies for the others of its transaction.
    private static func key(_ id: ID<Procedure>) -> String { "procedures.run:\(id)" }
    private var key: String { CaseRun.key(procedure) }

    /// The names that expressions see, as typed JSON.
    var context: JSON { .object(process.variables) }

    func scope(at moment: Instant) -> Scope { Scope(typed: context, now: moment) }

    // MARK: Inputs

    /// Takes an input and carries out what follows until the process rests; then stores the case.
    mutating func take(_ input: Input, in transaction: Transaction) throws {
        // An action that the process called may move it in turn; whoever moved it first stores it.
        let isOuter = transaction.kept(CaseRun.self, as: key) == nil
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
        if isOuter { transaction.keep(CaseRun?.none, as: key) }
        try store(in: transaction)
    }

    /// Computes the dates that an event brings, before the element that causes it sets its timers.
    private func preparation(at moment: Instant) -> ([DatedEvent], inout [String: JSON]) -> Void {
        let (dates, before) = (dates, happened)
        return { seen, variables in
            variables["dates"] = CaseDates.typed(dates.dates(before + seen, variables, at: moment))
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
        let now = dates.dates(happened, process.variables, at: transaction.now)
        process.set("dates", to: CaseDates.typed(now))
        deadlines = try CaseDeadlines.store(
            now, known: known(in: transaction), of: procedure, service: service, in: transaction)
    }

    /// The dates that are stored.
    private mutating func known(in reader: Reader) throws -> [CaseDeadline] {
        let known = try deadlines ?? reader.deadlines(of: procedure)
        deadlines = known
        return known
    }

    // MARK: Storing

    /// Stores what an action changed without moving the process.
    mutating func keep(in transaction: Transaction) throws { try store(in: transaction) }

    private mutating func store(in transaction: Transaction) throws {
        try refreshDates(in: transaction)
        version += 1
        if transaction.kept(CaseRun.self, as: key) != nil {
            // Somebody is moving the case and will store it.
            transaction.keep(self, as: key)
            return
        }
        try path.store(of: procedure, isNew: !isStored, in: transaction)
        let context: JSON = .object(["happened": try JSON(encoding: happened)])
        if isStored {
            try transaction.post(
                """
                UPDATE procedures_runs SET context = \(context), process = \(process.json), facts = \(try JSON(encoding: facts)),
                    version = \(version) WHERE id = \(procedure)
                """)
        } else {
            try transaction.post(
                """
                INSERT INTO procedures_runs (id, context, process, facts, version)
                VALUES (\(procedure), \(context), \(process.json), \(try JSON(encoding: facts)), \(version))
                """)
            isStored = true
        }
        try CaseState.refresh(self, in: transaction)
    }

    /// Lets others work on the case as it stands, and takes over what they changed.
    private mutating func lend<T>(in transaction: Transaction, _ body: () throws -> T) throws -> T {
        transaction.keep(self, as: key)
        let result = try body()
        if let back = transaction.kept(CaseRun.self, as: key), back.version != version {
            (process, happened, facts, version) = (back.process, back.happened, back.facts, back.version)
            (path, deadlines, decisions) = (back.path, back.deadlines, back.decisions)
        }
        return result
    }

    /// Goes on by another version of the service, as `move` has worked out.
    mutating func adopt(_ move: VersionMove, in transaction: Transaction) throws {
        guard let state = move.move.state else { throw ProcedureFault.notMovable(move.obstacles) }
        (service, dates) = (move.to, CaseDates(move.to.folder, region: city.region))
        (process, happened) = (state, move.happened)
        facts.serviceHash = move.to.hash.hex
        let isOuter = transaction.kept(CaseRun.self, as: key) == nil
        for step in move.renamedSteps {
            path.leave(step.from)
            path.enter(step.to)
        }
        try move.keepVersion(of: procedure, in: transaction)
        deadlines = nil
        try refreshDates(in: transaction)
        try move.explainDates(of: procedure, in: transaction)
        deadlines = nil
        try move.carryOverTasks(self, in: transaction)
        try carryOut(move.effectsBesideTasks, in: transaction)
        try moveTimers(in: transaction)
        if isOuter { transaction.keep(CaseRun?.none, as: key) }
    }

    // MARK: Effects

    private mutating func carryOut(_ effects: [Effect], in transaction: Transaction) throws {
        for effect in effects {
            switch effect {
            case .entered(_, let element): path.enter(element)
            case .left(_, let element, _): path.leave(element)
            case .createTask(let request):
                let run = self
                try lend(in: transaction) { try CaseTasks.open(request, run, in: transaction) }
            case .cancelTask(let token): try CaseTasks.end(token: token, of: procedure, "cancelled", in: transaction)
            case .callService(let token, _, ConsultOffice.name, let inputs): try consult(token, inputs, in: transaction)
            case .callService(let token, _, let action, let inputs): try call(token, action, inputs, in: transaction)
            case .evaluateDecision(let token, let element, let decision, _):
                try decide(token, element, decision, in: transaction)
            case .callProcess(let token, _, let process, _):
                inputs.append(.failed(token: token, code: nil, reason: "The process \"\(process)\" cannot be called here."))
            case .sendMessage: break
            case .setTimer(let timer, _, let due): try setTimer(timer, due, in: transaction)
            case .cancelTimer(let timer): try transaction.cancelJob(key: CaseTimers.key(procedure, timer))
            case .incident(let token, let element, let sentence):
                let run = self
                try lend(in: transaction) { try CaseIncidents.raise(token, element, sentence, run, in: transaction) }
            case .ended:
                try lend(in: transaction) { [procedure] in
                    try transaction.emit(ProcessEnded(procedure: procedure.text), subject: procedure)
                }
            case .resolved(let token): try CaseIncidents.end(token, of: procedure, in: transaction)
            case .cancelCall(let token):
                try lend(in: transaction) { [procedure] in
                    try ConsultationSilence.cancel(token: token, of: procedure, in: transaction)
                }
            case .took, .awaitMessage, .cancelMessage, .awaitSignal, .cancelSignal, .sendSignal, .escalated,
                .ignored:
                break
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
                let channel = try channel(in: transaction)
                try happen("issued:\(template)", on: transaction.now.date(), channel: channel, in: transaction)
                inputs = inputs.adding("channel", .string(channel.rawValue))
            }
            if let message = values["message"]?.string {
                inputs = try CaseMessages.fill(message, inputs, self, at: transaction.now)
            }
            var facts = facts
            let stored = try decisions ?? transaction.decisions(of: procedure)
            decisions = stored
            if values["template"] != nil {
                let named = try CaseDecisions.named(stored, service, in: transaction)
                let origins = CaseDecisions.origins(of: named)
                facts.rows = CaseDecisions.rows(of: named)
                facts.origins = origins
                facts.dateOrigins = CaseDateOrigins(service: service, scope: scope(at: transaction.now), results: origins).all()
            }
            facts.reasons = Dictionary(try known(in: transaction).map { ($0.name, $0.why) }, uniquingKeysWith: { $1 })
            facts.filing = try CaseFiling.place(of: self, at: transaction.now)
            let call = ServiceCall(subject: procedure.text, inputs: inputs, context: context, facts: facts)
            // What the action does may reach this case's listeners, which must find it as it stands.
            return try lend(in: transaction) { try transaction.callService(action, call) }
        }
        switch result {
        case .success(let output?):
            inputs.append(.serviceReturned(token: token, output: output))
        case .success(nil):
            self = before
            inputs.append(.failed(token: token, code: nil, reason: "No action \"\(action)\" is open to processes."))
        case .failure(let error):
            self = before
            inputs.append(.failed(token: token, code: nil, reason: "\(error)"))
        }
    }

    /// Asks another office; the token waits for its answer.
    private mutating func consult(_ token: Int, _ values: JSON, in transaction: Transaction) throws {
        let name = values["consultation"]?.string ?? ""
        let due = service.folder.about.consultations[name]?.due ?? ""
        let ask = ConsultByProcess(
            procedure: procedure, token: token, consultation: name,
            deadline: dates.dates(happened, process.variables, at: transaction.now)[due])
        let before = self
        let result = try transaction.attempt { try lend(in: transaction) { try transaction.perform(ask) } }
        guard case .failure(let error) = result else { return }
        self = before
        inputs.append(.failed(token: token, code: nil, reason: "\(error)"))
    }

    private mutating func decide(_ token: Int, _ element: String, _ decision: String, in transaction: Transaction) throws {
        guard let model = service.folder.model(of: decision) else {
            inputs.append(.failed(token: token, code: nil, reason: "There is no decision \"\(decision)\"."))
            return
        }
        var values = process.variables.mapValues { Value(typed: $0) }
        if !service.folder.about.lists.isEmpty { values["lists"] = Value(typed: city.lists(of: service.folder.about)) }
        let result = model.evaluate(decision: decision, inputs: values, at: transaction.now, traced: true)
        guard !result.value.isNull else {
            let why = result.diagnostics.map { "\($0)" }.joined(separator: "; ")
            inputs.append(.failed(token: token, code: nil, reason: "\(decision) gave no result: \(why)"))
            return
        }
        let made = try CaseDecisions.store(
            result, element: element, decision: decision, by: service, of: procedure, in: transaction)
        decisions?.append(made)
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
