public import XML

/// Whether a model that was read and written is still the same: elements with their order, attributes, texts,
/// namespaces, comments, unknown extensions, and the drawing.
public enum Interchange {
    /// Something that is not the same, with its line in the first document.
    public struct Difference: Hashable, Sendable, CustomStringConvertible {
        public let line: Int
        /// Identifier of the element, else its name.
        public let element: String
        public let sentence: String
        public var description: String { "\(line): \(element): \(sentence)" }
    }

    /// Everything in which the second document differs from the first.
    public static func differences(_ first: XMLDocument, _ second: XMLDocument) -> [Difference] {
        var found: [Difference] = []
        // Without recursion: models nest as deep as they like.
        var open = [(first.root, second.root)]
        while let (left, right) = open.popLast() {
            func note(_ sentence: String) {
                found.append(Difference(line: left.line, element: left.attribute("id") ?? left.qualifiedName, sentence: sentence))
            }
            if left.qualifiedName != right.qualifiedName || left.namespace != right.namespace {
                note("The element became \(right.qualifiedName).")
                continue
            }
            if left.declarations != right.declarations { note("Its namespaces are not the same.") }
            for attribute in left.attributes where !right.attributes.contains(attribute) {
                note("The attribute \(attribute.name) is lost or changed.")
            }
            if left.attributes.count < right.attributes.count { note("It has more attributes than before.") }
            if left.children.count != right.children.count {
                note("It had \(left.children.count) children and has \(right.children.count).")
                continue
            }
            for (before, after) in zip(left.children, right.children) {
                if case .element(let inner) = before, case .element(let other) = after {
                    open.append((inner, other))
                } else if before != after {
                    note("A text or comment in it changed.")
                }
            }
        }
        let (before, after) = (Diagram(first.root), Diagram(second.root))
        if before != after {
            found.append(Difference(line: first.root.line, element: "BPMNDiagram", sentence: "The drawing changed."))
        }
        if found.isEmpty, first != second {
            found.append(Difference(line: 1, element: first.root.qualifiedName, sentence: "Something beside the root changed."))
        }
        return found.sorted { ($0.line, $0.element) < ($1.line, $1.element) }
    }
}
