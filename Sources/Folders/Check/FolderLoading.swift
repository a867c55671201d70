import BPMN
import DMN
import FEEL
import Kernel
import XML

extension ServiceFolder {
    /// Reads a service's folder and reports every mistake at once.
    ///
    /// - Parameters:
    ///   - directory: path of the folder; messages repeat it.
    ///   - vocabulary: the actions that processes may call.
    /// - Returns: the service, nil as long as there is an error; and what was found, warnings included, in order.
    public static func load(_ directory: String, vocabulary: Vocabulary = .standard) -> (
        folder: ServiceFolder?, findings: [Finding]
    ) {
        do {
            return read(try FolderFiles(reading: directory), vocabulary: vocabulary)
        } catch {
            return (nil, [Finding(path: directory, line: 1, code: "file-missing", text: "The folder cannot be read.")])
        }
    }

    /// A version that was kept: a running case needs it whatever a later program finds fault with. Checks are for what is to be put in
    /// force; this is nil only where no service can be built from the files.
    public static func open(kept files: FolderFiles) -> ServiceFolder? {
        var loading = FolderLoading(files: files, vocabulary: .standard)
        return loading.folder()
    }

    /// The same as `load` for files in memory.
    public static func read(_ files: FolderFiles, vocabulary: Vocabulary = .standard) -> (
        folder: ServiceFolder?, findings: [Finding]
    ) {
        var loading = FolderLoading(files: files, vocabulary: vocabulary)
        let folder = loading.folder()
        let findings = loading.report.sorted
        return (findings.contains { !$0.isWarning } ? nil : folder, findings)
    }
}

/// One reading of one folder.
struct FolderLoading {
    let files: FolderFiles
    let vocabulary: Vocabulary
    let report = Report()
    var names = CaseNames()

    init(files: FolderFiles, vocabulary: Vocabulary) {
        self.files = files
        self.vocabulary = vocabulary
    }

    func path(_ file: String) -> String { "\(files.path)/\(file)" }

    mutating func folder() -> ServiceFolder? {
        unexpectedFiles()
        let service = JSONFile.read("service.json", in: files, report: report)
        let formFile = JSONFile.read("form.json", in: files, report: report)
        let processXML = processDocument()
        let models = decisionModels()

        // First every name, then every expression.
        names.answers = formFile.map { FormReading.answersType($0.json) } ?? .any
        names.fees = named(service, "fees")
        names.lists = named(service, "lists")
        names.deadlines = service?["deadlines"]?.json.object?.keys.filter { $0 != "note" } ?? []
        let tasks = processXML.map { ProcessSketch($0) }
        names.tasks = (tasks?.tasks ?? []).map { ($0.element, fields(of: $0, service)) }
        names.results = results(tasks, models)

        let retention = Set(service?["retention"]?.json.object?.keys.map { $0 } ?? [])
        let form = formFile.map { file in
            FormReading(names: names.beforeSubmission, retention: retention, report: report).form(file)
        }
        let reading = form.map { ServiceReading(names: names, form: $0, report: report) }
        let about = service.flatMap { service in reading.flatMap { $0.about(service, folder: files.name) } }
        let filing = JSONFile.read("filing.json", in: files, report: report).flatMap { file in reading?.filing(file, about) }
        let texts = TextReading(files: files, report: report).texts()
        let templates = TemplateReading(files: files, names: names.all, report: report).templates(about)
        let process = processXML.flatMap { self.process($0) }
        checkFormerProcess()
        let examples = files.names(in: "examples", suffix: ".json").compactMap {
            ExampleReading(files: files, report: report).example($0)
        }
        if files.names(in: "examples", suffix: ".json").isEmpty {
            report.add(path("examples"), 1, "examples-missing", "A service without worked examples is not accepted.")
        }
        guard let form, let about, let filing, let process, let tasks else { return nil }
        let folder = ServiceFolder(
            files: files, about: about, form: form, process: process, decisions: models, templates: templates, filing: filing,
            texts: texts,
            examples: examples, tasks: Dictionary(tasks.tasks.map { ($0.element, $0) }, uniquingKeysWith: { first, _ in first }))
        ProcessCheck(folder: folder, sketch: tasks, vocabulary: vocabulary, report: report).run()
        TextCheck(folder: folder, names: names, report: report).run()
        TemplateCheck(folder: folder, report: report).run()
        ExampleCheck(folder: folder, report: report).run()
        return folder
    }

