import Foundation
import Testing
import XML

@Suite("XML schemas") struct XMLSchemaTests {
    /// Two schemas of two namespaces, the first including a third file.
    private func folder() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("xsd-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let types = """
            <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:dog" xmlns="urn:dog">
              <xs:simpleType name="count"><xs:restriction base="xs:int"><xs:maxInclusive value="9"/></xs:restriction></xs:simpleType>
            </xs:schema>
            """
        let dog = """
            <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:dog" xmlns="urn:dog" elementFormDefault="qualified">
              <xs:include schemaLocation="types.xsd"/>
              <xs:element name="dogs"><xs:complexType><xs:sequence>
                <xs:element name="count" type="count"/><xs:any namespace="##other" minOccurs="0"/>
              </xs:sequence></xs:complexType></xs:element>
            </xs:schema>
            """
        let cat = """
            <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:cat"><xs:element name="cat" type="xs:date"/></xs:schema>
            """
        for (name, text) in [("types.xsd", types), ("dog.xsd", dog), ("cat.xsd", cat)] {
            try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        }
        return folder.path
    }

    @Test("a valid document has no problems and an invalid one names its lines") func validates() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let schema = try XMLSchema(files: folder + "/dog.xsd", folder + "/cat.xsd")
        let valid = "<dogs xmlns='urn:dog'>\n<count>9</count>\n<cat xmlns='urn:cat'>2026-11-23</cat></dogs>"
        #expect(try schema.validate(valid.utf8).isEmpty)
        let invalid = "<dogs xmlns='urn:dog'>\n<count>10</count>\n<cat xmlns='urn:cat'>soon</cat></dogs>"
        let lines = try schema.validate(invalid.utf8).map(\.line)
        #expect(Set(lines) == [2, 3])
    }

    @Test("a broken or missing schema is refused") func broken() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(throws: XMLProblem.self) { try XMLSchema(files: folder + "/none.xsd") }
        try Data("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='a' type='b'/></xs:schema>".utf8)
            .write(to: URL(fileURLWithPath: folder + "/types.xsd"))
        #expect(throws: XMLProblem.self) { try XMLSchema(files: folder + "/types.xsd") }
    }
}
