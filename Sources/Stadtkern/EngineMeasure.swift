import DMN
import FEEL
import Foundation
import Kernel

/// How many decisions and expressions the engines evaluate in a second, in one thread, compiled once; for Benchmarks/engines.py.
///
/// FILE.json: `{"model": "x.dmn", "decision": "name", "cases": [{inputs}], "expressions": ["…"]}`, the model beside the file.
/// Prints `{"decisions": {"per-second", "results"}, "expressions": {"per-second", "results"}}`; the results of one round over all
/// cases are there so that whoever compares two programs can see that both did the same work.
enum EngineMeasure {
    static func run(_ file: String, seconds: Int) throws -> JSON {
        guard let data = FileManager.default.contents(atPath: file), let plan = try JSON(parsing: [UInt8](data)).object,
            let name = plan["model"]?.string, let decision = plan["decision"]?.string
        else { throw UsageError("\(file) is no plan of a measurement") }
        let path = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent(name).path
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
        return .object(["decisions": decisions, "expressions": evaluations])
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
