public import BPMN
import Calendar
public import FEEL
import Folders
public import Kernel

/// Plays a case on values alone: no database and no outside system, only what the folders say. `simulate` plays the same with
/// the real Actions; this is for thousands of cases. What a case begins with, its dates, and what an act leaves behind are those of
/// the real case (`CaseStart`, `CaseDates`).
///
///     answers ─▶ form ─▶ process ─▶ tasks ◀── conduct (as written, or drawn)
///                           │
///                           ├─▶ decisions ─▶ rows that hit
///                           └─▶ services: decide, issue, file ─▶ dates
public struct CasePlay: Sendable {
    let stage: Stage
    let example: Example
    let setsLetters: Bool
    let conduct: Conduct?
    let caseDates: CaseDates
    var now: Instant
    public internal(set) var process: ProcessState
    public internal(set) var path: [String] = []
    public internal(set) var notices: [Letter] = []
    public internal(set) var decisions: [Decision] = []
    public internal(set) var halts: [Halt] = []
    /// What a decision complained of and gave a value nevertheless: the case goes on.
    public internal(set) var remarks: [Halt] = []
    public internal(set) var late: [Late] = []
    public internal(set) var documents = ["application"]
    public internal(set) var outcome: String?
    /// Title of the folder that was laid.
    public internal(set) var titles: [String] = []
    /// What the form did not take; then nothing else happened.
    public internal(set) var problems: [String] = []
    /// How often staff did each task.
    public internal(set) var handled: [String: Int] = [:]
    var isWithdrawn = false
    var isClosed = false
    /// The state that open tasks gave last.
    var standing = "received"
    var events: [DatedEvent] = []
    /// By token.
    var tasks: [Int: OpenTask] = [:]
    /// In the order in which they were set.
    var alarms: [Alarm] = []
    /// Whether somebody other than the applicant has completed a task.
    var byStaff = false
    /// How often each task came up.
    var visits: [String: Int] = [:]

    var folder: ServiceFolder { stage.folder }
    var city: City { stage.city }

    /// A letter that went out.
    public struct Letter: Hashable, Sendable {
        public let template: String
        /// Nil where letters are not set.
        public let text: String?
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

    struct OpenTask: Sendable {
        let element: String
        let visit: Int
        /// When somebody takes it up in a drawn case; nil if nobody does.
        var planned: Instant?
    }

    /// What the clock brings.
    struct Alarm: Sendable {
        enum Kind: Hashable, Sendable {
            case timer(Int)
            /// The day passes on which another office should have answered.
            case silence(token: Int, consultation: String)
        }
        let kind: Kind
        let element: String
        let due: Instant
    }

    /// - Parameter letters: whether the text of letters is made, which costs more than all the rest.
    public init(_ given: RehearsalCase, on stage: Stage, letters: Bool = true) {
        self.stage = stage
        example = given.example
        now = given.example.received.instant(after: Instant(microseconds: 0))
        process = ProcessState(process: stage.folder.process.id)
        setsLetters = letters
        caseDates = stage.dates.another()
        conduct =
            switch given.conduct {
            case .written: nil
            case .drawn(let seed): Conduct(seed: seed, folder: stage.folder, patterns: given.patterns)
            }
        guard begin() else { return }
        if let conduct { act(as: conduct) } else { for step in example.steps { take(step) } }
        end()
    }

    public var scope: Scope { Scope(typed: .object(process.variables), now: now) }
    public var dates: [String: LocalDate] { caseDates.dates(events, process.variables, at: now).mapValues(\.date) }
    /// Ids of the rules that hit.
    public var rules: Set<String> { Set(decisions.flatMap { $0.rows.compactMap(\.rule) }) }

    private mutating func begin() -> Bool {
        let fees = city.fees(on: now.date())
        let before = Scope(typed: ["fees": fees, "city": stage.unit], now: now)
        let result = folder.form.check(
            example.answers(folder.form) { $0 }, files: example.uploads(in: folder.files), in: before)
        problems = result.problems.map { "\($0.pointer) \($0.code)" }
        guard problems.isEmpty else { return false }
        let sent = CaseStart.Submission(
            answers: result.values.typedJSON, reference: "T-\(now.date().year)-000001", language: example.language,
            channel: example.channel.rawValue, account: example.account, former: example.former, moment: now)
        let start = CaseStart(sent, of: folder, fees: fees, city: stage.unit, dates: caseDates)
        documents += example.files.values.flatMap { $0 }.map { _ in "evidence" }
        events = start.happened
        feed(.start(event: nil, variables: .object(start.variables)))
        return true
    }

