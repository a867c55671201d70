import BPMN
import DMN
import FEEL
import Foundation
import Kernel

/// How many decisions, expressions and process instances the engines do in a second, in one thread, compiled once; for
/// Benchmarks/engines.py.
///
/// FILE.json: `{"model": "x.dmn", "decision": "name", "process": "x.bpmn", "cases": [{inputs}], "expressions": ["…"]}`, the models
/// beside the file. Prints `{"decisions": {"per-second", "results"}, "expressions": {…}, "instances": {…}}`; the results of one round
/// over all cases are there so that whoever compares two programs can see that both did the same work. The result of an instance is
/// the list of elements it came through, sorted.
enum EngineMeasure {
    static func run(_ file: String, seconds: Int) throws -> JSON {
        guard let data = FileManager.default.contents(atPath: file), let plan = try JSON(parsing: [UInt8](data)).object,
            let name = plan["model"]?.string, let decision = plan["decision"]?.string
        else { throw UsageError("\(file) is no plan of a measurement") }
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        let path = folder.appendingPathComponent(name).path
        guard let bytes = FileManager.default.contents(atPath: path),
            let model = Model.read(Document(name: name, bytes: [UInt8](bytes))).model
        else { throw UsageError("\(path) is no model") }
        let cases = (plan["cases"]?.array ?? []).map { ($0.object ?? [:]).mapValues { Value(json: $0) } }
        let names = Names(Set(cases.flatMap(\.keys)))
        let expressions = try (plan["expressions"]?.array ?? []).compactMap(\.string).map { text throws(Diagnostic) in
            try Expression(parsing: text, names: names)
        }
        let scopes = cases.map { Scope($0, now: .now) }
        let decisions = measure(seconds) {
            cases.map { model.evaluate(decision: decision, inputs: $0, at: .now).value }
        }
        let evaluations = measure(seconds) { scopes.flatMap { scope in expressions.map { $0.evaluate(in: scope) } } }
        var measured = ["decisions": decisions, "expressions": evaluations]
        if let process = plan["process"]?.string {
            let model = try readProcess(folder.appendingPathComponent(process).path)
            let variables = (plan["cases"]?.array ?? []).map { JSON.object(($0.object ?? [:])) }
            measured["instances"] = measure(seconds) { variables.map { instance(of: model, $0) } }
        }
        return .object(measured)
    }

    private static func readProcess(_ path: String) throws -> ProcessModel {
        guard let bytes = FileManager.default.contents(atPath: path),
            let model = ProcessModel.read([UInt8](bytes), file: path, language: FEELLanguage()).model
        else { throw UsageError("\(path) is no process") }
        return model
    }

    /// One instance from start to end in memory; null if it does not come to its end.
    private static func instance(of model: ProcessModel, _ variables: JSON) -> Value {
        var state = ProcessState(process: model.id)
        let effects = state.advance(.start(event: nil, variables: variables), in: model, at: .now)
        guard state.status == .completed else { return .null }
        return .list(
            effects.compactMap { effect -> String? in
                if case .left(_, let element, .completed) = effect { return element }
                return nil
            }.sorted().map { .string($0) })
    }

    /// Rounds until the time is over, after one that does not count.
    private static func measure(_ seconds: Int, _ round: () -> [Value]) -> JSON {
        let results = round()
        let clock = ContinuousClock()
        let start = clock.now
        var rounds = 0
        repeat {
            _ = round()
            rounds += 1
        } while clock.now - start < .seconds(seconds)
        let time = Double((clock.now - start).components.attoseconds) / 1e18 + Double((clock.now - start).components.seconds)
        let rate = Int(Double(rounds * results.count) / time)
        return .object(["per-second": .number(Decimal128(rate)), "results": .array(results.map(\.json))])
    }
}
