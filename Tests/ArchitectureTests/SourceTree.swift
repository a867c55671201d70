import Foundation

/// The project's own source files, as text.
struct SourceTree {
    struct File {
        /// Path from the root of the project, `Sources/Store/Store.swift`.
        let path: String
        let text: String
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        /// `Store` for a file below `Sources/Store`.
        var module: String { String(path.split(separator: "/")[1]) }
        /// The text without comments.
        var code: String {
            lines.map { line in
                let trimmed = line.drop { $0 == " " }
                return trimmed.hasPrefix("//") ? "" : String(line)
            }.joined(separator: "\n")
        }
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func files(below folder: String, suffix: String) -> [File] {
        let base = root.appendingPathComponent(folder)
        guard let walk = FileManager.default.enumerator(atPath: base.path) else { return [] }
        var files: [File] = []
        for case let path as String in walk where path.hasSuffix(suffix) {
            guard let text = try? String(contentsOf: base.appendingPathComponent(path), encoding: .utf8) else { continue }
            files.append(File(path: "\(folder)/\(path)", text: text))
        }
        return files.sorted { $0.path < $1.path }
    }

    static let swift = files(below: "Sources", suffix: ".swift")
    static let tests = files(below: "Tests", suffix: ".swift")

    /// Names of the modules in the order of the map.
    static let map: [String] = {
        guard let manifest = try? String(contentsOf: root.appendingPathComponent("Package.swift"), encoding: .utf8) else {
            return []
        }
        return manifest.matches(of: /^(?:module|shim|system|check)\(\s*"(\w+)"/.anchorsMatchLineEndings()).map { String($0.1) }
    }()

    /// Modules of components: those that have a folder of texts or a schema.
    static let components = Set(
        swift.filter { $0.path.hasSuffix("/Schema.swift") || $0.path.hasSuffix("/Routes.swift") }.map(\.module))

    /// A list of exceptions beside the tests: one entry a line, `#` begins a comment.
    static func exceptions(_ name: String) -> Set<String> {
        let url = root.appendingPathComponent("Tests/ArchitectureTests/\(name)")
        let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        return Set(
            text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
                $0.split(separator: " ").first.map(String.init) ?? ""
            })
    }
}
