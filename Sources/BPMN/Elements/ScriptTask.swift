import Kernel
import XML

/// Evaluates an expression and keeps its value in the variable `stadtkern:result`, or, without one, the members of
/// the context that it gives.
struct ScriptTask: Element {
    static let tags = ["scriptTask"]
    private let script: Formula?
    private let result: String?
    let pause = Pause.none
    var isExecutable: Bool { script != nil }

    init(_ reader: inout ElementReader) {
        result = reader.own("result")
        let format = reader.xml.attribute("scriptFormat") ?? "feel"
        let text = reader.xml.first("script", ns: ProcessModel.namespace)
        guard ScriptTask.isOurs(format) else {
            reader.report(.notExecutable, "The \(reader.title) is written in \(format); only FEEL is executed.")
            script = nil
            return
        }
        guard let text, !text.trimmedText.isEmpty else {
            reader.report(.missingDetail, "The \(reader.title) has no script.")
            script = nil
            return
        }
        script = reader.formula(text.trimmedText, line: text.line)
    }

    /// `feel`, `text/feel`, `application/feel` and the namespaces of FEEL, which have `/FEEL` in them.
    static func isOurs(_ format: String) -> Bool {
        let lower = format.lowercased()
        return lower == "feel" || lower.contains("/feel")
    }

    func enter(_ visit: Visit, _ run: inout Execution) throws(Failure) -> Next {
        guard let script else { throw Failure("The script task \"\(visit.node.id)\" has no script that can be executed.") }
        let value = try script.evaluate(run.scope(visit), at: run.moment)
        if let result {
            run.merge(.object([result: value]), visit)
        } else if value.object != nil {
            run.merge(value, visit)
        } else {
            throw Failure("The script of \"\(visit.node.id)\" gave \(value), but no variable is named to keep it.")
        }
        return .leave
    }
}
