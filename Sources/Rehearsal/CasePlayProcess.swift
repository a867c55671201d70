import BPMN
import Calendar
import DMN
import FEEL
import Folders
import Kernel

/// What the process wants from outside, answered from the folder as the real case answers it.
extension CasePlay {
    /// So often something may happen at one moment, or without a rest, before it counts as endless.
    static let mostAtOnce = 300

    // MARK: clock

    mutating func advance(to moment: Instant) {
        var (last, firings) = (now, 0)
        while let next = alarms.filter({ $0.due <= moment }).min(by: { $0.due < $1.due }) {
            alarms.removeAll { $0.kind == next.kind }
            now = max(now, next.due)
            firings = now == last ? firings + 1 : 1
            last = now
            guard firings <= CasePlay.mostAtOnce else {
                alarms.removeAll { $0.element == next.element }
                halts.append(Halt(element: next.element, sentence: "its time comes again and again at one moment"))
                continue
            }
            switch next.kind {
            case .timer(let id): feed(.timerFired(timer: id))
            case .silence(let token, let consultation):
                let consents = folder.about.consultations[consultation]?.silence == .consent
                feed(
                    .serviceReturned(
                        token: token,
                        output: ["stance": "none", "opinion": .null, "silent": true, "consents": .bool(consents)]))
            }
        }
        now = max(now, moment)
    }

    // MARK: process

    mutating func feed(_ input: Input) {
        var inputs = [input]
        var rounds = 0
        while !inputs.isEmpty {
            rounds += 1
            guard rounds < 10_000 else {
                halts.append(Halt(element: path.last, sentence: "the process does not come to rest"))
                return
            }
            let next = inputs.removeFirst()
            var entered: [DatedEvent] = []
            let (stage, dates, before, moment) = (stage, caseDates, events, now)
            let effects = process.advance(next, in: stage.folder.process, at: moment) { element, variables in
                // Where nothing starts on the way into an element, the dates are those that are there.
                guard stage.startsSomething("enters:\(element)") else { return }
                entered.append(DatedEvent("enters:\(element)", on: moment.date()))
                variables["dates"] = CaseDates.typed(dates.dates(before + entered, variables, at: moment))
            }
            events += entered
            for effect in effects { inputs += carryOut(effect) }
            refresh()
        }
        settle()
    }

    /// The state that the open tasks give; where none gives one, it stays.
    private mutating func settle() {
        var states = Set(tasks.values.compactMap { folder.about.states[$0.element] })
        let isConsulting = alarms.contains { if case .silence = $0.kind { true } else { false } }
        if isConsulting { states.insert("consulting") }
        standing = CaseStates.first(of: states) ?? standing
    }

    private mutating func carryOut(_ effect: Effect) -> [Input] {
        switch effect {
        case .entered(_, let element): path.append(element)
        case .createTask(let request): open(request)
        case .cancelTask(let token): tasks[token] = nil
        case .callService(let token, let element, let action, let inputs): return call(token, action, inputs, at: element)
        case .callProcess(let token, _, let process, _):
            return [.failed(token: token, code: nil, reason: "The process \"\(process)\" cannot be called here.")]
        case .cancelCall(let token):
            alarms.removeAll { if case .silence(token: token, consultation: _) = $0.kind { true } else { false } }
        case .evaluateDecision(let token, let element, let decision, _): return [decide(token, decision, at: element)]
        case .setTimer(let timer, let element, let spec): setTimer(timer, spec, at: element)
        case .cancelTimer(let timer): alarms.removeAll { $0.kind == .timer(timer) }
        case .incident(_, let element, let sentence): halts.append(Halt(element: element, sentence: sentence))
        case .left, .took, .sendMessage, .sendSignal, .awaitSignal, .cancelSignal, .escalated, .awaitMessage, .cancelMessage,
            .resolved, .ended, .ignored:
            break
        }
        return []
    }

    private mutating func open(_ request: TaskRequest) {
        let visit = visits[request.element, default: 0]
        visits[request.element] = visit + 1
        let planned = conduct.flatMap { $0.moment(at: request.element, visit: visit, opened: now) }
        tasks[request.token] = OpenTask(element: request.element, visit: visit, planned: planned)
    }

    private mutating func setTimer(_ timer: Int, _ spec: TimerSpec, at element: String) {
        let dates = dates
        // A deadline has passed at the beginning of the day after it.
        if let due = spec.due(from: now, deadline: { name in dates[name].map { Instant(startOf: $0.adding(days: 1)) } }) {
            alarms.append(Alarm(kind: .timer(timer), element: element, due: due))
        } else {
            halts.append(Halt(element: element, sentence: "no time for the timer of \(element)"))
        }
    }

