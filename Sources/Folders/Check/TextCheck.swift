import FEEL
import Kernel

/// Reads texts/*.json.
struct TextReading {
    let files: FolderFiles
    let report: Report

    func texts() -> ServiceTexts {
        var found: [Language: [String: String]] = [:]
        for language in Language.allCases {
            var texts: [String: String] = [:]
            for (key, item) in JSONFile.read("texts/\(language.rawValue).json", in: files, report: report)?.entries ?? [] {
                texts[key] = item.text
            }
            found[language] = texts
        }
        return ServiceTexts(byLanguage: found)
    }
}

/// Whether every text is there in every language, none is left over, and what is inserted exists.
struct TextCheck {
    let folder: ServiceFolder
    let names: CaseNames
    let report: Report

    private struct Wanted {
        var needed: Set<String> = []
        var optional: Set<String> = []
        /// Keys that may begin like this are fine: values that rules produce.
        var open: [String] = ["words.", "letters."]
    }

    func run() {
        let wanted = wanted()
        for language in Language.allCases {
            let path = "\(folder.files.path)/texts/\(language.rawValue).json"
            let texts = folder.texts.byLanguage[language] ?? [:]
            let document = folder.files.contents["texts/\(language.rawValue).json"].flatMap { try? JSONDocument($0) }
            for key in wanted.needed.sorted() where texts[key] == nil && TextCheck.isNeeded(key, language) {
                report.add(path, 1, "text-missing", "The text \"\(key)\" is missing in this language.")
            }
            for (key, text) in texts.sorted(by: { $0.key < $1.key }) {
                let line = document?.line("/" + JSON.escape(key)) ?? 1
                if !wanted.needed.contains(key), !wanted.optional.contains(key), !wanted.open.contains(where: key.hasPrefix) {
                    report.add(path, line, "text-unknown", "Nothing asks for the text \"\(key)\".")
                }
                check(text, key, path, line)
            }
        }
        sameWords()
    }

    static func isNeeded(_ key: String, _ language: Language) -> Bool {
        language != .ls || !(key.hasPrefix("staff.") || key.hasPrefix("clauses."))
    }

    private func check(_ text: String, _ key: String, _ path: String, _ line: Int) {
        if key.hasPrefix("letters.") {
            // A letter of the platform in the service's own words: a whole template, which also reads what the act hands over.
            for mistake in Template.parse(text, names: names.all.adding(["letter": .any])).mistakes {
                report.add(path, line, "text-insertion", "In the text \"\(key)\": \(mistake.sentence).")
            }
            return
        }
        let local: [String: ValueType] = key.hasPrefix("fields.") ? ["position": .number, "entry": .any] : [:]
        let before = key.hasPrefix("fields.") || key.hasPrefix("service.") || key.hasPrefix("steps.") || key.hasPrefix("rules.")
        let known = (before ? names.beforeSubmission : names.all).adding(local)
        for mistake in Template.segments(of: text, line: line, names: known).mistakes {
            report.add(path, line, "text-insertion", "In the text \"\(key)\": \(mistake.sentence).")
        }
    }

    /// Words for what rules produce exist in every language.
    private func sameWords() {
        let words = Set(folder.texts.byLanguage.values.flatMap { $0.keys.filter { $0.hasPrefix("words.") } })
        for language in Language.allCases {
            for key in words.sorted() where folder.texts.byLanguage[language]?[key] == nil {
                report.add(
                    "\(folder.files.path)/texts/\(language.rawValue).json", 1, "text-missing",
                    "The text \"\(key)\" is missing in this language.")
            }
        }
    }

    private func wanted() -> Wanted {
        var wanted = Wanted()
        let about = folder.about
        for part in ["title", "summary", "about", "who", "needs", "cost", "duration", "after"] {
            wanted.needed.insert("service.\(part)")
        }
        if about.channels.contains(where: { $0 != .online }) {
            wanted.needed.insert("service.paper")
        } else {
            wanted.optional.insert("service.paper")
        }
        for step in folder.form.steps {
            wanted.needed.insert("steps.\(step.id).title")
            wanted.optional.insert("steps.\(step.id).intro")
        }
        for field in folder.form.fields { add(field, "fields.\(field.id)", &wanted) }
        for rule in folder.form.rules { wanted.needed.insert("rules.\(rule.id)") }
        for (element, task) in folder.tasks {
            wanted.needed.insert("tasks.\(element)")
            wanted.needed.insert("staff.tasks.\(element)")
            _ = task
        }
        for name in about.deadlines.keys { wanted.needed.insert("deadlines.\(name)") }
        for name in about.notices.keys { wanted.needed.formUnion(["notices.\(name).title", "notices.\(name).explained"]) }
        for name in about.messages { wanted.needed.formUnion(["messages.\(name).subject", "messages.\(name).body"]) }
        for name in about.consultations.keys { wanted.needed.insert("consultations.\(name).question") }
        for name in about.clauses.keys { wanted.needed.insert("clauses.\(name)") }
        for shown in about.validity?.shows ?? [] { wanted.needed.insert("validity.\(shown.name)") }
        for (name, offered) in [("renewal", about.renewal != nil), ("change", about.change != nil)] where offered {
            wanted.needed.insert("\(name).label")
            wanted.optional.insert("\(name).hint")
        }
        for name in about.retention.keys { wanted.needed.insert("retention.\(name)") }
        for act in about.acts.values {
            let key = (act.by == .staff ? "staff." : "") + "acts.\(act.id)"
            wanted.needed.insert("\(key).label")
            wanted.optional.insert("\(key).hint")
            for field in act.fields { add(field, "\(key).fields.\(field.id)", &wanted) }
        }
        return wanted
    }

    private func add(_ field: Field, _ key: String, _ wanted: inout Wanted) {
        wanted.needed.insert("\(key).label")
        wanted.optional.insert("\(key).hint")
        for option in field.options { wanted.needed.insert("\(key).options.\(option)") }
        if field.pattern != nil { wanted.needed.insert("\(key).errors.pattern") }
        if field.check != nil { wanted.needed.insert("\(key).errors.check") }
        for code in FormProblem.sentences.keys { wanted.optional.insert("\(key).errors.\(code)") }
        if field.type == .group {
            wanted.needed.formUnion(["\(key).entry", "\(key).add"])
            for inner in field.fields { add(inner, "\(key).\(inner.id)", &wanted) }
        }
    }
}
