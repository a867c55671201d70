import Folders
import Foundation
import Kernel

/// The folders that come with the project.
enum Given {
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// Every public service of the project.
    static var services: [String] {
        let folder = root + "/Services"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/service.json") }.sorted().map {
            "\(folder)/\($0)"
        }
    }

    static var cities: [String] {
        let folder = root + "/Cities"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/city.json") }.sorted().map {
            "\(folder)/\($0)"
        }
    }

    /// The service that the tests spoil: it has a decision model of this name.
    static var service: String? { services.first { FileManager.default.fileExists(atPath: $0 + "/dog-tax.dmn") } }

    /// The city with a story, which the examples are played in.
    static var city: String? { cities.first { FileManager.default.fileExists(atPath: $0 + "/demo/story.json") } }
}
