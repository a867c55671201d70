public import XML

/// All processes of a file that can be played together.
public struct ProcessFile: Sendable {
    /// The pools that are played, in document order; one process where the file has no collaboration.
    public let played: [ProcessModel]
    /// The other processes, which may be called.
    public let others: [ProcessModel]
    public let problems: [Problem]

    public init(_ bytes: some Sequence<UInt8>, file: String, language: any ExpressionLanguage) {
        do {
            self.init(try XMLDocument(parsing: bytes), file: file, language: language)
        } catch {
            let problem = Problem(file: file, line: error.line, element: nil, code: .notXML, sentence: error.sentence)
            self.init(played: [], others: [], problems: [problem])
        }
    }

    private init(played: [ProcessModel], others: [ProcessModel], problems: [Problem]) {
        self.played = played
        self.others = others
        self.problems = problems
    }

    public init(_ document: XMLDocument, file: String, language: any ExpressionLanguage) {
        let processes = document.root.elements("process", ns: ProcessModel.namespace)
        let ids = processes.compactMap { $0.attribute("id") }
        let marked = processes.filter { ["true", "1"].contains($0.attribute("isExecutable")) }.compactMap { $0.attribute("id") }
        // A file in which nothing is marked as executable is only drawn; played, all of it counts.
        let executable = marked.isEmpty ? ids : marked
        let pools = executable.filter { !ModelReader.participants(document.root, of: $0).isEmpty }
        var calls: Set<String> = []
        document.root.visit { xml in
            if xml.name == "callActivity", let name = xml.attribute("calledElement") { calls.insert(ModelReader.localName(name)) }
        }
        // Of several processes without pools the one that no other calls is meant.
        let first = pools.first ?? (executable.count > 1 ? executable.first { !calls.contains($0) } : nil)
        let main = ProcessModel.read(document, file: file, language: language, process: first)
        var problems = main.problems
        var played = main.model.map { [$0] } ?? []
        for pool in pools.dropFirst() {
            let reading = ProcessModel.read(document, file: file, language: language, process: pool)
            problems += reading.problems
            if let model = reading.model { played.append(model) }
        }
        let known = Set(played.map(\.id))
        var others: [ProcessModel] = []
        var called = Set(played.flatMap(\.uses).filter { $0.kind == .process }.map(\.name)).subtracting(known)
        var seen = known
        while let next = called.popFirst() {
            guard seen.insert(next).inserted, ids.contains(next) else { continue }
            let reading = ProcessModel.read(document, file: file, language: language, process: next)
            problems += reading.problems
            guard let model = reading.model else { continue }
            others.append(model)
            called.formUnion(model.uses.filter { $0.kind == .process }.map(\.name))
        }
        // That there are several processes is no problem where each has its place.
        let placed = Set(executable).isSubset(of: Set((played + others).map(\.id)))
        self.init(
            played: played, others: others.sorted { $0.line < $1.line },
            problems: problems.filter { !placed || $0.code != .severalProcesses })
    }
}
