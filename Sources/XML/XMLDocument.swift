private import CXML

/// An XML 1.0 document with namespaces, read by libxml2 without expanding entities and without any DOCTYPE:
/// neither an external entity nor a chain of nested ones can do harm.
public struct XMLDocument: Hashable, Sendable {
    public var root: XMLElement
    /// Comments and instructions before the root.
    public var before: [XMLNode]
    /// Comments and instructions after the root.
    public var after: [XMLNode]

    public init(root: XMLElement, before: [XMLNode] = [], after: [XMLNode] = []) {
        self.root = root
        self.before = before
        self.after = after
    }

    /// How much may be read.
    public struct Limits: Sendable {
        /// Bytes of the whole document.
        public var size: Int
        /// Elements inside one another.
        public var depth: Int
        public static let standard = Limits(size: 64 << 20, depth: 200)

        public init(size: Int, depth: Int) {
            self.size = size
            self.depth = min(depth, 250)  // libxml2 itself stops at 256
        }
    }

    /// Reads a document.
    /// - Throws: the first reason why it is not well-formed or not acceptable, with its place.
    public init(parsing bytes: some Sequence<UInt8>, limits: Limits = .standard) throws(XMLProblem) {
        let bytes = Array(bytes)
        guard bytes.count <= limits.size else {
            throw XMLProblem(
                line: 1, column: 1, code: .tooLarge,
                sentence: "The document has \(bytes.count) bytes; at most \(limits.size) are read.")
        }
        var builder = XMLBuilder()
        withUnsafeMutablePointer(to: &builder) { context in
            var reader = XMLBuilder.reader
            reader.context = UnsafeMutableRawPointer(context)
            bytes.withUnsafeBytes { raw in
                _ = cx_read(raw.bindMemory(to: CChar.self).baseAddress, raw.count, Int32(limits.depth), &reader)
            }
        }
        if let problem = builder.problem { throw problem }
        guard let root = builder.root else {
            throw XMLProblem(line: 1, column: 1, code: .notWellFormed, sentence: "The document has no root element.")
        }
        self.init(root: root, before: builder.before, after: builder.after)
    }

    public init(parsing text: String, limits: Limits = .standard) throws(XMLProblem) {
        try self.init(parsing: text.utf8, limits: limits)
    }
}

/// Collects what libxml2 reports into values. `open` is the path from the root to the element being read.
struct XMLBuilder {
    var root: XMLElement?
    var before: [XMLNode] = []
    var after: [XMLNode] = []
    var problem: XMLProblem?
    private var open: [XMLElement] = []

    fileprivate static var reader: cx_reader {
        var reader = cx_reader()
        reader.started = { context, name, prefix, uri, line, namespaces, declared, count, values in
            XMLBuilder.with(context) {
                $0.open.append(
                    XMLElement(
                        XMLBuilder.string(name) ?? "", prefix: XMLBuilder.string(prefix), namespace: XMLBuilder.string(uri),
                        declarations: XMLBuilder.declarations(namespaces, declared),
                        attributes: XMLBuilder.attributes(count, values), line: line))
            }
        }
        reader.ended = { context in XMLBuilder.with(context) { $0.close() } }
        reader.text = { context, bytes, count in
            XMLBuilder.with(context) { $0.add(text: XMLBuilder.string(bytes, count)) }
        }
        reader.cdata = { context, bytes, count in
            XMLBuilder.with(context) { $0.add(.cdata(XMLBuilder.string(bytes, count))) }
        }
        reader.comment = { context, text in XMLBuilder.with(context) { $0.add(.comment(XMLBuilder.string(text) ?? "")) } }
        reader.instruction = { context, target, data in
            XMLBuilder.with(context) {
                $0.add(.instruction(target: XMLBuilder.string(target) ?? "", data: XMLBuilder.string(data) ?? ""))
            }
        }
        reader.failed = { context, code, line, column, message in
            XMLBuilder.with(context) {
                $0.problem = XMLProblem(
                    library: Int(code), line: line, column: column, message: XMLBuilder.string(message) ?? "")
            }
        }
        return reader
    }

    private static func with(_ context: UnsafeMutableRawPointer?, _ body: (inout XMLBuilder) -> Void) {
        guard let context else { return }
        body(&context.assumingMemoryBound(to: XMLBuilder.self).pointee)
    }

    private static func string(_ text: UnsafePointer<CChar>?) -> String? { text.map { String(cString: $0) } }

    private static func string(_ bytes: UnsafePointer<CChar>?, _ count: Int) -> String {
        String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    private static func declarations(_ count: Int, _ list: UnsafePointer<UnsafePointer<CChar>?>?) -> [XMLNamespace] {
        guard let list, count > 0 else { return [] }
        return (0..<count).map { XMLNamespace(string(list[2 * $0 + 1]) ?? "", prefix: string(list[2 * $0])) }
    }

    private static func attributes(_ count: Int, _ list: UnsafePointer<UnsafePointer<CChar>?>?) -> [XMLAttribute] {
        guard let list, count > 0 else { return [] }
        return (0..<count).map {
            XMLAttribute(
                string(list[4 * $0]) ?? "", string(list[4 * $0 + 3]) ?? "", prefix: string(list[4 * $0 + 1]),
                namespace: string(list[4 * $0 + 2]))
        }
    }

    private mutating func add(_ node: XMLNode) {
        if !open.isEmpty {
            open[open.count - 1].children.append(node)
        } else if root == nil {
            before.append(node)
        } else {
            after.append(node)
        }
    }

    /// libxml2 reports long text in pieces; they become one again.
    private mutating func add(text: String) {
        guard !open.isEmpty else { return }
        if case .text(let earlier)? = open[open.count - 1].children.last {
            open[open.count - 1].children[open[open.count - 1].children.count - 1] = .text(earlier + text)
        } else {
            open[open.count - 1].children.append(.text(text))
        }
    }

    private mutating func close() {
        guard let element = open.popLast() else { return }
        if open.isEmpty { root = element } else { open[open.count - 1].children.append(.element(element)) }
    }
}
