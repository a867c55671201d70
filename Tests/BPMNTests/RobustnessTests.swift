import Foundation
import Kernel
import Testing

@testable import BPMN

@Suite("Broken BPMN") struct RobustnessTests {
    /// Changes some bytes, or cuts and repeats a piece, so that most results are still XML now and then.
    static func damage(_ text: String, _ random: inout Seeded) -> [UInt8] {
        var bytes = Array(text.utf8)
        func place() -> Int { Int(random.next() % UInt64(bytes.count)) }
        for _ in 0...Int(random.next() % 3) {
            switch random.next() % 10 {
            case 0: bytes[place()] = UInt8(random.next() % 128)
            case 1:
                let from = place()
                bytes.removeSubrange(from..<min(bytes.count, from + 12))
            case 2:
                let from = place()
                bytes.insert(contentsOf: bytes[from..<min(bytes.count, from + 30)], at: place())
            default:
                // One identifier in the place of another: still XML, but another net.
                let text = String(decoding: bytes, as: UTF8.self)
                let names = text.matches(of: /id='(\w+)'/).map { String($0.output.1) }
                guard !names.isEmpty else { continue }
                let old = names[Int(random.next() % UInt64(names.count))]
                let new = names[Int(random.next() % UInt64(names.count))]
                bytes = Array(text.replacing("'\(old)'", with: "'\(new)'", maxReplacements: 1).utf8)
            }
        }
        return bytes
    }

    @Test(
        "damaged models never crash: they are refused, or read and played",
        arguments: [StateTests.contents, StateTests.manyKinds])
    func damaged(_ contents: String) {
        let text = Trial.xml(contents, beside: StateTests.beside)
        var read = 0
        for seed in 1...300 {
            var random = Seeded(UInt64(seed))
            let bytes = RobustnessTests.damage(text, &random)
            let (model, problems) = ProcessModel.read(bytes, file: "f", language: FEELLanguage())
            guard let model else {
                #expect(!problems.isEmpty)
                continue
            }
            read += 1
            _ = try? Run(playing: model, variables: ["deadlines": ["answer": "P1D"]], start: Trial.noon)
            var state = ProcessState(process: model.id)
            _ = state.advance(.start(event: nil, variables: [:]), in: model, at: Trial.noon)
            for _ in 0..<12 {
                let choices = StateTests.inputs(state)
                guard !choices.isEmpty else { break }
                _ = state.advance(choices[Int(random.next() % UInt64(choices.count))], in: model, at: Trial.noon)
                #expect((try? ProcessState(json: state.json)) == state)
            }
        }
        #expect(read > 120, "\(read) of the damaged models were still models")
    }

    @Test("XML bombs and external entities are refused, and so is what nests without measure") func bombs() {
        let model = Trial.xml("<startEvent id='s' name='&a;'/><endEvent id='e'/>" + path("s", "e"))
        let bomb = """
            <!DOCTYPE definitions [<!ENTITY z "zzzzzzzzzz"><!ENTITY b "&z;&z;&z;&z;&z;&z;&z;&z;&z;&z;"><!ENTITY a "&b;&b;&b;&b;&b;&b;&b;&b;">]>
            """
        let outside = "<!DOCTYPE definitions [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>"
        let remote = "<!DOCTYPE definitions SYSTEM \"http://127.0.0.1:9/x.dtd\">"
        for head in [bomb, outside, remote] {
            let (read, problems) = ProcessModel.read((head + model).utf8, file: "f", language: FEELLanguage())
            #expect(read == nil && problems.map(\.code) == [.notXML])
            #expect(problems.first?.sentence.contains("DOCTYPE") == true, "\(problems)")
        }
        let open = (0..<5_000).map { "<subProcess id='n\($0)'>" }.joined()
        let deep = Trial.xml(open + String(repeating: "</subProcess>", count: 5_000))
        let (read, problems) = ProcessModel.read(deep.utf8, file: "f", language: FEELLanguage())
        #expect(read == nil && problems.map(\.code) == [.notXML], "\(problems.prefix(3))")
    }

    @Test("the table of what is executed names every element") func table() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().resolvingSymlinksInPath()
            .appendingPathComponent("../../docs/reference/bpmn.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        for tag in Supported.elements.keys { #expect(text.contains("`\(tag)`"), "\(tag) is missing in docs/reference/bpmn.md") }
        let events = Supported.eventTypes.map { $0.tag.replacing("EventDefinition", with: "") }
        for (tag, place) in [
            ("startEvent", EventPlace.start), ("startEvent` of an event sub-process", .eventStart),
            ("intermediateCatchEvent", .catching), ("intermediateThrowEvent", .throwing),
            ("boundaryEvent", .boundary), ("endEvent", .end),
        ] {
            let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("| `\(tag)") })
            let names = Set(row.split(separator: "|")[0].matches(of: /\w+/).map { String($0.output) })
            for (event, type) in zip(events, Supported.eventTypes) {
                #expect(names.contains(event) == type.places.contains(place), "\(tag) and \(event)")
            }
        }
    }
}
