public import BPMN
import Calendar
import DMN
public import FEEL
import Folders
public import Kernel

/// Plays a case on values alone: no database and no outside system, only what the folders say. `simulate` plays the same with
/// the real Actions; this is for thousands of cases.
///
///     answers ─▶ form ─▶ process ─▶ tasks ◀── conduct (as written, or drawn)
///                           │
///                           ├─▶ decisions ─▶ rows that hit
///                           └─▶ services: decide, issue, file ─▶ dates
public struct CasePlay: Sendable {
    let stage: Stage
    let example: Example
    private(set) var now: Instant
    public private(set) var process: ProcessState
    public private(set) var path: [String] = []
    public private(set) var notices: [Letter] = []
    public private(set) var decisions: [Decision] = []
    public private(set) var halts: [Halt] = []
    public private(set) var late: [Late] = []
    public private(set) var documents = ["application"]
    public private(set) var outcome: String?
    /// Title of the folder that was laid.
    public private(set) var titles: [String] = []
    /// What the form did not take; then nothing else happened.
    public private(set) var problems: [String] = []
    /// How often staff did each task.
    public private(set) var handled: [String: Int] = [:]
    private var isWithdrawn = false
    private var events: [DatedEvent] = []
    private(set) var tasks: [Int: String] = [:]
    private(set) var timers: [(id: Int, due: Instant)] = []
    private var byStaff = false

    private var folder: ServiceFolder { stage.folder }
    private var city: City { stage.city }

    /// A letter that went out; its text only where letters are set.
    public struct Letter: Hashable, Sendable {
        public let template: String
        public let text: String
    }

    /// Where a case came to a stand, and why.
    public struct Halt: Hashable, Sendable {
        /// Element of the process; nil before it began.
        public let element: String?
        public let sentence: String
    }

    /// A task of the authority that was done after its day, or not at all.
    public struct Late: Hashable, Sendable {
        public let deadline: String
        public let due: LocalDate
        /// Nil: still open at the end.
        public let done: LocalDate?
    }

    /// - Parameter letters: whether the text of letters is made, which costs more than all the rest.
    public init(_ given: RehearsalCase, on stage: Stage, letters: Bool = true) {
        self.stage = stage
        example = given.example
        now = given.example.received.instant(after: Instant(microseconds: 0))
        process = ProcessState(process: stage.folder.process.id)
        setsLetters = letters
        guard begin() else { return }
        switch given.conduct {
        case .written: for step in example.steps { take(step) }
        case .drawn(let seed): self.act(as: Conduct(seed: seed, folder: stage.folder, patterns: given.patterns))
        }
        for (token, element) in tasks.sorted(by: { $0.key < $1.key }) { note(element, token: token, done: nil) }
    }

    private let setsLetters: Bool

    public var scope: Scope { Scope(typed: .object(process.variables), now: now) }
    public var dates: [String: LocalDate] { deadlines(events, process.variables) }
    /// Ids of the rules that hit.
    public var rules: Set<String> { Set(decisions.flatMap { $0.rows.compactMap(\.rule) }) }

    private mutating func begin() -> Bool {
        let fees = city.fees(on: now.date())
        let before = Scope(typed: ["fees": fees, "city": stage.unit], now: now)
        let result = folder.form.check(
            example.answers(folder.form) { $0 }, files: example.uploads(in: folder.files), in: before)
        problems = result.problems.map { "\($0.pointer) \($0.code)" }
        guard problems.isEmpty else { return false }
        let answered = before.adding(["answers": result.values])
        process.set("answers", to: result.values.typedJSON)
        process.set("fees", to: fees)
        process.set("city", to: stage.unit)
        process.set("tasks", to: [:])
        process.set("former", to: example.former?.context ?? .null)
        let about = folder.about.applicant
        process.set(
            "applicant",
            to: [
                "name": about.name.evaluate(in: answered).typedJSON, "address": about.address.evaluate(in: answered).typedJSON,
                "email": about.email?.evaluate(in: answered).typedJSON ?? .null, "language": .string(example.language.rawValue),
                "channel": .string(example.channel.rawValue), "account": .bool(example.account),
            ])
        setProcedure()
        documents += example.files.values.flatMap { $0 }.map { _ in "evidence" }
        events.append(DatedEvent("received", on: now.date()))
        refresh()
        feed(.start(event: nil, variables: [:]))
        return true
    }

    private mutating func setProcedure() {
        let received = example.received.instant(after: Instant(microseconds: 0)).date()
        process.set(
            "procedure",
            to: [
                "reference": "T-2026-000001", "received": .string("@\(received)"), "state": "in-review",
                "outcome": outcome.map { .string($0) } ?? .null, "automatic": .bool(!byStaff),
                "decided": outcome == nil ? .null : .string("@\(now.date())"),
            ])
    }

