import Foundation
import Testing

@Suite("Who may use whom")
struct BoundaryTests {
    @Test("every folder of sources stands in the map, and every module of the map has a folder")
    func mapIsComplete() {
        let folders = Set(
            (try? FileManager.default.contentsOfDirectory(atPath: SourceTree.root.appendingPathComponent("Sources").path)) ?? [])
        #expect(Set(SourceTree.map) == folders)
    }

    @Test("only Store sees the databases, only Web sees the HTTP server")
    func databasesAndHTTP() {
        for file in SourceTree.swift {
            let imports = Set(
                file.code.matches(
                    of: /^\s*(?:public |private |internal |fileprivate |@\w+(?:\(\w+\))? )*import (\w+)/.anchorsMatchLineEndings()
                ).map { String($0.1) })
            if file.module != "Store" { #expect(imports.isDisjoint(with: ["GRDB", "CPostgres"]), "\(file.path)") }
            if file.module != "Web" {
                #expect(imports.isDisjoint(with: ["Hummingbird", "NIOCore", "NIOPosix", "HTTPTypes"]), "\(file.path)")
            }
        }
    }

    @Test("only delivering components see the network's libraries")
    func network() {
        let delivering: Set<String> = ["Delivery"]
        for file in SourceTree.swift where !delivering.contains(file.module) {
            #expect(file.code.firstMatch(of: /import (CCurl|CLdap|FoundationNetworking)/) == nil, "\(file.path)")
        }
    }

    @Test("engines know no database, no web, no clock")
    func engines() {
        let engines: Set<String> = ["XML", "FEEL", "DMN", "BPMN", "Calendar", "PDF", "Folders"]
        for file in SourceTree.swift where engines.contains(file.module) {
            #expect(file.code.firstMatch(of: /import (Store|Web)\b/) == nil, "\(file.path)")
            #expect(file.code.firstMatch(of: /\bInstant\.now\b|\bDate\(\)|SystemClock\(\)/) == nil, "\(file.path)")
        }
    }

    @Test("a component's SQL names only tables of its own")
    func ownTables() {
        let verbs = /(?:FROM|JOIN|INTO|UPDATE|TABLE(?: IF NOT EXISTS)?)\s+([a-z]+)(?:_[a-z_]+)?\b/
        let own = Set(SourceTree.components.map { $0.lowercased() })
        for file in SourceTree.swift where SourceTree.components.contains(file.module) {
            for match in file.code.matches(of: verbs) {
                let component = String(match.1)
                guard own.contains(component) else { continue }
                #expect(component == file.module.lowercased(), "\(file.path) reads or writes \(match.0)")
            }
        }
    }

    @Test("SQL is never built from texts")
    func noDynamicSQL() {
        for file in SourceTree.swift where file.module != "Store" {
            #expect(!file.code.contains("SQL(stringLiteral"), "\(file.path)")
        }
    }

    @Test("no source names a service, an office or a city")
    func dataDecides() throws {
        var words: Set<String> = []
        for folder in ["Services", "Cities"] {
            let names =
                (try? FileManager.default.contentsOfDirectory(atPath: SourceTree.root.appendingPathComponent(folder).path)) ?? []
            words.formUnion(names.filter { $0 != "schema" && !$0.hasPrefix(".") })
        }
        #expect(!words.isEmpty)
        for file in SourceTree.swift {
            let text = file.code.lowercased()
            for word in words {
                // The contract names the demo city's folder as the default of `--city`; it stands in one place.
                if file.path == "Sources/Stadtkern/Options.swift" { continue }
                #expect(!text.contains(word.lowercased()), "\(file.path) names \(word)")
            }
        }
    }
}
