import Foundation

/// What `stadtkern check` does: every service and the city, alone and together, with all their mistakes at once.
public struct FolderCheck: Sendable {
    public let findings: [Finding]
    public let services: Int
    public let examples: Int

    public var errors: Int { findings.count { !$0.isWarning } }

    /// `PATH:LINE: CODE text` for each finding, then `N services, N examples, N errors`.
    public var lines: [String] { findings.map(\.description) + ["\(services) services, \(examples) examples, \(errors) errors"] }

    /// - Parameters:
    ///   - services: the folder of services; each folder in it that has files is one, but `schema`.
    ///   - city: the city's folder.
    public init(services directory: String, city cityDirectory: String, vocabulary: Vocabulary = .standard) {
        var findings: [Finding] = []
        var folders: [ServiceFolder] = []
        var examples = 0
        let paths = FolderCheck.services(in: directory)
        if paths.isEmpty {
            findings.append(Finding(path: directory, line: 1, code: "file-missing", text: "There is no service in this folder."))
        }
        for path in paths {
            let (folder, found) = ServiceFolder.load(path, vocabulary: vocabulary)
            findings += found
            if let folder { folders.append(folder) }
            examples += (try? FolderFiles(reading: path))?.names(in: "examples", suffix: ".json").count ?? 0
        }
        let (city, found) = City.load(cityDirectory)
        findings += found
        if let city {
            // A service that could not be read has been reported; that the city offers it is no second mistake.
            let unread = Set(paths.compactMap { $0.split(separator: "/").last.map(String.init) }).subtracting(folders.map(\.slug))
            findings += city.findings(offering: folders).filter { finding in
                !unread.contains { finding.text.contains("\"\($0)\"") }
            }
        }
        self.findings = findings.sorted()
        self.services = paths.count
        self.examples = examples
    }

    /// Paths of the service folders in a folder.
    public static func services(in directory: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { $0 != "schema" && !$0.hasPrefix(".") }.map { "\(directory)/\($0)" }.filter { path in
            var isDirectory: ObjCBool = false
            return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
        }.sorted()
    }
}