    private mutating func end() {
        for (_, task) in tasks.sorted(by: { $0.key < $1.key }) { note(task.element, done: nil) }
        // What came to a stand has said so already.
        guard process.status == .running, tasks.isEmpty, alarms.isEmpty, process.incidents.isEmpty else { return }
        let waiting = process.tokens.first?.element ?? path.last
        halts.append(Halt(element: waiting, sentence: "it waits for what nobody brings: no task is open and no time runs"))
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
            let offering = tasks.filter { folder.tasks[$0.value.element]?.acts.contains(acting.act) ?? false }
            guard let token = offering.keys.min() else {
                halts.append(
                    Halt(element: tasks.values.map(\.element).min(), sentence: "nothing waits for the act \(acting.act)"))
                return
            }
            perform(acting, at: token)
        }
    }

    /// Does what the drawn conduct wants until nobody has anything to do any more and no time runs.
    private mutating func act(as conduct: Conduct) {
        for _ in 0..<Conduct.most {
            let next = tasks.compactMap { token, task in task.planned.map { (moment: $0, token: token) } }
                .min { ($0.moment, $0.token) < ($1.moment, $1.token) }
            let due = alarms.map(\.due).min()
            if let next, due.map({ next.moment < $0 }) ?? true {
                advance(to: next.moment)
                takeUp(next.token, as: conduct)
            } else if let due {
                // Nobody moves before: what the clock does is next.
                advance(to: due)
            } else {
                return
            }
        }
        halts.append(
            Halt(element: tasks.values.map(\.element).min(), sentence: "it does not come to an end in \(Conduct.most) steps"))
    }

    private mutating func takeUp(_ token: Int, as conduct: Conduct) {
        guard let task = tasks[token] else { return }
        tasks[token]?.planned = nil
        if let acting = conduct.acting(at: task.element, visit: task.visit, in: scope) { return perform(acting, at: token) }
        // That applicants leave unanswered what they cannot fill in is their silence.
        guard folder.tasks[task.element]?.isForStaff == true else { return }
        halts.append(Halt(element: task.element, sentence: "no act of this task can be filled in"))
    }

    private mutating func perform(_ acting: Example.Acting, at token: Int) {
        guard let act = folder.about.acts[acting.act], let element = tasks[token]?.element else { return }
        let checked = Form.check(act.fields, answers: acting.fields, in: scope)
        guard checked.isValid else {
            halts += checked.problems.map { Halt(element: element, sentence: "\(acting.act): \($0.code) at \($0.pointer)") }
            return
        }
        if !act.supplements.isEmpty { supplement(act, acting.files) }
        var done = process.variables["tasks"]?.object ?? [:]
        done[element] = .object(act.result(checked.values.typedJSON.object ?? [:], by: performer(acting.by), at: now))
        process.set("tasks", to: .object(done))
        if folder.tasks[element]?.candidates != "applicant" { byStaff = true }
        if folder.tasks[element]?.isForStaff == true { handled[element, default: 0] += 1 }
        note(element, done: now.date())
        tasks[token] = nil
        feed(.taskCompleted(token: token, act: act.id, variables: [:]))
    }

    /// The name by which expressions know who did something.
    private func performer(_ key: String) -> String {
        city.people.staff.first { $0.key == key }.map { "\($0.givenName) \($0.familyName)" } ?? key
    }

    /// New documents take the place of missing or former ones.
    private mutating func supplement(_ act: Act, _ files: [String: [String]]) {
        var answers = process.variables["answers"]?.object ?? [:]
        for (field, paths) in files where act.supplements.contains(field) {
            answers[field] = paths.last.map { .string($0) } ?? .null
            documents += paths.map { _ in "evidence" }
        }
        process.set("answers", to: .object(answers))
        if !events.contains(where: { $0.name == "complete" }), folder.missingEvidence(in: scope).isEmpty {
            events.append(DatedEvent("complete", on: now.date()))
            refresh()
        }
    }

    /// Keeps in mind that a task of the authority is done late.
    private mutating func note(_ element: String, done: LocalDate?) {
        guard let shape = folder.tasks[element], shape.isForStaff, let name = shape.due, let due = dates[name],
            (done ?? now.date()).epochDay > due.epochDay
        else { return }
        late.append(Late(deadline: name, due: due, done: done))
    }

    /// The state by service-folder.md, section 2.1.
    public var state: String {
        if isWithdrawn { return "withdrawn" }
        if isClosed { return "closed" }
        guard outcome != nil else { return standing }
        let remedies = notices.compactMap { folder.about.notices[$0.template]?.remedy }
        let open = remedies.last.flatMap { dates[$0] }.map { now.date().epochDay <= $0.epochDay } ?? false
        return process.status == .completed && !open ? "closed" : "decided"
    }
}