    // MARK: steps

    private mutating func take(_ step: Example.Step) {
        switch step {
        case .clock(let moment): advance(to: moment.instant(after: now))
        case .act(let acting):
            if let at = acting.at { advance(to: at.instant(after: now)) }
            guard acting.act != "withdraw" else {
                isWithdrawn = true
                feed(.cancel)
                return
            }
            guard let token = tasks.first(where: { folder.tasks[$0.value]?.acts.contains(acting.act) ?? false })?.key else {
                halts.append(Halt(element: tasks.values.min(), sentence: "nothing waits for the act \(acting.act)"))
                return
            }
            perform(acting, at: token)
        }
    }

    /// Does what the drawn conduct wants until nobody has anything to do any more.
    private mutating func act(as conduct: Conduct) {
        var conduct = conduct
        for _ in 0..<Conduct.most {
            guard let (token, element) = tasks.min(by: { $0.key < $1.key }) else { return }
            guard let next = conduct.next(at: element, in: scope) else {
                // Nobody moves: what the clock does is next.
                guard let due = timers.map(\.due).min() else { return }
                advance(to: due)
                continue
            }
            advance(to: next.at?.instant(after: now) ?? now)
            // A timer may have taken the task away meanwhile.
            if tasks[token] == element { perform(next, at: token) }
        }
        halts.append(Halt(element: tasks.values.min(), sentence: "it does not come to an end in \(Conduct.most) acts"))
    }

    private mutating func perform(_ acting: Example.Acting, at token: Int) {
        guard let act = folder.about.acts[acting.act], let element = tasks[token] else { return }
        let checked = Form.check(act.fields, answers: acting.fields, in: scope)
        for problem in checked.problems {
            halts.append(Halt(element: element, sentence: "\(acting.act): \(problem.code) at \(problem.pointer)"))
        }
        var result = checked.values.typedJSON.object ?? [:]
        result["act"] = .string(act.id)
        result["by"] = .string(acting.by)
        result["outcome"] = act.outcome.map { .string($0) } ?? .null
        var done = process.variables["tasks"]?.object ?? [:]
        done[element] = .object(result)
        process.set("tasks", to: .object(done))
        if act.by == .staff { byStaff = true }
        if folder.tasks[element]?.isForStaff == true { handled[element, default: 0] += 1 }
        var answers = process.variables["answers"]?.object ?? [:]
        for (field, paths) in acting.files {
            answers[field] = paths.first.map { .string($0) } ?? .null
            documents.append("evidence")
        }
        process.set("answers", to: .object(answers))
        note(element, token: token, done: now.date())
        tasks[token] = nil
        feed(.taskCompleted(token: token, act: act.id, variables: [:]))
    }

    /// Keeps in mind that a task of the authority is done late.
    private mutating func note(_ element: String, token: Int, done: LocalDate?) {
        guard let shape = folder.tasks[element], shape.isForStaff, let name = shape.due, let due = dates[name],
            (done ?? now.date()).epochDay > due.epochDay
        else { return }
        late.append(Late(deadline: name, due: due, done: done))
    }

    private mutating func advance(to moment: Instant) {
        while let next = timers.filter({ $0.due <= moment }).min(by: { ($0.due, $0.id) < ($1.due, $1.id) }) {
            timers.removeAll { $0.id == next.id }
            now = max(now, next.due)
            feed(.timerFired(timer: next.id))
        }
        now = max(now, moment)
    }

    // MARK: process

    private mutating func feed(_ input: Input) {
        var inputs = [input]
        while !inputs.isEmpty {
            let next = inputs.removeFirst()
            var entered: [DatedEvent] = []
            let (before, moment, play) = (events, now, self)
            let effects = process.advance(next, in: folder.process, at: now) { element, variables in
                // Where nothing starts on the way into an element, the dates are those that are there.
                guard play.stage.startsSomething("enters:\(element)") else { return }
                entered.append(DatedEvent("enters:\(element)", on: moment.date()))
                variables["dates"] = CasePlay.typed(play.deadlines(before + entered, variables))
            }
            events += entered
            for effect in effects { inputs += carryOut(effect) }
            refresh()
        }
    }

