import Folders
import XML

/// One decision or piece of knowledge of a service's models as it is read by people; a pure function of the folder.
struct DecisionSheet: Hashable, Sendable {
    /// A table with its rows (DMN 1.5, chapter 8).
    struct Table: Hashable, Sendable {
        struct Input: Hashable, Sendable {
            let label: String
            let expression: String
        }
        struct Row: Hashable, Sendable {
            /// From 1.
            let number: Int
            let rule: String?
            let tests: [String]
            let results: [String]
            let notes: [String]
            /// Where the row comes from, mostly a norm.
            let source: String
        }

        /// As DMN writes it, `UNIQUE` where nothing is said.
        let policy: String
        let aggregation: String?
        let inputs: [Input]
        let outputs: [String]
        let notes: [String]
        let rows: [Row]
    }

    struct Entry: Hashable, Sendable {
        let name: String
        let logic: Logic
    }

    /// Boxed expressions (DMN 1.5, chapter 10).
    indirect enum Logic: Hashable, Sendable {
        case table(Table)
        case literal(String)
        case context([Entry])
        case invocation(of: String, [Entry])
        case function(of: [String], Logic)
        case list([Logic])
        case relation(columns: [String], rows: [[String]])
        /// A conditional, a loop or a filter: its parts by their role.
        case parts(String, [Entry])
        case none

        /// Key of the words for its kind.
        var kind: String {
            switch self {
            case .table: "table"
            case .literal: "literal"
            case .context: "context"
            case .invocation: "invocation"
            case .function: "function"
            case .list: "list"
            case .relation: "relation"
            case .parts: "parts"
            case .none: "none"
            }
        }
    }

    let name: String
    let question: String
    let description: String
    /// Names of what it reads.
    let reads: [String]
    let logic: Logic

    /// Every decision and piece of knowledge, by file and place in it.
    static func all(in folder: ServiceFolder) -> [DecisionSheet] {
        folder.files.contents.keys.filter { $0.hasSuffix(".dmn") }.sorted().flatMap { file -> [DecisionSheet] in
            guard let bytes = folder.files.contents[file], let root = try? XMLDocument(parsing: bytes).root else { return [] }
            return sheets(root)
        }
    }

    private static func sheets(_ root: XMLElement) -> [DecisionSheet] {
        let names = Dictionary(
            root.elements.compactMap { element in
                element.attribute("id").flatMap { id in element.attribute("name").map { (id, $0) } }
            }, uniquingKeysWith: { first, _ in first })
        return root.elements.compactMap { element in
            guard let name = element.attribute("name"), ["decision", "businessKnowledgeModel"].contains(element.name) else {
                return nil
            }
            let reads = element.elements.filter { $0.name.hasSuffix("Requirement") }.flatMap(\.elements)
                .compactMap { $0.attribute("href")?.split(separator: "#").last.map(String.init) }.map { names[$0] ?? $0 }
            let logic = element.first("encapsulatedLogic").map(Logic.init) ?? inside(element)
            return DecisionSheet(
                name: name, question: element.first("question")?.trimmedText ?? "",
                description: element.first("description")?.trimmedText ?? "", reads: reads, logic: logic)
        }
    }

    /// The first boxed expression in an element.
    fileprivate static func inside(_ element: XMLElement) -> Logic {
        for child in element.elements {
            let logic = Logic(child)
            if logic != .none { return logic }
        }
        return .none
    }
}

extension DecisionSheet.Logic {
    init(_ xml: XMLElement) {
        switch xml.name {
        case "decisionTable": self = .table(DecisionSheet.Table(xml))
        case "literalExpression": self = .literal(xml.first("text")?.trimmedText ?? "")
        case "context":
            self = .context(
                xml.elements("contextEntry").map {
                    DecisionSheet.Entry(name: $0.first("variable")?.attribute("name") ?? "", logic: DecisionSheet.inside($0))
                })
        case "invocation":
            let called = xml.first("literalExpression")?.first("text")?.trimmedText ?? ""
            self = .invocation(
                of: called,
                xml.elements("binding").map {
                    DecisionSheet.Entry(name: $0.first("parameter")?.attribute("name") ?? "", logic: DecisionSheet.inside($0))
                })
        case "functionDefinition", "encapsulatedLogic":
            self = .function(
                of: xml.elements("formalParameter").compactMap { $0.attribute("name") }, DecisionSheet.inside(xml))
        case "list": self = .list(xml.elements.map { DecisionSheet.Logic($0) }.filter { $0 != .none })
        case "relation":
            self = .relation(
                columns: xml.elements("column").map { $0.attribute("name") ?? "" },
                rows: xml.elements("row").map { row in row.elements.map { $0.first("text")?.trimmedText ?? "" } })
        case "conditional", "for", "some", "every", "filter":
            self = .parts(
                xml.name,
                xml.elements.compactMap { part in
                    let logic = DecisionSheet.inside(part)
                    return logic == .none ? nil : DecisionSheet.Entry(name: part.name, logic: logic)
                })
        default: self = .none
        }
    }
}

extension DecisionSheet.Table {
    init(_ xml: XMLElement) {
        func texts(_ row: XMLElement, _ name: String) -> [String] {
            row.elements(name).map { $0.first("text")?.trimmedText ?? "" }
        }
        policy = xml.attribute("hitPolicy") ?? "UNIQUE"
        aggregation = xml.attribute("aggregation")
        inputs = xml.elements("input").map { input in
            let expression = input.first("inputExpression")?.first("text")?.trimmedText ?? ""
            return Input(label: input.attribute("label") ?? expression, expression: expression)
        }
        let title = xml.attribute("outputLabel") ?? ""
        outputs = xml.elements("output").map { $0.attribute("label") ?? $0.attribute("name") ?? title }
        notes = xml.elements("annotation").map { $0.attribute("name") ?? "" }
        rows = xml.elements("rule").enumerated().map { index, rule in
            Row(
                number: index + 1, rule: rule.attribute("id"), tests: texts(rule, "inputEntry"),
                results: texts(rule, "outputEntry"), notes: texts(rule, "annotationEntry"),
                source: rule.first("description")?.trimmedText ?? "")
        }
    }
}
