/// The logical structure of a document (ISO 32000-1, 14.7 and 14.8): what a screen reader meets, in reading order.
struct Structure {
    enum Tag: String {
        case document = "Document"
        case paragraph = "P"
        case heading1 = "H1", heading2 = "H2", heading3 = "H3", heading4 = "H4"
        case list = "L", item = "LI", label = "Lbl", body = "LBody"
        case table = "Table", row = "TR", head = "TH", cell = "TD"
        case quote = "BlockQuote"
        case link = "Link"
        case figure = "Figure"

        var headingLevel: Int? {
            switch self {
            case .heading1: 1
            case .heading2: 2
            case .heading3: 3
            case .heading4: 4
            default: nil
            }
        }
    }

    enum Kid {
        case element(Int)
        case content(page: Int, mark: Int)
        case annotation(Int)
    }

    struct Element {
        let tag: Tag
        let parent: Int
        var kids: [Kid] = []
        /// Inside of an attribute dictionary, such as `/O /Table /Scope /Column`.
        var attributes = ""
        var alternative: String?
        /// Whether the parent lists the element already.
        var isAttached: Bool
    }

    private(set) var elements: [Element] = [Element(tag: .document, parent: -1, isAttached: true)]
    static let root = 0

    mutating func add(_ tag: Tag, in parent: Int, attributes: String = "", alternative: String? = nil) -> Int {
        elements.append(
            Element(tag: tag, parent: parent, attributes: attributes, alternative: alternative, isAttached: true))
        elements[parent].kids.append(.element(elements.count - 1))
        return elements.count - 1
    }

    /// An element inside a line of text: it takes its place among its parent's kids when its first content is shown.
    mutating func addInline(_ tag: Tag, in parent: Int) -> Int {
        elements.append(Element(tag: tag, parent: parent, isAttached: false))
        return elements.count - 1
    }

    mutating func show(_ kid: Kid, in element: Int) {
        if !elements[element].isAttached {
            elements[element].isAttached = true
            elements[elements[element].parent].kids.append(.element(element))
        }
        elements[element].kids.append(kid)
    }
}
