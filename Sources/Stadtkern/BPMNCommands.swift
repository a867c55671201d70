import BPMN
import Foundation
import Kernel
import XML

extension Command {
    static let bpmn = Command(
        name: "bpmn",
        usage:
            "bpmn roundtrip FILE… [--schemas DIR] [--out DIR] | bpmn run MODEL --variables FILE [--events FILE]   reads, writes and plays processes"
    ) { options in
        switch options.rest.first {
        case "roundtrip": return try roundtrip(Array(options.rest.dropFirst()), options)
        case "run":
            guard let file = options.rest.dropFirst().first else { throw UsageError("name the model") }
            return try play(file, options)
        default: throw UsageError("bpmn roundtrip or bpmn run")
        }
    }

    /// Reads each model, writes it and reads it again. With `--schemas`, what is written must be valid too.
    private static func roundtrip(_ files: [String], _ options: Options) throws -> Int32 {
        guard !files.isEmpty else { throw UsageError("name the models") }
        var schema: XMLSchema?
        if let folder = options.one("schemas") {
            do { schema = try XMLSchema(files: "\(folder)/BPMN20.xsd") } catch {
                throw UsageError("\(folder)/BPMN20.xsd: \(error.sentence)")
            }
        }
        if let out = options.one("out") {
            try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
        }
        var failed = 0
        for file in files {
            let complaints = try complaints(file, schema, out: options.one("out"))
            for complaint in complaints { say("\(file):\(complaint)") }
            if !complaints.isEmpty { failed += 1 }
        }
        say("\(files.count - failed) passed, \(failed) failed")
        return failed == 0 ? 0 : 1
    }

    private static func complaints(_ file: String, _ schema: XMLSchema?, out: String?) throws -> [String] {
        do {
            let document = try XMLDocument(parsing: try bytes(file))
            let written = document.bytes
            if let out {
                let name = URL(fileURLWithPath: file).lastPathComponent
                try Data(written).write(to: URL(fileURLWithPath: out).appendingPathComponent(name))
            }
            guard document.root.matches("definitions", ns: ProcessModel.namespace) else {
                return [
                    "\(document.root.line): The file does not begin with the definitions of a BPMN 2.0 model but with \(document.root.name)."
                ]
            }
            let lost = Interchange.differences(document, try XMLDocument(parsing: written)).map(\.description)
            return lost + (try schema?.validate(written).map { "\($0.line): \($0.sentence)" } ?? [])
        } catch let error as XMLProblem {
            return ["\(error.line): \(error.sentence)"]
        }
    }

    private static func play(_ file: String, _ options: Options) throws -> Int32 {
        let reading = ProcessFile(try bytes(file), file: file, language: FEELLanguage())
        for problem in reading.problems { complain("\(problem)") }
        guard let model = reading.played.first else { return 1 }
        let variables = try JSON(parsing: try bytes(try options.need("variables")))
        let events = try options.one("events").map { try JSON(parsing: try bytes($0)) } ?? []
        let run = try Run(
            playing: model, with: Array(reading.played.dropFirst()), calling: reading.others, variables: variables,
            events: events, start: Instant(microseconds: 0))
        for line in run.lines { say(line) }
        for finding in run.findings { complain(finding) }
        return run.findings.isEmpty ? 0 : 1
    }
}
