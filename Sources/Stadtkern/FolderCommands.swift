import Folders
import Foundation
import Kernel
import Store
import Web

extension Command {
    static let check = Command(
        name: "check",
        usage: "check [--services DIR] [--city DIR] [--json]   reads all folders and reports every mistake with file and line"
    ) {
        options in
        var errors = 0
        for city in options.cities {
            let check = FolderCheck(services: options.services, city: city)
            errors += check.errors
            if options.json {
                say(
                    JSON.object([
                        "findings": try JSON(encoding: check.findings), "services": JSON.number(Decimal128(check.services)),
                        "examples": JSON.number(Decimal128(check.examples)), "errors": JSON.number(Decimal128(check.errors)),
                    ]).description)
            } else {
                for line in check.lines { say(line) }
            }
        }
        return errors == 0 ? 0 : 1
    }

    static let routes = Command(name: "routes", usage: "routes   lists every URL: METHOD path  action  who may  file:line") {
        options in
        let app = try WebApp(sites: [], components: components + [Demo.component])
        for route in app.routes.sorted(by: { ($0.path, $0.method.rawValue) < ($1.path, $1.method.rawValue) }) {
            say(route.listing)
        }
        return 0
    }

    static let migrate = Command(name: "migrate", usage: "migrate [--city DIR]…   brings the databases to this program's schema")
    { options in
        for path in options.cities {
            let name = URL(fileURLWithPath: path).lastPathComponent
            let store = try Store(database: Options.database(for: name), components: components.map(\.store))
            let applied = try await store.migrate()
            say("\(name): \(applied.isEmpty ? "nothing to do" : applied.joined(separator: ", "))")
            await store.close()
        }
        return 0
    }
}
