import BPMN
import DMN
import FEEL
import Foundation
import Kernel
import XML

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

    private static func bytes(_ file: String) throws -> [UInt8] {
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

    static let bpmn = Command(
        name: "bpmn",
        usage:
            "bpmn roundtrip FILE… [--out DIR] | bpmn run MODEL --variables FILE [--events FILE]   reads, writes and plays processes"
    ) { options in
        switch options.rest.first {
        case "roundtrip": return try roundtrip(Array(options.rest.dropFirst()), out: options.one("out"))
        case "run":
            guard let file = options.rest.dropFirst().first else { throw UsageError("name the model") }
            return try play(file, options)
        default: throw UsageError("bpmn roundtrip or bpmn run")
        }
    }

    private static func roundtrip(_ files: [String], out: String?) throws -> Int32 {
        var failed = 0
        for file in files {
            do {
                let document = try XMLDocument(parsing: try bytes(file))
                let written = document.bytes
                if try XMLDocument(parsing: written) != document {
                    failed += 1
                    say("\(file): something was lost")
                }
                if let out {
                    try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
                    try Data(written).write(
                        to: URL(fileURLWithPath: out).appendingPathComponent(URL(fileURLWithPath: file).lastPathComponent))
                }
            } catch let error as XMLProblem {
                failed += 1
                say("\(file):\(error.line): \(error.sentence)")
            }
        }
        say("\(files.count - failed) passed, \(failed) failed")
        return failed == 0 ? 0 : 1
    }

    private static func play(_ file: String, _ options: Options) throws -> Int32 {
        let (model, problems) = ProcessModel.read(try bytes(file), file: file, language: FEELLanguage())
        for problem in problems { complain("\(problem)") }
        guard let model else { return 1 }
        let variables = try JSON(parsing: try bytes(try options.need("variables")))
        let events = try options.one("events").map { try JSON(parsing: try bytes($0)) } ?? []
        let run = try Run(playing: model, variables: variables, events: events, start: Instant(microseconds: 0))
        for line in run.lines { say(line) }
        for finding in run.findings { complain(finding) }
        return run.findings.isEmpty ? 0 : 1
    }
}
