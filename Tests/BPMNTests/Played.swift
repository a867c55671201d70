import BPMN
import Kernel
import Testing

/// Plays a small model. The trace is written short, "0 +a 0 -a": a is entered and left at second 0.
struct Played {
    let run: Run
    var trace: String {
        run.lines.map { $0.replacing(" enter ", with: " +").replacing(" leave ", with: " -") }.joined(separator: " ")
    }

    /// The trace of a run in which no time passes, without the seconds.
    var steps: String { trace.replacing("0 +", with: "+").replacing("0 -", with: "-") }

    init(_ contents: String, beside: String = "", _ variables: JSON = [:], events: JSON = [], isSound: Bool = true) throws {
        let file = ProcessFile(Trial.xml(contents, beside: beside).utf8, file: "test.bpmn", language: FEELLanguage())
        if isSound { #expect(file.problems.isEmpty, "\(file.problems)") }
        let model = try #require(file.played.first)
        run = try Run(
            playing: model, with: Array(file.played.dropFirst()), calling: file.others, variables: variables, events: events,
            start: Trial.noon)
    }
}