    /// A decision without a value does not go on; nor does it in the real case.
    private mutating func decide(_ token: Int, _ decision: String, at element: String) -> Input {
        let result = folder.decide(decision, in: scope.adding(["lists": stage.lists]))
        guard !result.value.isNull else {
            return .failed(
                token: token, code: nil, reason: "\(decision) gave no result: \(result.problems.joined(separator: "; "))")
        }
        remarks += result.problems.map { Halt(element: element, sentence: $0) }
        let value = result.value.typedJSON
        decisions.append(
            Decision(name: decision, value: value, rows: result.trace.flatMap { trace in trace.rows.map { RuleRow(trace, $0) } }))
        return .decisionReturned(token: token, output: value)
    }

    // MARK: services

    private mutating func call(_ token: Int, _ action: String, _ inputs: JSON, at element: String) -> [Input] {
        var reason: String?
        switch action {
        case "procedures.decide": reason = recordOutcome(inputs["outcome"]?.string)
        case "procedures.close": isClosed = true
        case "procedures.consult":
            reason = consult(inputs["consultation"]?.string ?? "", token, at: element)
            // The token waits for the answer.
            if reason == nil { return [] }
        case "notices.issue": reason = issue(inputs["template"]?.string ?? "")
        case "dossiers.file":
            do {
                titles = [try Template.fill(folder.filing.title, in: scope, language: .de, look: folder.texts.look(.de))]
            } catch { reason = error.description }
        default:
            if Vocabulary.standard.actions[action] == nil { reason = "No action \"\(action)\" is open to processes." }
        }
        refresh()
        if let reason { return [.failed(token: token, code: nil, reason: reason)] }
        return [.serviceReturned(token: token, output: [:])]
    }

    private mutating func recordOutcome(_ given: String?) -> String? {
        guard let given else { return "the decision has no outcome" }
        outcome = given
        var values = process.variables["procedure"]?.object ?? [:]
        values["outcome"] = .string(given)
        values["state"] = "decided"
        values["decided"] = .string("@\(now.date())")
        values["automatic"] = .bool(!byStaff)
        process.set("procedure", to: .object(values))
        events.append(DatedEvent("decided", on: now.date()))
        return nil
    }

    /// Another office is asked: nobody plays it, so that it is silent until its day has passed. Says why it cannot be asked.
    private mutating func consult(_ name: String, _ token: Int, at element: String) -> String? {
        guard let about = folder.about.consultations[name] else { return "the service declares no consultation \(name)" }
        guard !about.isExternal, city.unit(forRole: about.unit) != nil else {
            return "no unit of the city can be asked for \(name)"
        }
        guard let day = dates[about.due] else { return "the deadline \(about.due) has no date" }
        let due = Instant(startOf: day.adding(days: 1))
        alarms.append(Alarm(kind: .silence(token: token, consultation: name), element: element, due: due))
        return nil
    }

    /// Says why the letter cannot go out; then nothing of it has happened.
    private mutating func issue(_ name: String) -> String? {
        guard folder.template(name, .de) != nil else { return "no template \(name)" }
        let before = (events, process)
        // The text of a notice names the days that its issue starts, so they are counted first.
        events.append(DatedEvent("issued:\(name)", on: now.date(), channel: example.account ? .portalMailbox : .post))
        refresh()
        var text: String?
        if setsLetters {
            do { text = try written(name) } catch {
                (events, process) = before
                return "\(name): \(error.description)"
            }
        }
        documents.append(name)
        notices.append(Letter(template: name, text: text))
        return nil
    }

    /// The letter in the language of the case; it must be writable in all of them.
    private func written(_ name: String) throws(TemplateFailure) -> String? {
        var text: String?
        for language in [Language.de, .en] {
            guard let template = folder.template(name, language) else { continue }
            let rendered = try template.render(in: scope, language: language, look: folder.texts.look(language))
            guard language == (example.language == .en ? .en : .de) else { continue }
            text = CasePlay.plain((rendered.front["explanation"] ?? "") + "\n" + rendered.markdown)
        }
        return text
    }

    /// Markdown as a reader sees it: escapes undone, blanks normalised.
    private static func plain(_ markdown: String) -> String {
        markdown.replacing(/\\(\W)/) { String($0.output.1) }.replacing("\u{A0}", with: " ")
    }

    mutating func refresh() { process.set("dates", to: CaseDates.typed(caseDates.dates(events, process.variables, at: now))) }
}
