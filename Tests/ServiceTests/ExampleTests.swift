import Catalogue
import DMN
import Folders
import Foundation
import Kernel
import Procedures
@testable import Stadtkern
import Testbed
import Testing

/// The project's own folders.
enum Project {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    static let city: String = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/Cities")) ?? []
        return root + "/Cities/" + (names.sorted().first { !$0.hasPrefix(".") } ?? "")
    }()

    static func folders(services: String = root + "/Services") throws -> (City, [Service]) {
        try CityProgram.folders(city: city, services: services)
    }

    /// A name for each example of each service: what a test run lists.
    static let examples: [String] = {
        guard let (_, services) = try? folders() else { return [] }
        return services.flatMap { service in service.folder.examples.map { "\(service.slug)/\($0.name)" } }
    }()

    /// A folder of its own that is gone when the test ends.
    static func temporary<T>(_ body: (String) async throws -> T) async throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("stadtkern-service-\(Crypto.token(bytes: 6))")
            .path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(folder)
    }

    static func run(_ name: String, services: String = root + "/Services") async throws -> (Simulation, Simulation.Result) {
        let (city, all) = try folders(services: services)
        let parts = name.split(separator: "/").map(String.init)
        let service = try #require(all.first { $0.slug == parts[0] })
        let example = try #require(service.folder.examples.first { $0.name == parts[1] })
        let simulation = Simulation(city: city, service: service, example: example)
        let result = try await temporary { folder in
            try await simulation.run(database: try await TestStore.freshDatabase(), folder: folder)
        }
        return (simulation, result)
    }
}

@Suite("The services' examples, through the whole program", .serialized) struct ExampleTests {
    @Test(
        "an example comes out as derived by hand: path, state, amounts, dates, notices, file, audit", arguments: Project.examples)
    func example(_ name: String) async throws {
        let (simulation, result) = try await Project.run(name)
        #expect(simulation.differences(result) == [])
    }

    @Test("there are examples to play")
    func some() { #expect(Project.examples.count >= 8) }
}

@Suite("A service is data") struct DataDecidesTests {
    @Test("an added rule row and a removed sequence flow change what the copied folder does, without a build")
    func changed() async throws {
        try await Project.temporary { folder in
            let (_, services) = try Project.folders()
            let service = try #require(services.first { $0.folder.model(of: "Route") != nil })
            let copy = folder + "/Services/" + service.slug
            try FileManager.default.createDirectory(atPath: folder + "/Services", withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: Project.root + "/Services/" + service.slug, toPath: copy)
            let clear = try #require(
                service.folder.examples.first {
                    $0.expect.outcome == "granted" && $0.steps.isEmpty && $0.answers["dogs"]?.array?.count == 1
                        && $0.expect.problems.isEmpty
                })
            let name = "\(service.slug)/\(clear.name)"
            let (_, before) = try await Project.run(name)

            // A row in front of all others that sends every case to a clerk.
            let table = try #require(service.folder.decisions.first { $0.value.decisions.contains("Route") }).key
            var text = try String(contentsOfFile: copy + "/" + table, encoding: .utf8)
            let place = try #require(text.range(of: "routeTable")).upperBound
            let start = try #require(text.range(of: "<rule ", range: place..<text.endIndex))
            let end = try #require(text.range(of: "</rule>", range: start.lowerBound..<text.endIndex))
            var row = String(text[start.lowerBound..<end.upperBound])
            row = row.replacing(/id="[^"]+"/, with: { _ in "id=\"added\(Crypto.token(bytes: 4))\"" })
            row = row.replacing(/<inputEntry([^>]*)>\s*<text>[^<]*<\/text>/, with: { "<inputEntry\($0.1)><text>-</text>" })
            text.insert(contentsOf: row + "\n", at: start.lowerBound)
            try text.write(toFile: copy + "/" + table, atomically: true, encoding: .utf8)
            let (_, found) = ServiceFolder.load(copy)
            #expect(found.filter { !$0.isWarning }.map(\.description) == [])
            let (_, after) = try await Project.run(name, services: folder + "/Services")
            #expect(before.state != after.state)
            #expect(before.path.map(\.element) != after.path.map(\.element))
            #expect(after.state == "in-review")

            // Without the way from the split to the notice, the folder is refused, with file and line.
            let process = copy + "/process.bpmn"
            let lines = try String(contentsOfFile: process, encoding: .utf8).split(
                separator: "\n", omittingEmptySubsequences: false)
            let kept = lines.filter { !$0.contains("sequenceFlow id=\"toDecide\"") }
            #expect(kept.count == lines.count - 1)
            try kept.joined(separator: "\n").write(toFile: process, atomically: true, encoding: .utf8)
            let (broken, findings) = ServiceFolder.load(copy)
            #expect(broken == nil)
            #expect(findings.contains { $0.path.hasSuffix("process.bpmn") && $0.line > 1 && !$0.isWarning })
        }
    }
}
