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
            let run = try Run(playing: model, variables: [:], start: Instant(microseconds: 0), longest: 2_000)
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

extension SharedModelsTests {
    @Test("what the schemas of BPMN accept they accept again after it was read and written") func schemas() throws {
        let file = SharedModelsTests.folder.appendingPathComponent("bpmn-xsd/BPMN20.xsd").path
        guard FileManager.default.fileExists(atPath: file) else {
            print("SKIPPED: no schemas in ../shared/conformance/bpmn-xsd")
            return
        }
        let schema = try XMLSchema(files: file)
        var valid = 0
        for model in SharedModelsTests.models("bpmn-miwg") {
            let bytes = try Data(contentsOf: model)
            let before = try schema.validate(bytes)
            let after = try schema.validate(XMLDocument(parsing: bytes).bytes)
            #expect(before.map(\.sentence) == after.map(\.sentence), "\(model.lastPathComponent)")
            if after.isEmpty { valid += 1 }
        }
        print("bpmn-miwg: \(valid) models are valid against the schemas of BPMN")
        #expect(valid > 0)
    }

    @Test("our own models are valid against the schemas of BPMN") func ownModels() throws {
        let file = SharedModelsTests.folder.appendingPathComponent("bpmn-xsd/BPMN20.xsd").path
        guard FileManager.default.fileExists(atPath: file) else {
            print("SKIPPED: no schemas in ../shared/conformance/bpmn-xsd")
            return
        }
        let schema = try XMLSchema(files: file)
        let services = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Services")
        let list = FileManager.default.enumerator(at: services.resolvingSymlinksInPath(), includingPropertiesForKeys: nil)
        for model in (list?.compactMap { $0 as? URL } ?? []) where model.pathExtension == "bpmn" {
            #expect(try schema.validate(Data(contentsOf: model)) == [], "\(model.path)")
        }
    }
}

extension SharedModelsTests {
    @Test("what the schemas refuse is told with its line and element; what they accept is read") func invalidModels() throws {
        let file = SharedModelsTests.folder.appendingPathComponent("bpmn-xsd/BPMN20.xsd").path
        guard FileManager.default.fileExists(atPath: file) else {
            print("SKIPPED: no schemas in ../shared/conformance/bpmn-xsd")
            return
        }
        let schema = try XMLSchema(files: file)
        var (valid, invalid) = (0, 0)
        for model in SharedModelsTests.models("operaton-bpmn") {
            let bytes = try Data(contentsOf: model)
            let (_, problems) = ProcessModel.read(bytes, file: model.lastPathComponent, language: FEELLanguage())
            guard let complaints = try? schema.validate(bytes) else {
                #expect(problems.first.map { $0.line > 0 && $0.code == .notXML } == true, "\(model.lastPathComponent)")
                continue
            }
            if complaints.isEmpty {
                valid += 1
                #expect(!problems.contains { $0.code == .notXML || $0.code == .notBPMN }, "\(model.lastPathComponent)")
            } else {
                invalid += 1
                #expect(complaints.allSatisfy { $0.line > 0 && $0.sentence.contains("lement") }, "\(complaints)")
            }
        }
        print("operaton-bpmn: \(valid) models are valid against the schemas of BPMN, \(invalid) are not")
    }

    @Test("every difference between two documents is named where it is") func differences() throws {
        let text = Trial.xml(
            "<startEvent id='s' name='a'><!-- why --><extensionElements><x:y xmlns:x='urn:x' k='1'>t</x:y></extensionElements></startEvent>"
        )
        let first = try XMLDocument(parsing: text.utf8)
        #expect(Interchange.differences(first, first).isEmpty)
        for (old, new, sentence) in [
            ("name='a'", "name='b'", "attribute name"), ("<!-- why -->", "", "children"),
            ("k='1'", "k='1' l='2'", "more attributes"),
            (">t<", ">u<", "text or comment"), ("urn:x'", "urn:z'", "became"),
        ] {
            let second = try XMLDocument(parsing: text.replacing(old, with: new).utf8)
            let found = Interchange.differences(first, second)
            #expect(found.count == 1 && found[0].sentence.contains(sentence) && found[0].line == 2, "\(found)")
        }
    }
}
