import FEEL
import Kernel

/// Reads the templates that service.json declares.
struct TemplateReading {
    let files: FolderFiles
    let names: Names
    let report: Report

    static let languages: [Language] = [.de, .en]
    private static let texts: Set<String> = ["subject", "explanation"]
    private static let expressions: Set<String> = ["amount", "due", "signature"]

    func templates(_ about: ServiceFolder.About?) -> [String: [Language: Template]] {
        var found: [String: [Language: Template]] = [:]
        for file in files.contents.keys.sorted() where file.hasSuffix(".md") && file.hasPrefix("notice") {
            let name = String(file.dropLast(".de.md".count))
            if let about, about.notices[name] == nil {
                report.add(
                    "\(files.path)/\(file)", 1, "file-unexpected",
                    "service.json does not declare the template \"\(name)\" under \"notices\".")
            }
            for language in TemplateReading.languages where file.hasSuffix(".\(language.rawValue).md") {
                found[name, default: [:]][language] = template(file)
            }
        }
        for name in about?.notices.keys.sorted() ?? [] {
            for language in TemplateReading.languages where found[name]?[language] == nil {
                report.add(
                    "\(files.path)/\(name).\(language.rawValue).md", 1, "file-missing",
                    "The template \"\(name)\" is missing in this language.")
            }
        }
        return found
    }

    private func template(_ file: String) -> Template? {
        let path = "\(files.path)/\(file)"
        guard let text = files.text(file) else {
            report.add(path, 1, "notice-syntax", "The text is not UTF-8.")
            return nil
        }
        let (template, mistakes) = Template.parse(text, names: names)
        for mistake in mistakes { report.add(path, mistake.line, mistake.code, "\(mistake.sentence).") }
        if template.front("subject") == nil { report.add(path, 1, "notice-syntax", "The front matter lacks \"subject\".") }
        for entry in template.front {
            if TemplateReading.expressions.contains(entry.key) {
                for problem in Expression.compile(entry.text, names: names).problems {
                    let code = problem.reason == .unknownName || problem.reason == .unknownMember ? "feel-name" : "feel-syntax"
                    report.add(path, entry.line, code, "In \"\(entry.key)\": \(problem.sentence).")
                }
            } else if TemplateReading.texts.contains(entry.key) {
                for mistake in Template.segments(of: entry.text, line: entry.line, names: names).mistakes {
                    report.add(path, entry.line, mistake.code, "In \"\(entry.key)\": \(mistake.sentence).")
                }
            } else {
                report.add(path, entry.line, "unknown-member", "The front matter knows no \"\(entry.key)\".")
            }
        }
        return template
    }
}

/// Whether sentences can tell their origin, both languages say the same, and a decision tells its remedy.
struct TemplateCheck {
    let folder: ServiceFolder
    let report: Report

    func run() {
        for (name, languages) in folder.templates.sorted(by: { $0.key < $1.key }) {
            for (language, template) in languages { check(template, name, language) }
            verification(languages, name)
            if let german = languages[.de], let english = languages[.en] { compare(german, english, name) }
        }
    }

    private func path(_ name: String, _ language: Language) -> String { "\(folder.files.path)/\(name).\(language.rawValue).md" }

    private func check(_ template: Template, _ name: String, _ language: Language) {
        let path = path(name, language)
        var seen: Set<String> = []
        walk(template.nodes, inside: false) { line, inside in
            if let id = line.id {
                if !seen.insert(id).inserted { report.add(path, line.number, "notice-id", "The id \"\(id)\" stands twice.") }
            } else if line.isVariable || inside {
                report.add(
                    path, line.number, "notice-id",
                    "This sentence is variable, so it needs an id at its end, {#name}, by which the page can say why it stands there."
                )
            }
            for case .insertion(let insertion) in line.segments { checkFormat(insertion, path) }
        }
        if folder.about.notices[name]?.kind.needsRemedy == true, !template.lines.contains(where: { $0.id == "remedy" }) {
            report.add(
                path, 1, "notice-remedy",
                "A notice that decides something has a heading with the id {#remedy} that tells the remedy (§ 58 VwGO).")
        }
    }

