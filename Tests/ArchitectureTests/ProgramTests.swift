import Foundation
import Kernel
@testable import Stadtkern
import Store
import Testing
import Web

@Suite("The shape of the program")
struct ProgramTests {
    @Test("every action's name is unique and begins with its component's")
    func actionNames() {
        var seen: Set<String> = []
        for component in components {
            for action in component.store.actions {
                #expect(seen.insert(action.name).inserted, "\(action.name) stands twice")
                #expect(action.name.hasPrefix(component.name + "."), "\(action.name) in \(component.name)")
                #expect(
                    action.name.wholeMatch(of: /[a-z]+\.[a-z]+(?:-[a-z]+)*/) != nil,
                    "\(action.name) is not written as component.verb-phrase")
            }
        }
        #expect(seen.count > 30)
    }

    @Test("every action is called something in German and English, for the log is read by people")
    func actionLabels() {
        for component in components {
            for action in component.store.actions {
                for language in [Language.de, .en] {
                    let key = "actions.\(action.name)"
                    #expect(Texts.shared.has(key, language), "no text \(key) in \(language)")
                }
            }
        }
    }

    @Test("every kind of work that may fail has its words, for incidents are read by people")
    func jobWords() {
        for job in components.flatMap(\.store.jobs) {
            for part in ["kind", "happened", "advice"] {
                for language in [Language.de, .en] {
                    let key = "operation.\(part).\(job.name)"
                    #expect(Texts.shared.has(key, language), "no text \(key) in \(language)")
                }
            }
        }
    }

    @Test("every URL begins with its component's folder, and an unsafe one names its action")
    func routes() throws {
        for component in components {
            for route in component.routes {
                let first = route.path.split(separator: "/").first.map(String.init) ?? ""
                let isRoot = route.path == "/"
                #expect(isRoot || first == component.name || first == "api", "\(route.listing)")
                if route.method == .post {
                    #expect(route.action != nil, "\(route.listing) changes something and names no action")
                }
            }
        }
        _ = try WebApp(sites: [], components: components)
    }

    @Test("migrations only grow: published ones stand unchanged and in order")
    func migrations() throws {
        let file = SourceTree.root.appendingPathComponent("Tests/ArchitectureTests/migrations.txt")
        let published = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }.map(
            String.init)
        let present = Store.migrations(of: components.map(\.store)).map { "\($0.name) \($0.digest)" }
        for line in published { #expect(present.contains(line), "\(line.split(separator: " ")[0]) was changed or removed") }
        let names = present.map { $0.split(separator: " ")[0] }
        #expect(Set(names).count == names.count)
        #expect(
            Set(present) == Set(published),
            "write new migrations into migrations.txt: \(Set(present).subtracting(published).sorted())")
    }

    @Test("every fault has its German and English sentence")
    func faults() {
        var codes: Set<String> = []
        for file in SourceTree.swift where file.path.hasSuffix("Fault.swift") {
            for match in file.code.matches(of: /"([a-z]+\.[a-z]+(?:-[a-z]+)*)"/)
            where SourceTree.components.map({ $0.lowercased() }).contains(match.1.prefix { $0 != "." }.description) {
                codes.insert(String(match.1))
            }
        }
        #expect(codes.count > 20)
        for code in codes.sorted() {
            for language in [Language.de, .en] {
                #expect(Texts.shared.has("faults.\(code)", language), "\(code) has no sentence in \(language)")
            }
        }
    }

    @Test("German and English texts have the same keys")
    func texts() throws {
        for file in SourceTree.files(below: "Sources", suffix: "Texts/de.json") {
            let other = SourceTree.root.appendingPathComponent(file.path.replacing("de.json", with: "en.json"))
            let german = Set((try JSON(parsing: file.text)).object?.keys.map { $0 } ?? [])
            let english = Set((try JSON(parsing: String(contentsOf: other, encoding: .utf8))).object?.keys.map { $0 } ?? [])
            #expect(german.symmetricDifference(english) == [], "\(file.path)")
        }
    }
}