    private func unexpectedFiles() {
        let fixed: Set<String> = [
            "service.json", "form.json", "process.bpmn", "filing.json", "README.md", "texts/de.json", "texts/en.json",
            "texts/ls.json", ServiceFolder.formerProcessFile,
        ]
        for file in files.contents.keys where !fixed.contains(file) {
            let parts = file.split(separator: "/")
            let isExample = parts.count == 2 && parts[0] == "examples" && file.hasSuffix(".json")
            let isTemplate =
                parts.count == 1 && file.hasPrefix("notice") && (file.hasSuffix(".de.md") || file.hasSuffix(".en.md"))
            let isModel = parts.count == 1 && file.hasSuffix(".dmn")
            if !isExample, !isTemplate, !isModel, parts.first != "files" {
                report.add(path(file), 1, "file-unexpected", "Nothing in a service's folder is called like this.")
            }
        }
    }

    /// Names of amounts or columns by the name of their list.
    private func named(_ service: Item?, _ member: String) -> [String: [String]] {
        var found: [String: [String]] = [:]
        for (list, item) in service?[member]?.entries ?? [] {
            item.checkName(list)
            found[list] = item.texts
        }
        return found
    }

    private func fields(of task: ServiceFolder.TaskShape, _ service: Item?) -> [ValueType.Field] {
        var seen: Set<String> = []
        return task.acts.flatMap { FormReading.members(service?["acts"]?.json[$0]?["fields"]) }.filter {
            seen.insert($0.name).inserted
        }
    }

    // MARK: process and decisions

    private func processDocument() -> XMLDocument? {
        guard let bytes = files.contents["process.bpmn"] else {
            report.add(path("process.bpmn"), 1, "file-missing", "The file is missing.")
            return nil
        }
        do {
            return try XMLDocument(parsing: bytes)
        } catch {
            report.add(path("process.bpmn"), error.line, "bpmn", error.sentence)
            return nil
        }
    }

    private func process(_ document: XMLDocument) -> ProcessModel? {
        let (model, problems) = ProcessModel.read(document, file: path("process.bpmn"), language: FEELLanguage(names: names.all))
        for problem in problems { report.add(problem.file, problem.line, problem.code.rawValue, problem.sentence) }
        return model
    }

    private func decisionModels() -> [String: Model] {
        var found: [String: Model] = [:]
        var seen: Set<String> = []
        for file in files.contents.keys.sorted() where file.hasSuffix(".dmn") {
            let reading = Model.read(Document(name: path(file), bytes: files.contents[file] ?? []))
            for problem in reading.problems { add(problem) }
            guard let model = reading.model else { continue }
            if reading.problems.isEmpty { for problem in model.findings() { add(problem) } }
            for decision in model.decisions where !seen.insert(decision).inserted {
                report.add(path(file), 1, "duplicate", "There is a decision \"\(decision)\" in another file already.")
            }
            found[file] = model
        }
        return found
    }

    private func add(_ problem: DMN.Problem) {
        let code =
            switch problem.code {
            case .syntax: "feel-syntax"
            case .name: "feel-name"
            case .gap, .deadRule: "W-dmn"
            default: "dmn"
            }
        report.add(problem.document, max(1, problem.line), code, "\(problem.element): \(problem.sentence).")
    }

    private func results(_ sketch: ProcessSketch?, _ models: [String: Model]) -> [String: ValueType] {
        var found: [String: ValueType] = [:]
        for (task, line) in sketch?.rules ?? [] {
            guard let result = task.result else { continue }
            if CaseNames.reserved.contains(result) {
                report.add(
                    path("process.bpmn"), line, "bad-name",
                    "A result cannot be called \"\(result)\": the case has a value of that name already.")
            } else if !Item.isCamel(result) {
                report.add(
                    path("process.bpmn"), line, "bad-name", "The result \"\(result)\" has to be written in lowerCamelCase.")
            }
            let file = models.first { $0.value.decisions.contains(task.decision) }?.key
            let shape = file.flatMap { files.contents[$0] }.flatMap { try? XMLDocument(parsing: $0) }
                .flatMap { DecisionSketch.type(of: task.decision, in: $0) }
            found[result] = shape ?? .any
        }
        return found
    }
}