    /// The code proves what holds, so it stands once in the notice that `validity` names, and nowhere else.
    private func verification(_ languages: [Language: Template], _ name: String) {
        let isNamed = folder.about.validity?.notice == name
        for (language, template) in languages {
            let marks = template.marks.filter { $0.mark == .verification }
            if isNamed, marks.isEmpty {
                report.add(
                    path(name, language), 1, "notice-verification",
                    "\"validity\" names this notice, so it needs the line {% verification %} where its code stands.")
            } else if let extra = isNamed ? marks.dropFirst().first : marks.first {
                report.add(
                    path(name, language), extra.line, "notice-verification",
                    "{% verification %} stands once in the notice that \"validity\" of service.json names, and nowhere else.")
            }
        }
    }

    private func walk(_ nodes: [Template.Node], inside: Bool, _ body: (Template.Line, Bool) -> Void) {
        for node in nodes {
            switch node {
            case .line(let line): body(line, inside)
            case .blank, .mark: break
            case .branch(let branches): for branch in branches { walk(branch.body, inside: true, body) }
            case .loop(_, _, _, let nodes): walk(nodes, inside: true, body)
            }
        }
    }

    private func checkFormat(_ insertion: Template.Insertion, _ path: String) {
        guard let format = insertion.format else { return }
        if format.hasPrefix("option:") {
            let field = String(format.dropFirst("option:".count))
            if folder.form.field(field)?.options.isEmpty ?? true {
                report.add(path, insertion.line, "notice-syntax", "The form has no choice \"\(field)\".")
            }
        } else if format.hasPrefix("word:") {
            let list = String(format.dropFirst("word:".count))
            if !(folder.texts.byLanguage[.de] ?? [:]).keys.contains(where: { $0.hasPrefix("words.\(list).") }) {
                report.add(path, insertion.line, "text-missing", "The texts have no words \"words.\(list).…\".")
            }
        }
    }

    /// Ids and conditions in order, as both languages must have them.
    private func skeleton(_ nodes: [Template.Node]) -> [(text: String, line: Int)] {
        nodes.flatMap { node -> [(text: String, line: Int)] in
            switch node {
            case .blank: []
            case .mark(let mark, let line): [("the mark {% \(mark.rawValue) %}", line)]
            case .line(let line): line.id.map { [("the sentence {#\($0)}", line.number)] } ?? []
            case .branch(let branches):
                branches.flatMap {
                    [($0.condition.map { "the condition \"\($0.text)\"" } ?? "an else", $0.line)] + skeleton($0.body)
                }
            case .loop(let name, let list, let line, let body):
                [("the loop over \"\(list.text)\" as \(name)", line)] + skeleton(body)
            }
        }
    }

    private func compare(_ german: Template, _ english: Template, _ name: String) {
        let (left, right) = (skeleton(german.nodes), skeleton(english.nodes))
        guard left.map(\.text) != right.map(\.text) else { return sameReads(german, english, name) }
        let place = zip(left, right).first { $0.text != $1.text }
        let line = place?.1.line ?? right.last?.line ?? 1
        let wanted = place?.0.text ?? left.dropFirst(right.count).first?.text ?? "the end"
        let found = place?.1.text ?? right.dropFirst(left.count).first?.text ?? "the end"
        report.add(path(name, .en), line, "notice-languages", "The German template has \(wanted) here, this one \(found).")
    }

    private func sameReads(_ german: Template, _ english: Template, _ name: String) {
        func reads(_ line: Template.Line) -> Set<String> {
            Set(line.segments.compactMap { if case .insertion(let insertion) = $0 { insertion.expression.text } else { nil } })
        }
        let ours = Dictionary(
            german.lines.compactMap { line in line.id.map { ($0, line) } }, uniquingKeysWith: { first, _ in first })
        for line in english.lines {
            guard let id = line.id, let other = ours[id], reads(line) != reads(other) else { continue }
            report.add(
                path(name, .en), line.number, "notice-languages", "The sentence {#\(id)} inserts other values than in German.")
        }
    }
}
