import Catalogue
import Folders
import Foundation
import Kernel

extension VersionTrial {
    /// Plays examples of a version as `simulate` does, each on a database of its own that is thrown away.
    static let simulation = VersionTrial { city, service, name in
        var outcomes: [Outcome] = []
        for example in service.folder.examples where name == nil || example.name == name {
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
                "stadtkern-trial-\(Crypto.token(bytes: 6))"
            ).path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let simulation = Simulation(city: city, service: service, example: example)
            let result = try await simulation.run(database: "sqlite:\(folder)/trial.sqlite", folder: folder)
            outcomes.append(
                Outcome(
                    example: example.name, title: example.title, differences: simulation.differences(result),
                    notices: result.notices.map(\.text)))
        }
        return outcomes
    }
}
