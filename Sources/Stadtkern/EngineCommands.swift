import DMN
import FEEL
import Foundation
import Kernel

extension Command {
    static let dmn = Command(
        name: "dmn",
        usage:
            "dmn tck DIR | dmn evaluate MODEL --decision NAME --input FILE.json [--json] | dmn measure PLAN [--seconds N]   plays the official cases, or one decision, or measures how fast decisions are"
    ) { options in
        switch options.rest.first {
        case "tck":
            guard let folder = options.rest.dropFirst().first else { throw UsageError("name the folder of the cases") }
            return try test(folder, asJSON: options.json)
        case "evaluate":
            guard let file = options.rest.dropFirst().first else { throw UsageError("name the model") }
            return try evaluate(file, try options.need("decision"), try options.need("input"), asJSON: options.json)
        case "measure":
            guard let file = options.rest.dropFirst().first else { throw UsageError("name the plan") }
            say(try EngineMeasure.run(file, seconds: try options.number("seconds", 5)).description)
            return 0
        default: throw UsageError("dmn tck, dmn evaluate or dmn measure")
        }
    }

    static func bytes(_ file: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: file) else { throw UsageError("\(file) cannot be read") }
        return [UInt8](data)
    }

    private static func test(_ folder: String, asJSON: Bool) throws -> Int32 {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw UsageError("\(folder) is no folder")
        }
        let report = TCK.run(folder: folder, at: .now)
        let errors = report.errors.map { ($0.reason.rawValue, JSON.number(Decimal128($0.count))) }
        if asJSON {
            let failures = report.failures.map { JSON.string($0.description) }
            say(
                JSON.object([
                    "passed": .number(Decimal128(report.passed)), "failed": .number(Decimal128(report.failed)),
                    "unsupported": .number(Decimal128(report.unsupported)), "external": .number(Decimal128(report.external)),
                    "failures": .array(failures),
                    "errors": .object(Dictionary(errors, uniquingKeysWith: { first, _ in first })),
                ]).description)
            return report.failed == 0 ? 0 : 1
        }
        for failure in report.failures { say(failure.description) }
        let reasons = report.errors.map { "\($0.reason.rawValue) \($0.count)" }.joined(separator: ", ")
        if !reasons.isEmpty { say("errors that were expected and came, by their reason: \(reasons)") }
        if report.unsupported > 0 { say("\(report.unsupported) cases ask for something unsupported") }
        if report.external > 0 { say("\(report.external) cases call external functions that the table does not have") }
        say(report.lastLine)
        return report.failed == 0 ? 0 : 1
    }

    /// What stands beside a model may be imported by it.
    private static func neighbours(of file: String) -> [Document] {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        let own = URL(fileURLWithPath: file).lastPathComponent
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".dmn") && $0 != own }.sorted().compactMap { name in
            FileManager.default.contents(atPath: folder.appendingPathComponent(name).path).map {
                Document(name: name, bytes: [UInt8]($0))
            }
        }
    }

    private static func evaluate(_ file: String, _ name: String, _ input: String, asJSON: Bool) throws -> Int32 {
        let reading = Model.read(Document(name: file, bytes: try bytes(file)), others: neighbours(of: file))
        for problem in reading.problems { complain("\(problem)") }
        guard let model = reading.model else { return 1 }
        let invocable = model.decisions + model.services + model.knowledge
        guard invocable.contains(name) else {
            throw UsageError("\(file) has no decision “\(name)”; it has \(invocable.map { "“\($0)”" }.joined(separator: ", "))")
        }
        let inputs = try inputs(input, of: model)
        let result: DecisionResult
        if model.services.contains(name) {
            result = model.evaluate(service: name, inputs: inputs, at: .now)
        } else if model.knowledge.contains(name) {
            result = model.evaluate(knowledge: name, inputs: inputs, at: .now)
        } else {
            result = model.evaluate(decision: name, inputs: inputs, at: .now)
        }
        tell(result, file: file, asJSON: asJSON)
        return result.value.isNull && !result.diagnostics.isEmpty ? 1 : 0
    }

    /// The members of a JSON object, each read as its input data declares: dates, times and durations are texts there.
    private static func inputs(_ file: String, of model: Model) throws -> [String: Value] {
        let json: JSON
        do {
            json = try JSON(parsing: try bytes(file))
        } catch let error as UsageError {
            throw error
        } catch {
            throw UsageError("\(file) is no JSON: \(error)")
        }
        guard let members = json.object else { throw UsageError("\(file) must be an object with the inputs by their names") }
        let known = Set(model.inputs + model.decisions + model.knowledge)
        for name in members.keys.sorted() where !name.hasPrefix("{") && !known.contains(name) && model.knowledge.isEmpty {
            complain(
                "\(file): the model has no input “\(name)”; it has \(model.inputs.map { "“\($0)”" }.joined(separator: ", "))")
        }
        return Dictionary(
            members.map { name, json in (name, Value(json: json, as: model.type(of: name) ?? .any)) },
            uniquingKeysWith: { first, _ in first })
    }

    private static func tell(_ result: DecisionResult, file: String, asJSON: Bool) {
        guard asJSON else {
            say(result.value.description)
            for trace in result.trace {
                for row in trace.rows { say("row \(row.number) of “\(trace.table)”\(row.id.map { " (\($0))" } ?? "")") }
            }
            for found in result.diagnostics { complain("\(file):\(found.line): \(found)") }
            return
        }
        let rows = result.trace.flatMap { trace in
            trace.rows.map { JSON.object(["table": .string(trace.table), "row": .number(Decimal128($0.number))]) }
        }
        let diagnostics = result.diagnostics.map { found in
            JSON.object([
                "place": .string(found.place), "line": .number(Decimal128(found.line)),
                "code": .string(found.diagnostic.reason.rawValue), "offset": .number(Decimal128(found.diagnostic.offset + 1)),
                "sentence": .string(found.diagnostic.sentence),
            ])
        }
        say(JSON.object(["value": result.value.json, "rows": .array(rows), "diagnostics": .array(diagnostics)]).description)
    }
}
