/// One element of an XML document, as a value; nothing that stood in it is lost.
public struct XMLElement: Sendable {
    /// Local name, without prefix.
    public var name: String
    /// Prefix as written; nil where there is none.
    public var prefix: String?
    /// Namespace URI; nil for an element in no namespace.
    public var namespace: String?
    /// Namespaces declared at this element, in order.
    public var declarations: [XMLNamespace]
    /// Attributes in document order, without namespace declarations.
    public var attributes: [XMLAttribute]
    /// Everything between start and end tag, in document order.
    public var children: [XMLNode]
    /// Line (from 1) on which the start tag begins; 0 for an element that was not read.
    public var line: Int

    public init(
        _ name: String, prefix: String? = nil, namespace: String? = nil, declarations: [XMLNamespace] = [],
        attributes: [XMLAttribute] = [], children: [XMLNode] = [], line: Int = 0
    ) {
        self.name = name
        self.prefix = prefix
        self.namespace = namespace
        self.declarations = declarations
        self.attributes = attributes
        self.children = children
        self.line = line
    }

    /// Name as written, `prefix:name`.
    public var qualifiedName: String { prefix.map { "\($0):\(name)" } ?? name }
}

extension XMLElement: Hashable {
    /// Equal content; lines do not count.
    public static func == (left: XMLElement, right: XMLElement) -> Bool {
        left.name == right.name && left.prefix == right.prefix && left.namespace == right.namespace
            && left.declarations == right.declarations && left.attributes == right.attributes
            && left.children == right.children
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(namespace)
        hasher.combine(attributes)
        hasher.combine(children)
    }
}

/// What may stand inside an element, or beside the root (then only comments and instructions).
public enum XMLNode: Hashable, Sendable {
    case element(XMLElement)
    case text(String)
    case cdata(String)
    case comment(String)
    case instruction(target: String, data: String)
}

/// One attribute.
public struct XMLAttribute: Hashable, Sendable {
    public var name: String
    public var prefix: String?
    public var namespace: String?
    public var value: String

    public init(_ name: String, _ value: String, prefix: String? = nil, namespace: String? = nil) {
        self.name = name
        self.prefix = prefix
        self.namespace = namespace
        self.value = value
    }
}

/// A namespace declaration, `xmlns:prefix="uri"`; without prefix the default namespace.
public struct XMLNamespace: Hashable, Sendable {
    public var prefix: String?
    /// Empty where a default namespace is taken back.
    public var uri: String

    public init(_ uri: String, prefix: String? = nil) {
        self.prefix = prefix
        self.uri = uri
    }
}

extension XMLElement {
    /// Child elements in document order.
    public var elements: [XMLElement] {
        children.compactMap { if case .element(let element) = $0 { element } else { nil } }
    }

    /// Child elements of a local name, in one namespace or (nil) in any.
    public func elements(_ name: String, ns: String? = nil) -> [XMLElement] {
        elements.filter { $0.matches(name, ns: ns) }
    }

    /// The first child element of a local name, in one namespace or (nil) in any.
    public func first(_ name: String, ns: String? = nil) -> XMLElement? {
        for case .element(let element) in children where element.matches(name, ns: ns) { return element }
        return nil
    }

    /// Whether this element has the local name, in one namespace or (nil) in any.
    public func matches(_ name: String, ns: String? = nil) -> Bool {
        self.name == name && (ns == nil || namespace == ns)
    }

    /// The value of an attribute; without `ns` only of one in no namespace, as XML means by an unprefixed name.
    public func attribute(_ name: String, ns: String? = nil) -> String? {
        attributes.first { $0.name == name && $0.namespace == ns }?.value
    }

    /// All text in this element and below, comments and instructions left out.
    public var text: String {
        var result = ""
        for child in children {
            switch child {
            case .text(let text), .cdata(let text): result += text
            case .element(let element): result += element.text
            case .comment, .instruction: break
            }
        }
        return result
    }

    /// `text` without white space at both ends.
    public var trimmedText: String {
        let text = text
        guard let first = text.unicodeScalars.firstIndex(where: { !$0.isXMLSpace }),
            let last = text.unicodeScalars.lastIndex(where: { !$0.isXMLSpace })
        else { return "" }
        return String(text.unicodeScalars[first...last])
    }

    /// This element and all elements below it, in document order.
    public func visit(_ body: (XMLElement) throws -> Void) rethrows {
        try body(self)
        for case .element(let element) in children { try element.visit(body) }
    }
}

extension Unicode.Scalar {
    /// White space as XML 1.0 defines it (production 3).
    var isXMLSpace: Bool { self == " " || self == "\t" || self == "\n" || self == "\r" }
}
