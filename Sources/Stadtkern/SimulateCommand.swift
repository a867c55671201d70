import Catalogue
import Documents
import Folders
import Foundation
import Kernel

extension Command {
    /// Plays examples on a fresh database each; prints the result and every difference from what was derived by hand.
    static let simulate = Command(
        name: "simulate",
        usage:
            "simulate SERVICE [EXAMPLE] [--services DIR] [--city DIR] [--notices DIR] [--json]   plays worked examples on a simulated clock"
    ) { options in
        guard let slug = options.rest.first else { throw UsageError("name a service, and an example if only one is meant") }
        guard
            let (city, services) = try options.cities.first.map({ try CityProgram.folders(city: $0, services: options.services) })
        else { return 2 }
        guard let service = services.first(where: { $0.slug == slug }) else {
            throw UsageError("the city offers no service \(slug)")
        }
        let wanted = options.rest.dropFirst().first.map { $0.hasSuffix(".json") ? String($0.dropLast(5)) : $0 }
        let examples = service.folder.examples.filter { wanted == nil || $0.name == wanted }
        guard !examples.isEmpty else { throw UsageError("\(slug) has no example \(wanted ?? "")") }
        var differing = 0
        for example in examples {
            var simulation = Simulation(city: city, service: service, example: example)
            simulation.setsPapers = options.one("notices") != nil
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
                "stadtkern-simulation-\(Crypto.token(bytes: 6))"
            ).path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let result = try await simulation.run(database: "sqlite:\(folder)/simulation.sqlite", folder: folder)
            if let directory = options.one("notices") { try write(result, of: simulation, from: folder, to: directory) }
            let differences = simulation.differences(result)
            if !differences.isEmpty { differing += 1 }
            if options.json {
                say(try simulation.json(result).description)
            } else {
                say("\(differences.isEmpty ? "fine" : "DIFFERS")  \(example.name): \(example.title)")
                for difference in differences { say("    \(difference)") }
            }
        }
        if !options.json { say("\(examples.count - differing) passed, \(differing) failed") }
        return differing == 0 ? 0 : 1
    }

    /// Keeps the documents of a run: notices as `SERVICE.EXAMPLE.NUMBER.TEMPLATE.pdf`, numbered from 1; application and receipt as
    /// `SERVICE.EXAMPLE.receipt.pdf`.
    private static func write(
        _ result: Simulation.Result, of simulation: Simulation, from folder: String, to directory: String
    ) throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let documents = try DocumentStore(directory: folder)
        func keep(_ name: String, _ bytes: [UInt8]) throws {
            let file = "\(simulation.service.slug).\(simulation.example.name).\(name).pdf"
            try Data(bytes).write(to: URL(fileURLWithPath: directory, isDirectory: true).appendingPathComponent(file))
        }
        for (index, notice) in result.notices.enumerated() {
            guard let document = notice.document else { continue }
            try keep("\(index + 1).\(notice.template)", try documents.read(document))
        }
        for paper in result.papers { try keep(paper.kind, paper.bytes) }
    }
}
