import Kernel
import XML

/// What a version of a service changes against another, in words for the office: texts, questions, rows of rules, steps.
public struct VersionDifference: Hashable, Sendable {
    public enum Part: String, CaseIterable, Sendable { case facts, texts, fields, rules, process, notices, examples }
    public enum Kind: String, Sendable { case added, changed, removed }

    /// One thing that differs.
    public struct Line: Hashable, Sendable {
        public let part: Part
        public let kind: Kind
        public let name: String
        public let before: String?
        public let after: String?
    }

    public let lines: [Line]

    public init(from old: ServiceFolder?, to new: ServiceFolder) {
        var lines: [Line] = []
        for part in Part.allCases {
            let before = old.map { VersionDifference.items(part, $0) } ?? [:]
            let after = VersionDifference.items(part, new)
            for name in Set(before.keys).union(after.keys).sorted() where before[name] != after[name] {
                let kind: Kind = before[name] == nil ? .added : after[name] == nil ? .removed : .changed
                lines.append(Line(part: part, kind: kind, name: name, before: before[name], after: after[name]))
            }
        }
        self.lines = lines
    }

    public func lines(_ part: Part) -> [Line] { lines.filter { $0.part == part } }

    /// Everything of one part by a name that stays the same between versions.
    private static func items(_ part: Part, _ folder: ServiceFolder) -> [String: String] {
        let files = folder.files
        switch part {
        case .facts: return members(files.text("service.json"))
        case .texts:
            return folder.texts.byLanguage.reduce(into: [:]) { items, language in
                for (key, text) in language.value { items["\(language.key.rawValue): \(key)"] = text }
            }
        case .fields: return fields(files.text("form.json"))
        case .rules: return xml(files, ".dmn", names: ["rule"]) { rule in row(rule) }
        case .process:
            return xml(files, ".bpmn", names: []) { element in
                let shown = element.attributes.filter { $0.name != "id" }.map { "\($0.name)=\($0.value)" }
                return ([element.name] + shown + [element.first("conditionExpression")?.trimmedText ?? ""]).joined(separator: " ")
                    .split(separator: " ").joined(separator: " ")
            }
        case .notices: return texts(files) { $0.hasPrefix("notice") && $0.hasSuffix(".md") }
        case .examples: return texts(files) { $0.hasPrefix("examples/") }
        }
    }

    private static func texts(_ files: FolderFiles, _ fits: (String) -> Bool) -> [String: String] {
        files.contents.keys.filter(fits).reduce(into: [:]) { $0[$1] = files.text($1) }
    }

    /// Members of the first level, each as JSON.
    private static func members(_ text: String?) -> [String: String] {
        guard let text, let json = try? JSON(parsing: text), let object = json.object else { return [:] }
        return object.mapValues { $0.string ?? $0.description }
    }

    /// Fields of the form by path, without the fields in them.
    private static func fields(_ text: String?) -> [String: String] {
        guard let text, let json = try? JSON(parsing: text) else { return [:] }
        var found: [String: String] = [:]
        func walk(_ json: JSON, _ path: String) {
            for item in json["fields"]?.array ?? [] {
                guard let id = item["id"]?.string else { continue }
                var own = item.object ?? [:]
                own["fields"] = nil
                found[path + id] = JSON.object(own).description
                walk(item, "\(path)\(id).")
            }
        }
        for step in json["steps"]?.array ?? [] {
            walk(step, "")
            if let id = step["id"]?.string {
                var own = step.object ?? [:]
                own["fields"] = nil
                found["\(id) (step)"] = JSON.object(own).description
            }
        }
        return found
    }

    /// Elements of XML files by their identifiers; no names means every element that has one.
    private static func xml(
        _ files: FolderFiles, _ suffix: String, names: Set<String>, _ text: (XMLElement) -> String
    ) -> [String: String] {
        var found: [String: String] = [:]
        for (file, bytes) in files.contents where file.hasSuffix(suffix) {
            guard let document = try? XMLDocument(parsing: bytes) else { continue }
            document.root.visit { element in
                guard let id = element.attribute("id"), names.isEmpty || names.contains(element.name) else { return }
                // Where the drawing puts a shape changes nothing.
                guard !["BPMNShape", "BPMNEdge", "BPMNDiagram", "BPMNPlane", "definitions"].contains(element.name) else { return }
                found["\(file)#\(id)"] = text(element)
            }
        }
        return found
    }

    /// A row as it is read: conditions, results, reasons.
    private static func row(_ rule: XMLElement) -> String {
        func entries(_ name: String) -> String {
            rule.elements(name).map { $0.first("text")?.trimmedText ?? "" }.joined(separator: " | ")
        }
        let parts = [
            entries("inputEntry"), entries("outputEntry"), entries("annotationEntry"),
            rule.first("description")?.trimmedText ?? "",
        ]
        return parts.joined(separator: " → ")
    }
}
