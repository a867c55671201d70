import Kernel
import Procedures
import Web

/// The figures of a process beside its drawing, as tables and as CSV.
struct NumberTables: Sendable {
    let outline: Outline
    let words: StepWords
    let numbers: ProcessNumbers
    let discretion: Discretion
    let now: Instant

    private var language: Language { discretion.language }

    /// Steps of which figures say something: what takes time, and where cases begin and end.
    private var steps: [Outline.Step] { outline.all.filter { !$0.kind.hasPrefix("gateway.") && !$0.kind.hasPrefix("join.") } }

    private struct Fork {
        let step: Outline.Step
        let way: Outline.Way
        let all: Int?
    }

    /// Ways between which cases parted.
    private var forks: [Fork] {
        outline.all.filter { $0.ways.count > 1 }.flatMap { step in
            let counts = step.ways.map { numbers.flows[$0.flow] }
            let all = counts.contains(nil) ? nil : counts.reduce(0) { $0 + ($1 ?? 0) }
            return step.ways.map { Fork(step: step, way: $0, all: all) }
        }
    }

    /// What stands at the shapes.
    var marks: [String: Mark] {
        var marks: [String: Mark] = [:]
        for step in steps {
            var mark = Mark()
            if let here = numbers.now[step.element], here.number > 0 {
                mark.now = discretion.rounded(here.number).map(String.init)
            }
            if let time = numbers.times[step.element], time.median >= 60_000_000 {
                mark.time = discretion.time(time.median, of: time.number)
            }
            if mark != Mark() { marks[step.element] = mark }
        }
        return marks
    }

    /// What stands at the edges: how many went there. Only the authority sees it, for one way could be reckoned from the others.
    var beside: [String: String] {
        guard discretion.isStaff else { return [:] }
        return Dictionary(
            outline.parting.compactMap { way in numbers.flows[way.flow].map { (way.flow, String($0)) } },
            uniquingKeysWith: { first, _ in first })
    }

    func write(_ html: inout HTML) {
        stepTable(&html)
        if discretion.isStaff { wayTable(&html) }
    }

    private func stepTable(_ html: inout HTML) {
        var columns = [
            Column(html.say("processes.step"), header: true), Column(html.say("processes.now"), number: true),
        ]
        if discretion.isStaff { columns.append(Column(html.say("processes.oldest"))) }
        columns += ["entered", "median", "p90", "time-share"].map { Column(html.say("processes.\($0)"), number: true) }
        html.table(html.say("processes.by-step"), columns: columns, items: steps) { step, cells in
            let (here, time) = (numbers.now[step.element], numbers.times[step.element])
            cells.cell(words.name(step.element))
            cells.cell(discretion.words(here?.number ?? 0))
            if discretion.isStaff { cells.cell(here.map { waiting($0) } ?? "–") }
            cells.cell(discretion.words(numbers.entered[step.element] ?? 0))
            cells.cell(time.flatMap { discretion.time($0.median, of: $0.number) } ?? "–")
            cells.cell(time.flatMap { discretion.time($0.ninth, of: $0.number) } ?? "–")
            cells.cell(share(time) ?? "–")
        }
    }

    private func waiting(_ here: StepNow) -> String {
        Span.words(Int(now.microseconds - here.oldest.microseconds), language)
    }

    private func share(_ time: StepDuration?) -> String? {
        guard let time, numbers.totalTime > 0, discretion.isStaff || time.number >= Discretion.smallest else { return nil }
        return percent(time.total, of: numbers.totalTime)
    }

    private func percent(_ part: Int, of all: Int) -> String {
        Texts.shared("processes.percent", language, ["number": String(Int((Double(part) * 100 / Double(all)).rounded()))])
    }

    private func wayTable(_ html: inout HTML) {
        guard !forks.isEmpty else { return }
        let columns = [
            Column(html.say("processes.fork"), header: true), Column(html.say("processes.way")),
            Column(html.say("processes.target")), Column(html.say("processes.taken"), number: true),
            Column(html.say("processes.share"), number: true),
        ]
        html.table(html.say("processes.by-way"), columns: columns, items: forks) { fork, cells in
            let taken = numbers.flows[fork.way.flow]
            cells.cell(words.name(fork.step.element))
            cells.cell(name(fork.way))
            cells.cell(words.name(fork.way.target))
            cells.cell(taken.map(String.init) ?? "–")
            cells.cell(share(fork, taken))
        }
    }

    private func name(_ way: Outline.Way) -> String {
        way.name.isEmpty ? Texts.shared(way.isDefault ? "processes.way.default" : "processes.way.plain", language) : way.name
    }

    private func share(_ fork: Fork, _ taken: Int?) -> String {
        // After a parallel gateway every way is gone, so that nothing is parted.
        guard let taken, let all = fork.all, all > 0, fork.step.kind != "gateway.parallel" else { return "–" }
        return percent(taken, of: all)
    }

    // MARK: CSV

    func exportSteps(_ name: String) -> Response {
        let head = ["step", "kind", "now", "entered", "finished", "median.seconds", "p90.seconds", "total.seconds"].map {
            Texts.shared("processes.\($0)", language)
        }
        let lines = steps.map { step -> [String] in
            let time = numbers.times[step.element]
            return [
                words.name(step.element), words.kind(step), String(numbers.now[step.element]?.number ?? 0),
                String(numbers.entered[step.element] ?? 0), String(time?.number ?? 0),
            ] + [time?.median, time?.ninth, time?.total].map { $0.map { String($0 / 1_000_000) } ?? "" }
        }
        return CSV.response(name: name, head: head) { write in try await write(lines) }
    }

    func exportWays(_ name: String) -> Response {
        let head = ["fork", "way", "target", "taken"].map { Texts.shared("processes.\($0)", language) }
        let lines = forks.map { fork in
            [
                words.name(fork.step.element), self.name(fork.way), words.name(fork.way.target),
                numbers.flows[fork.way.flow].map(String.init) ?? "",
            ]
        }
        return CSV.response(name: name, head: head) { write in try await write(lines) }
    }
}
