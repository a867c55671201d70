import Web
import Foundation
import Identity
import Kernel
import Organisation
import Store

extension Command {
    static let staff = Command(
        name: "staff",
        usage:
            "staff add --city DIR --documents DIR --name \"GIVEN FAMILY\" --email ADDRESS --post POST   adds a person; the password is asked for on standard input"
    ) { options in
        guard options.rest.first == "add" else { throw UsageError("the only way is staff add") }
        let (name, email, post) = (try options.need("name"), try options.need("email"), try options.need("post"))
        let folder = URL(fileURLWithPath: options.cities[0]).lastPathComponent
        let documents = (options.one("documents") ?? "documents").replacingOccurrences(of: "{city}", with: folder)
        let program = try CityProgram.open(
            city: options.cities[0], services: options.services, database: Options.database(for: folder), documents: documents,
            clock: SystemClock())
        try await program.prepare()
        guard let password = readLine(strippingNewline: true), !password.isEmpty else {
            throw UsageError("no password on standard input")
        }
        let words = name.split(separator: " ")
        let hash = try await Identity.hash(password, about: [email, name], in: program.store)
        let id = try await program.store.perform(
            AddPerson(
                givenName: words.dropLast().joined(separator: " "), familyName: words.last.map(String.init) ?? name, email: email,
                password: hash),
            as: .system("staff add"))
        _ = try await program.store.perform(
            AssignPost(person: id, post: post, since: program.store.clock.now().date()), as: .system("staff add"))
        await program.store.close()
        say("\(email) holds \(post); one-time codes are set up after the first sign-in")
        return 0
    }

    static let doctor = Command(
        name: "doctor",
        usage: "doctor [--city DIR] [--documents DIR] [--json]   what is missing on this machine, and how to mend it"
    ) {
        options in
        var findings: [(what: String, mend: String)] = []
        for path in options.cities {
            let name = URL(fileURLWithPath: path).lastPathComponent
            do { _ = try CityProgram.folders(city: path, services: options.services) } catch {
                findings.append(("the folders of \(name) have mistakes", "stadtkern check --city \(path)"))
            }
            findings += await database(name)
        }
        for font in ["/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"] where !FileManager.default.fileExists(atPath: font) {
            findings.append(("the font \(font) is missing: notices cannot be set", "apt-get install fonts-dejavu"))
        }
        if TimeZone(identifier: "Europe/Berlin") == nil {
            findings.append(("the time zones are missing", "apt-get install tzdata"))
        }
        if (ProcessInfo.processInfo.environment["STADTKERN_SMTP"] ?? "").isEmpty {
            findings.append(("no mail server: hints about new messages are not sent", "set STADTKERN_SMTP=smtp://host:25"))
        }
        if options.json {
            say(JSON.array(findings.map { ["finding": .string($0.what), "mend": .string($0.mend)] }).description)
        } else {
            for finding in findings { say("\(finding.what)\n    \(finding.mend)") }
            say(findings.isEmpty ? "all is well" : "\(findings.count) findings")
        }
        return findings.isEmpty ? 0 : 1
    }

    private static func database(_ name: String) async -> [(what: String, mend: String)] {
        do {
            let store = try Store(database: Options.database(for: name), components: components.map(\.store), connections: 1)
            let durability = try await store.durability()
            let isMigrated = try await store.hasTables()
            await store.close()
            complain("\(name): durability as read back: \(durability)")
            let isDurable = durability == "wal/2" || durability == "on"
            return (isDurable ? [] : [("the database may lose the last changes (\(durability))", "turn synchronous_commit on")])
                + (isMigrated ? [] : [("the database of \(name) is empty", "stadtkern migrate, or serve")])
        } catch {
            return [("the database of \(name) does not answer: \(error)", "start it, or set STADTKERN_DATABASE")]
        }
    }
}
