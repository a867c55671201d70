import Foundation
import Kernel
import Testing

@testable import Folders

/// Editors use the schemas, the program its reading: both have to know the same members.
@Suite("The JSON Schemas for editors")
struct SchemaTests {
    private func schema(_ name: String) throws -> JSON {
        try JSON(parsing: Data(contentsOf: URL(fileURLWithPath: "\(Given.root)/Services/schema/\(name).schema.json")))
    }

    @Test("service.json has the same members in the schema as in the program")
    func service() throws {
        let schema = try schema("service")
        let known = Set(try #require(schema["properties"]?.object).keys)
        #expect(known == Set(ServiceReading.required + ServiceReading.optional + ["note"]))
        #expect(Set(try #require(schema["required"]?.array).compactMap(\.string)) == Set(ServiceReading.required))
    }

    @Test("fields have the same types, members and prefills in the schema as in the program")
    func form() throws {
        let field = try #require(try schema("form")["$defs"]?["field"]?["properties"])
        #expect(field["type"]?["enum"]?.array?.compactMap(\.string) == FieldType.allCases.map(\.rawValue))
        let members = Set(FormReading.general + FormReading.special.values.flatMap { $0 } + ["id", "type", "note"])
        #expect(Set(try #require(field.object).keys) == members)
        #expect(Set(field["prefill"]?["enum"]?.array?.compactMap(\.string) ?? []) == FormReading.prefills)
    }

    @Test("states and outcomes are the same in the schemas as in the program")
    func words() throws {
        let act = try #require(try schema("service")["properties"]?["acts"]?["additionalProperties"]?["properties"])
        #expect(Set(act["outcome"]?["enum"]?.array?.compactMap(\.string) ?? []) == ServiceReading.outcomes)
        let states = try schema("service")["properties"]?["states"]?["additionalProperties"]?["enum"]?.array?.compactMap(\.string)
        #expect(Set(states ?? []) == ServiceReading.states)
    }
}
