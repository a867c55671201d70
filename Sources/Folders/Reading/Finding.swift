/// A mistake in a folder of data, with its place; `check` prints it as `PATH:LINE: CODE text`.
public struct Finding: Hashable, Codable, Sendable {
    /// Path as the reader knows it: `Services/<slug>/form.json`.
    public let path: String
    /// Line from 1.
    public let line: Int
    /// Stable code (service-folder.md, section 11); a warning begins with `W-`.
    public let code: String
    /// One English sentence for a lawyer, not for a programmer.
    public let text: String

    public init(path: String, line: Int, code: String, text: String) {
        self.path = path
        self.line = line
        self.code = code
        self.text = text
    }

    /// Warnings do not change the exit status.
    public var isWarning: Bool { code.hasPrefix("W-") }
}

extension Finding: CustomStringConvertible, Comparable {
    public var description: String { "\(path):\(line): \(code) \(text)" }

    public static func < (left: Finding, right: Finding) -> Bool {
        (left.path, left.line, left.code, left.text) < (right.path, right.line, right.code, right.text)
    }
}

/// Collects findings while a folder is read; a reference, because every part of the reading adds to one list.
final class Report {
    private(set) var findings: [Finding] = []

    func add(_ path: String, _ line: Int, _ code: String, _ text: String) {
        let finding = Finding(path: path, line: line, code: code, text: text)
        if !findings.contains(finding) { findings.append(finding) }
    }

    var sorted: [Finding] { findings.sorted() }
}