    private mutating func carryOut(_ effect: Effect) -> [Input] {
        switch effect {
        case .entered(_, let element): path.append(element)
        case .createTask(let request): tasks[request.token] = request.element
        case .cancelTask(let token): tasks[token] = nil
        case .callService(let token, let element, let action, let inputs):
            call(action, inputs, at: element)
            return [.serviceReturned(token: token, output: [:])]
        case .evaluateDecision(let token, let element, let decision, _):
            let result = folder.decide(decision, in: scope.adding(["lists": stage.lists]))
            halts += result.problems.map { Halt(element: element, sentence: $0) }
            let value = result.value.typedJSON
            decisions.append(
                Decision(
                    name: decision, value: value, rows: result.trace.flatMap { trace in trace.rows.map { RuleRow(trace, $0) } }))
            return [.decisionReturned(token: token, output: value)]
        case .setTimer(let timer, let element, let spec):
            let dates = dates
            // A deadline has passed at the beginning of the day after it.
            if let due = spec.due(from: now, deadline: { name in dates[name].map { Instant(startOf: $0.adding(days: 1)) } }) {
                timers.append((timer, due))
            } else {
                halts.append(Halt(element: element, sentence: "no time for the timer of \(element)"))
            }
        case .cancelTimer(let timer): timers.removeAll { $0.id == timer }
        case .incident(_, let element, let sentence): halts.append(Halt(element: element, sentence: sentence))
        default: break
        }
        return []
    }

    private mutating func call(_ action: String, _ inputs: JSON, at element: String) {
        switch action {
        case "procedures.decide":
            outcome = inputs["outcome"]?.string
            setProcedure()
            events.append(DatedEvent("decided", on: now.date()))
        case "notices.issue": issue(inputs["template"]?.string ?? "", at: element)
        case "dossiers.file":
            titles = [(try? Template.fill(folder.filing.title, in: scope, language: .de, look: folder.texts.look(.de))) ?? "?"]
        default: break
        }
        refresh()
    }

    private mutating func issue(_ name: String, at element: String) {
        events.append(DatedEvent("issued:\(name)", on: now.date(), channel: example.account ? .portalMailbox : .post))
        refresh()
        documents.append(name)
        guard setsLetters else {
            notices.append(Letter(template: name, text: ""))
            return
        }
        for language in [Language.de, .en] {
            guard let template = folder.template(name, language) else {
                halts.append(Halt(element: element, sentence: "no template \(name)"))
                continue
            }
            do {
                let rendered = try template.render(in: scope, language: language, look: folder.texts.look(language))
                let wanted: Language = example.language == .en ? .en : .de
                guard language == wanted else { continue }
                let text = CasePlay.plain((rendered.front["explanation"] ?? "") + "\n" + rendered.markdown)
                notices.append(Letter(template: name, text: text))
            } catch {
                halts.append(Halt(element: element, sentence: "\(name).\(language.rawValue): \(error.description)"))
            }
        }
    }

    /// Markdown as a reader sees it: escapes undone, blanks normalised.
    private static func plain(_ markdown: String) -> String {
        markdown.replacing(/\\(\W)/) { String($0.output.1) }.replacing("\u{A0}", with: " ")
    }

    // MARK: deadlines

    private mutating func refresh() { process.set("dates", to: CasePlay.typed(dates)) }

    private static func typed(_ dates: [String: LocalDate]) -> JSON { .object(dates.mapValues { .string("@\($0)") }) }

    private func deadlines(_ events: [DatedEvent], _ variables: [String: JSON]) -> [String: LocalDate] {
        let scope = Scope(typed: .object(variables), now: now)
        var (named, days): ([String: NamedDeadline], [DatedEvent]) = ([:], events)
        for (name, deadline) in folder.about.deadlines {
            if let when = deadline.when, !when.isTrue(in: scope) { continue }
            var rule = deadline.named
            if let day = deadline.day {
                guard events.contains(where: { rule.starts.contains($0.name) }), let date = day.evaluate(in: scope).date else {
                    continue
                }
                days.append(DatedEvent("day:\(name)", on: date))
                rule = NamedDeadline(
                    starts: ["day:\(name)"], rule: rule.rule, suspended: rule.suspended, extendable: rule.extendable)
            }
            named[name] = rule
        }
        return NamedDeadlines(named).evaluate(events: days, law: folder.about.law.procedure, region: city.region)
            .compactMapValues { $0.deadline?.date }
    }

    /// The state by service-folder.md, section 2.1.
    public var state: String {
        if isWithdrawn { return "withdrawn" }
        guard outcome == nil else {
            let remedies = notices.compactMap { folder.about.notices[$0.template]?.remedy }
            let open = remedies.last.flatMap { dates[$0] }.map { now.date().epochDay <= $0.epochDay } ?? false
            return process.status == .completed && !open ? "closed" : "decided"
        }
        let waiting = Set(tasks.values.compactMap { folder.about.states[$0] })
        return ["documents-requested", "hearing", "consulting", "in-review"].first { waiting.contains($0) } ?? "received"
    }
}
