import Foundation
public import Kernel

/// The files of a folder as they were read at one moment, with the hash that is the folder's identity.
public struct FolderFiles: Sendable {
    /// The folder as messages name it, without a slash at the end.
    public let path: String
    /// Contents by relative path with `/`; files that begin with a dot are left out.
    public let contents: [String: [UInt8]]
    /// SHA-256 over, for each file by path: path, NUL, hex SHA-256 of the contents, LF (service-folder.md, section 10).
    public let hash: Digest

    public var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    public init(path: String, contents: [String: [UInt8]]) {
        self.path = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
        self.contents = contents
        let paths = contents.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        let list = paths.map { "\($0)\0\(Digest(of: contents[$0] ?? []).hex)\n" }
        hash = Digest(of: list.joined())
    }

    /// Reads a folder. Throws what the file system says.
    public init(reading directory: String) throws {
        let root = URL(fileURLWithPath: directory, isDirectory: true)
        var contents: [String: [UInt8]] = [:]
        func walk(_ url: URL, _ prefix: String) throws {
            for name in try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() where !name.hasPrefix(".") {
                let child = url.appendingPathComponent(name)
                var isDirectory: ObjCBool = false
                guard FileManager.default.fileExists(atPath: child.path, isDirectory: &isDirectory) else { continue }
                if isDirectory.boolValue {
                    try walk(child, "\(prefix)\(name)/")
                } else {
                    contents["\(prefix)\(name)"] = Array(try Data(contentsOf: child))
                }
            }
        }
        try walk(root, "")
        self.init(path: directory, contents: contents)
    }

    /// The files directly in a part of the folder, such as `examples`.
    func names(in part: String, suffix: String) -> [String] {
        contents.keys.filter { $0.hasPrefix(part + "/") && $0.hasSuffix(suffix) && !$0.dropFirst(part.count + 1).contains("/") }
            .sorted()
    }

    func text(_ name: String) -> String? { contents[name].flatMap { String(validating: $0, as: UTF8.self) } }
}
