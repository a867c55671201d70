import Foundation
import Testing
import XML

@Suite("XML documents") struct XMLDocumentTests {
    let sample = """
        <?xml version="1.0"?>
        <!-- before -->
        <a:root xmlns:a="urn:a" xmlns="urn:b"
          a:x="1" y="2 &lt; 3 &#10;">
          <child
            n="1"/>
          <a:child>t&amp;<!-- c --><![CDATA[<x>]]></a:child><?pi data?>
        </a:root>
        <!-- after -->
        """

    @Test("names, prefixes, namespaces, attributes in order and lines are read") func reads() throws {
        let root = try XMLDocument(parsing: sample).root
        #expect(root.name == "root" && root.prefix == "a" && root.namespace == "urn:a" && root.line == 3)
        #expect(root.declarations == [XMLNamespace("urn:a", prefix: "a"), XMLNamespace("urn:b")])
        #expect(root.attributes.map(\.name) == ["x", "y"])
        #expect(root.attribute("y") == "2 < 3 \n")
        #expect(root.attribute("x") == nil)
        #expect(root.attribute("x", ns: "urn:a") == "1")
        #expect(root.elements("child").map(\.line) == [5, 7])
        #expect(root.first("child", ns: "urn:a")?.text == "t&<x>")
        #expect(root.first("child", ns: "urn:c") == nil)
    }

    @Test("a document that is written and read again is the same") func roundTrip() throws {
        let document = try XMLDocument(parsing: sample)
        #expect(document.before == [.comment(" before ")])
        #expect(document.after == [.comment(" after ")])
        #expect(try XMLDocument(parsing: document.bytes) == document)
        #expect(document.root.children.contains(.instruction(target: "pi", data: "data")))
    }

    @Test(
        "white space and special characters survive in attributes and text",
        arguments: [
            "\r\n\t <>&\"'", "]]>", "&amp;&#38;#38;", "ä\u{1F3DB}", "", "-- -",
        ])
    func escapes(_ value: String) throws {
        let document = XMLDocument(
            root: XMLElement(
                "r", attributes: [XMLAttribute("a", value)],
                children: [.element(XMLElement("e", children: [.cdata(value), .text(value)]))]))
        let read = try XMLDocument(parsing: document.bytes).root
        #expect(read.attribute("a") == value)
        // XML readers turn CR LF inside CDATA into LF (XML 1.0, 2.11); in text it is kept by a reference.
        #expect(read.first("e")?.text == value.replacing("\r\n", with: "\n") + value)
    }

    @Test("nested entities are refused at the DOCTYPE") func billionLaughs() {
        let text = """
            <?xml version="1.0"?>
            <!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>
            <lolz>&c;</lolz>
            """
        let problem = #expect(throws: XMLProblem.self) { try XMLDocument(parsing: text) }
        #expect(problem?.code == .doctype)
        #expect(problem?.line == 2)
        #expect(problem?.sentence.contains("DOCTYPE") == true)
    }

    @Test("an external entity is refused and its file is not read") func externalEntity() throws {
        let secret = FileManager.default.temporaryDirectory.appendingPathComponent("xml-secret-\(UUID().uuidString)")
        try Data("top secret".utf8).write(to: secret)
        defer { try? FileManager.default.removeItem(at: secret) }
        let text = "<!DOCTYPE r [<!ENTITY e SYSTEM \"file://\(secret.path)\">]><r>&e;</r>"
        let problem = #expect(throws: XMLProblem.self) { try XMLDocument(parsing: text) }
        #expect(problem?.code == .doctype)
        #expect(problem?.description.contains("secret") == false)
    }

    @Test(
        "a DOCTYPE without an entity is refused too",
        arguments: [
            "<!DOCTYPE r><r/>", "<!DOCTYPE r SYSTEM \"http://127.0.0.1:1/x.dtd\"><r/>", "<!DOCTYPE r PUBLIC \"a\" \"b\"><r/>",
        ])
    func doctype(_ text: String) {
        #expect(throws: XMLProblem.self) { try XMLDocument(parsing: text) }
    }

    @Test("what is not well-formed is named with line and column") func notWellFormed() {
        let problem = #expect(throws: XMLProblem.self) { try XMLDocument(parsing: "<a>\n  <b>\n</a>") }
        #expect(problem?.code == .notWellFormed)
        #expect(problem?.line == 3)
        #expect((problem?.column ?? 0) > 0)
        #expect(problem?.sentence.hasSuffix(".") == true)
    }

    @Test(
        "other broken input is refused",
        arguments: [
            "", " ", "text", "<a>", "<a/><b/>", "<a b=1/>", "<a b=\"1\" b=\"2\"/>", "<x:a/>", "<a>&unknown;</a>", "<a>\u{1}</a>",
        ])
    func broken(_ text: String) {
        #expect(throws: XMLProblem.self) { try XMLDocument(parsing: text) }
    }

    @Test("bytes that are no text are refused") func noText() {
        #expect(throws: XMLProblem.self) { try XMLDocument(parsing: [0x3C, 0x61, 0x3E, 0xC3, 0x28, 0x3C, 0x2F, 0x61, 0x3E]) }
        #expect(throws: XMLProblem.self) { try XMLDocument(parsing: [UInt8](repeating: 0, count: 64)) }
    }

    @Test("UTF-16 and ISO 8859-1 are read") func encodings() throws {
        let latin: [UInt8] = Array("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>".utf8) + [0xE4] + Array("</a>".utf8)
        #expect(try XMLDocument(parsing: latin).root.text == "ä")
        let wide = try #require("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>ä</a>".data(using: .utf16))
        #expect(try XMLDocument(parsing: wide).root.text == "ä")
    }

    @Test("depth and size have limits") func limits() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        _ = try XMLDocument(parsing: nested(200))
        let deep = #expect(throws: XMLProblem.self) { try XMLDocument(parsing: nested(201)) }
        #expect(deep?.code == .tooDeep)
        let large = #expect(throws: XMLProblem.self) {
            try XMLDocument(parsing: "<a>12345</a>", limits: .init(size: 11, depth: 10))
        }
        #expect(large?.code == .tooLarge)
    }

    @Test("long text and late lines are kept") func long() throws {
        let text = String(repeating: "zeile äöü\n", count: 100_000)
        let root = try XMLDocument(parsing: "<a>\(text)<b/></a>").root
        #expect(root.text == text)
        #expect(root.first("b")?.line == 100_001)
    }
}
