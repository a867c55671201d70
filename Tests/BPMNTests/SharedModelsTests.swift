import BPMN
import Foundation
import Kernel
import Testing
import XML

/// Models that others made; they lie beside the project and are not part of it.
@Suite("Models of other people") struct SharedModelsTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../shared/conformance").standardizedFileURL

    static func models(_ name: String) -> [URL] {
        let place = folder.appendingPathComponent(name)
        guard let list = FileManager.default.enumerator(at: place, includingPropertiesForKeys: nil) else { return [] }
        let files = list.compactMap { $0 as? URL }.filter { ["bpmn", "xml"].contains($0.pathExtension) }
        if files.isEmpty { print("SKIPPED: no models in ../shared/conformance/\(name)") }
        return files.sorted { $0.path < $1.path }
    }

    @Test("all are read, written and read again without a loss or a crash", arguments: ["bpmn-miwg", "operaton-bpmn"])
    func roundTrip(_ name: String) throws {
        var count = 0
        for file in SharedModelsTests.models(name) {
            let bytes = try Data(contentsOf: file)
            guard let document = try? XMLDocument(parsing: bytes) else { continue }
            count += 1
            #expect(try XMLDocument(parsing: document.bytes) == document, "\(file.lastPathComponent)")
        }
        print("\(name): \(count) models read and written back")
    }

    @Test(
        "each gives a model or says where and why not, and a played one never crashes", arguments: ["bpmn-miwg", "operaton-bpmn"])
    func read(_ name: String) throws {
        var models = 0
        var clean = 0
        var completed = 0
        let files = SharedModelsTests.models(name)
        for file in files {
            let (model, problems) = ProcessModel.read(
                try Data(contentsOf: file), file: file.lastPathComponent, language: FEELLanguage())
            #expect(problems.allSatisfy { $0.line > 0 && $0.sentence.hasSuffix(".") }, "\(file.lastPathComponent)")
            guard let model else {
                #expect(!problems.isEmpty, "\(file.lastPathComponent)")
                continue
            }
            models += 1
            if problems.isEmpty { clean += 1 }
            let run = try Run(playing: model, variables: [:], start: Instant(microseconds: 0))
            if run.state.status == .completed { completed += 1 }
        }
        print("\(name): \(files.count) files, \(models) models, \(clean) without a problem, \(completed) played to their end")
    }

    @Test("a document with an external entity among them is refused") func externalEntity() throws {
        let probes = try SharedModelsTests.models("operaton-bpmn").filter {
            try String(contentsOf: $0, encoding: .utf8).contains("<!ENTITY")
        }
        for probe in probes {
            let (model, problems) = ProcessModel.read(try Data(contentsOf: probe), file: "probe", language: FEELLanguage())
            #expect(model == nil && problems.first?.sentence.contains("DOCTYPE") == true)
        }
    }
}
