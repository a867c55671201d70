private import CXML
import Foundation

/// An XML Schema (XSD 1.0) made of local files. For tests and for commands that are given a folder of schemas:
/// reading a document never needs one.
public final class XMLSchema {
    private let schema: OpaquePointer

    /// - Parameter files: paths of schema files; files that they include or import are found beside them.
    /// - Throws: the first complaint about the schema itself.
    public init(files: String...) throws(XMLProblem) {
        var imports = ""
        for file in files {
            guard let bytes = FileManager.default.contents(atPath: file) else {
                throw XMLProblem(line: 1, column: 1, code: .unreadable, sentence: "The schema \(file) cannot be read.")
            }
            let root = try XMLDocument(parsing: bytes).root
            var entry = "<xs:import"
            if let target = root.attribute("targetNamespace") { entry += " namespace=\"\(XMLSchema.escaped(target))\"" }
            let location = URL(fileURLWithPath: file).standardizedFileURL.path
            imports += entry + " schemaLocation=\"\(XMLSchema.escaped(location))\"/>"
        }
        // One schema of ours imports them all, so that documents of several namespaces can be validated.
        let text =
            "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" targetNamespace=\"urn:stadtkern:schemas\">\(imports)</xs:schema>"
        var complaints = XMLComplaints()
        let bytes = Array(text.utf8)
        let read = withUnsafeMutablePointer(to: &complaints) { context in
            bytes.withUnsafeBytes { raw in
                cx_schema_read(
                    raw.bindMemory(to: CChar.self).baseAddress, raw.count, UnsafeMutableRawPointer(context), XMLComplaints.add)
            }
        }
        guard let read else {
            throw complaints.problems.first
                ?? XMLProblem(line: 1, column: 1, code: .unreadable, sentence: "The schema cannot be read.")
        }
        schema = read
    }

    deinit { cx_schema_free(schema) }

    /// Everything in a document that the schema forbids, with lines; empty for a valid one.
    /// - Throws: if the document cannot be read at all.
    public func validate(_ document: some Sequence<UInt8>) throws(XMLProblem) -> [XMLProblem] {
        let bytes = Array(document)
        _ = try XMLDocument(parsing: bytes)
        var complaints = XMLComplaints()
        let read = withUnsafeMutablePointer(to: &complaints) { context in
            bytes.withUnsafeBytes { raw in
                cx_schema_validate(
                    schema, raw.bindMemory(to: CChar.self).baseAddress, raw.count, UnsafeMutableRawPointer(context),
                    XMLComplaints.add)
            }
        }
        guard read else {
            throw XMLProblem(line: 1, column: 1, code: .unreadable, sentence: "The document cannot be validated.")
        }
        return complaints.problems
    }

    private static func escaped(_ text: String) -> String {
        var out: [UInt8] = []
        XMLEscape.attribute(text, to: &out)
        return String(decoding: out, as: UTF8.self)
    }
}

struct XMLComplaints {
    var problems: [XMLProblem] = []

    fileprivate static let add: cx_complaint = { context, _, line, _, message in
        guard let context, let message else { return }
        context.assumingMemoryBound(to: XMLComplaints.self).pointee.problems.append(
            XMLProblem(line: line, column: 0, code: .invalid, sentence: XMLProblem.sentence(String(cString: message))))
    }
}
