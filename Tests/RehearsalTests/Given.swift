import Folders
import Foundation

/// The folders that come with the project.
enum Given {
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().path

    static var services: [String] {
        let folder = root + "/Services"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.map { "\(folder)/\($0)" }.filter { FileManager.default.fileExists(atPath: $0 + "/service.json") }.sorted()
    }

    /// The city with a story, which the examples are played in.
    static var city: City? {
        let folder = root + "/Cities"
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        return names.map { "\(folder)/\($0)" }.first { FileManager.default.fileExists(atPath: $0 + "/demo/story.json") }.flatMap {
            City.load($0).city
        }
    }

    /// The service whose table the tests spoil.
    static var service: FolderFiles? {
        services.first { FileManager.default.fileExists(atPath: $0 + "/dog-tax.dmn") }.flatMap { try? FolderFiles(reading: $0) }
    }
}
