import BPMN
import Calendar
import DMN
import FEEL
import Folders
import Kernel

/// Plays an example on values alone: no database, only what the folder says. The program's own simulation does the same with Actions.
struct ExampleRun {
    let folder: ServiceFolder
    let city: City
    let example: Example
    private(set) var now: Instant
    private(set) var process: ProcessState
    private(set) var path: [String] = []
    private(set) var notices: [(template: String, text: String)] = []
    private(set) var rules: Set<String> = []
    private(set) var incidents: [String] = []
    private(set) var documents = ["application"]
    private(set) var outcome: String?
    private(set) var isWithdrawn = false
    private(set) var titles: [String] = []
    private var events: [DatedEvent] = []
    private var tasks: [Int: String] = [:]
    private var timers: [(id: Int, due: Instant)] = []
    private var byStaff = false
    private var isFiled = false

    init(_ example: Example, of folder: ServiceFolder, in city: City) {
        self.folder = folder
        self.city = city
        self.example = example
        now = example.received.instant(after: Instant(microseconds: 0))
        process = ProcessState(process: folder.process.id)
        begin()
        for step in example.steps { take(step) }
    }

    var variables: [String: JSON] { process.variables }
    var scope: Scope { Scope(typed: .object(process.variables), now: now) }
    var dates: [String: LocalDate] { deadlines(events, process.variables) }

    private mutating func begin() {
        let fees = city.fees(on: now.date())
        let unit = city.context(unit: city.unit(forRole: folder.about.unit) ?? "")
        let before = Scope(typed: ["fees": fees, "city": unit], now: now)
        let result = folder.form.check(example.answers(folder.form) { $0 }, files: example.uploads(in: folder.files), in: before)
        let answered = before.adding(["answers": result.values])
        process.set("answers", to: result.values.typedJSON)
        process.set("fees", to: fees)
        process.set("city", to: unit)
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
            act(acting)
        }
    }

    private mutating func act(_ acting: Example.Acting) {
        guard let act = folder.about.acts[acting.act],
            let (token, element) = tasks.first(where: { folder.tasks[$0.value]?.acts.contains(act.id) ?? false }).map({
                ($0.key, $0.value)
            })
        else {
            incidents.append("nothing waits for the act \(acting.act)")
            return
        }
        let checked = Form.check(act.fields, answers: acting.fields, in: scope)
        for problem in checked.problems { incidents.append("\(acting.act): \(problem.code) at \(problem.pointer)") }
        var result = checked.values.typedJSON.object ?? [:]
        result["act"] = .string(act.id)
        result["by"] = .string(acting.by)
        result["outcome"] = act.outcome.map { .string($0) } ?? .null
        var done = process.variables["tasks"]?.object ?? [:]
        done[element] = .object(result)
        process.set("tasks", to: .object(done))
        if act.by == .staff { byStaff = true }
        var answers = process.variables["answers"]?.object ?? [:]
        for (field, paths) in acting.files {
            answers[field] = paths.first.map { .string($0) } ?? .null
            documents.append("evidence")
        }
        process.set("answers", to: .object(answers))
        tasks[token] = nil
        feed(.taskCompleted(token: token, act: act.id, variables: [:]))
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
            let (before, moment, run) = (events, now, self)
            let effects = process.advance(next, in: folder.process, at: now) { element, variables in
                entered.append(DatedEvent("enters:\(element)", on: moment.date()))
                variables["dates"] = ExampleRun.typed(run.deadlines(before + entered, variables))
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
        case .callService(let token, _, let action, let inputs):
            call(action, inputs)
            return [.serviceReturned(token: token, output: [:])]
        case .evaluateDecision(let token, _, let decision, _):
            let looking = scope.adding(["lists": Value(typed: city.lists(of: folder.about))])
            let result = folder.decide(decision, in: looking)
            incidents += result.problems
            rules.formUnion(result.trace.flatMap { $0.rows.compactMap(\.id) })
            return [.decisionReturned(token: token, output: result.value.typedJSON)]
        case .setTimer(let timer, let element, let spec):
            let dates = dates
            // A deadline has passed at the beginning of the day after it.
            if let due = spec.due(from: now, deadline: { name in dates[name].map { Instant(startOf: $0.adding(days: 1)) } }) {
                timers.append((timer, due))
            } else {
                incidents.append("no time for the timer of \(element)")
            }
        case .cancelTimer(let timer): timers.removeAll { $0.id == timer }
        case .incident(_, let element, let sentence): incidents.append("\(element): \(sentence)")
        default: break
        }
        return []
    }

    private mutating func call(_ action: String, _ inputs: JSON) {
        switch action {
        case "procedures.decide":
            outcome = inputs["outcome"]?.string
            setProcedure()
            events.append(DatedEvent("decided", on: now.date()))
        case "notices.issue": issue(inputs["template"]?.string ?? "")
        case "dossiers.file":
            isFiled = true
            titles = [(try? Template.fill(folder.filing.title, in: scope, language: .de, look: folder.texts.look(.de))) ?? "?"]
        default: break
        }
        refresh()
    }

    private mutating func issue(_ name: String) {
        events.append(DatedEvent("issued:\(name)", on: now.date(), channel: example.account ? .portalMailbox : .post))
        refresh()
        documents.append(name)
        for language in [Language.de, .en] {
            guard let template = folder.template(name, language) else {
                incidents.append("no template \(name)")
                continue
            }
            do {
                let rendered = try template.render(in: scope, language: language, look: folder.texts.look(language))
                let wanted: Language = example.language == .en ? .en : .de
                if language == wanted {
                    notices.append((name, ExampleRun.plain((rendered.front["explanation"] ?? "") + "\n" + rendered.markdown)))
                }
            } catch {
                incidents.append("\(name).\(language.rawValue): \(error.description)")
            }
        }
    }

    /// Markdown as a reader sees it: escapes undone, blanks normalised.
    private static func plain(_ markdown: String) -> String {
        markdown.replacing(/\\(\W)/) { String($0.output.1) }.replacing("\u{A0}", with: " ")
    }

    // MARK: deadlines

    private mutating func refresh() { process.set("dates", to: ExampleRun.typed(dates)) }

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
                rule = NamedDeadline(starts: ["day:\(name)"], rule: rule.rule)
            }
            named[name] = rule
        }
        return NamedDeadlines(named).evaluate(events: days, law: folder.about.law.procedure, region: city.region)
            .compactMapValues { $0.deadline?.date }
    }

    /// The state by service-folder.md, section 2.1.
    var state: String {
        if isWithdrawn { return "withdrawn" }
        guard outcome == nil else {
            let remedies = notices.compactMap { folder.about.notices[$0.template]?.remedy }
            let open = remedies.last.flatMap { dates[$0] }.map { now.date() <= $0 } ?? false
            return process.status == .completed && !open ? "closed" : "decided"
        }
        let waiting = Set(tasks.values.compactMap { folder.about.states[$0] })
        return ["documents-requested", "hearing", "consulting", "in-review"].first { waiting.contains($0) } ?? "received"
    }
}
