import DMN
import FEEL
import Foundation
import Kernel

extension Command {
    static let dmn = Command(
        name: "dmn",
        usage: "dmn tck DIR | dmn evaluate MODEL --decision NAME --input FILE.json   plays the official cases, or one decision"
    ) { options in
        switch options.rest.first {
        case "tck":
            guard let folder = options.rest.dropFirst().first else { throw UsageError("name the folder of the cases") }
            let report = TCK.run(folder: folder, at: .now)
            for failure in report.failures { say(failure.description) }
            if report.unsupported > 0 { say("\(report.unsupported) unsupported") }
            say(report.lastLine)
            return report.failed == 0 ? 0 : 1
        case "evaluate":
            guard let file = options.rest.dropFirst().first else { throw UsageError("name the model") }
            return try evaluate(file, try options.need("decision"), try options.need("input"))
        default: throw UsageError("dmn tck or dmn evaluate")
        }
    }

    static func bytes(_ file: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: file) else { throw UsageError("\(file) cannot be read") }
        return [UInt8](data)
    }

    private static func evaluate(_ file: String, _ decision: String, _ input: String) throws -> Int32 {
        let reading = Model.read(Document(name: file, bytes: try bytes(file)))
        for problem in reading.problems { complain("\(problem)") }
        guard let model = reading.model else { return 1 }
        let values = try JSON(parsing: try bytes(input)).object ?? [:]
        let inputs = values.mapValues { Value(json: $0) }
        let result = model.evaluate(decision: decision, inputs: inputs, at: .now)
        let rows = result.trace.flatMap { trace in
            trace.rows.map { JSON.object(["table": .string(trace.table), "row": .number(Decimal128($0.number))]) }
        }
        say(
            JSON.object([
                "value": result.value.json, "rows": .array(rows),
                "diagnostics": .array(result.diagnostics.map { .string("\($0)") }),
            ]).description)
        return result.value.isNull ? 1 : 0
    }
}
