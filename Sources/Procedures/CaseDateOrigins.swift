import Calendar
import Catalogue
import FEEL
import Folders

/// What the dates of a case depend on: the answers and results that the rules of its deadlines read.
///
/// The days on which something happened are no answers; they belong to the date's own explanation.
struct CaseDateOrigins {
    private let service: Service
    private let scope: Scope
    private let results: [String: Origins]
    private let tracer = Tracer()

    init(service: Service, scope: Scope, results: [String: Origins]) {
        self.service = service
        self.scope = scope
        self.results = results
    }

    /// Marks by deadline; deadlines that depend on nothing but days are left out.
    func all() -> [String: [String]] {
        service.folder.about.deadlines.keys.reduce(into: [:]) { all, name in
            let marks = marks(of: name, behind: [])
            if !marks.isEmpty { all[name] = marks.sorted() }
        }
    }

    private func marks(of name: String, behind: Set<String>) -> Set<String> {
        guard let deadline = service.folder.about.deadlines[name], !behind.contains(name) else { return [] }
        var marks: Set<String> = []
        for expression in [deadline.when, deadline.day] {
            if let expression { marks.formUnion(read(expression)) }
        }
        for start in deadline.named.starts {
            // A deadline that begins with the end of another one.
            if start.hasPrefix("date:") {
                marks.formUnion(self.marks(of: String(start.dropFirst(5)), behind: behind.union([name])))
            }
            if start == "complete" { marks.formUnion(completeness()) }
        }
        return marks
    }

    private func completeness() -> Set<String> {
        service.folder.about.evidence.reduce(into: []) { marks, entry in
            marks.insert("answers.\(entry.key)")
            if let expression = entry.value.required.expression { marks.formUnion(read(expression)) }
        }
    }

    private func read(_ expression: Expression) -> Set<String> {
        let lineage = tracer.run(expression, in: scope).lineage
        return Set(
            tracer.marks(of: [lineage]).flatMap { mark -> [String] in
                results[Origins.head(of: mark)].map { Array($0.marks(behind: mark)) } ?? [mark]
            })
    }
}
