import Web
import Documents
import Foundation
import Kernel
import Operation
import Store

extension Command {
    /// Opens a city's database and documents as they are, without changing anything.
    private static func open(_ path: String, _ options: Options) throws -> (name: String, store: Store, documents: String) {
        let name = URL(fileURLWithPath: path).lastPathComponent
        let documents = (options.one("documents") ?? "documents").replacingOccurrences(of: "{city}", with: name)
        let store = try Store(database: Options.database(for: name), components: components.map(\.store))
        store.parts.set(try DocumentStore(directory: documents))
        return (name, store, documents)
    }

    /// Leaves word in the database for the page of the state; a database that does not take it is no reason to fail.
    private static func note(_ check: NoteCheck, in store: Store) async {
        do { try await store.perform(check, as: .system("operator")) } catch {
            complain("it could not be noted in the database: \(error)")
        }
    }

    static let verify = Command(
        name: "verify",
        usage: "verify [--city DIR]… --documents DIR   checks the audit chain and every document; a line per finding"
    ) { options in
        var findings: [String] = []
        for path in options.cities {
            let (_, store, _) = try open(path, options)
            // What was committed a moment ago is sealed first, so that the whole chain is looked at.
            try await store.sealAudit()
            let found = try await store.read { try AuditLog.verify(in: $0) } + store.verifyDocuments()
            findings += found
            await note(NoteCheck(.verify, findings: found.count), in: store)
            await store.close()
        }
        if options.json {
            say(JSON.object(["findings": .array(findings.map { .string($0) })]).description)
        } else {
            for finding in findings { say(finding) }
            say("\(findings.count) findings")
        }
        return findings.isEmpty ? 0 : 1
    }

    static let backup = Command(
        name: "backup",
        usage: "backup --city DIR --documents DIR --out DIR   copies database and documents while the city is served"
    ) { options in
        let out = try options.need("out")
        guard !FileManager.default.fileExists(atPath: out) else { throw UsageError("\(out) exists already") }
        let (name, store, documents) = try open(options.cities[0], options)
        try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
        // The database first: every document that it names lies there already, since contents are written before their rows.
        try await Backup.copy(database: Options.database(for: name), to: out)
        try Backup.copy(documents: documents, to: out + "/documents")
        await note(NoteCheck(.backup, findings: 0, place: out), in: store)
        await store.close()
        say("\(name): \(out)")
        return 0
    }

    static let restore = Command(
        name: "restore",
        usage: "restore --city DIR --documents DIR --from DIR   brings a backup back into an empty database and folder"
    ) { options in
        let from = try options.need("from")
        let name = URL(fileURLWithPath: options.cities[0]).lastPathComponent
        let documents = (options.one("documents") ?? "documents").replacingOccurrences(of: "{city}", with: name)
        let present = (try? FileManager.default.contentsOfDirectory(atPath: documents)) ?? []
        guard present.isEmpty else { throw UsageError("\(documents) is not empty") }
        try await Backup.restore(database: Options.database(for: name), from: from)
        try Backup.copy(documents: from + "/documents", to: documents)
        say("\(name): restored from \(from)")
        if !FileManager.default.fileExists(atPath: documents + "/secret.key"),
            (ProcessInfo.processInfo.environment["STADTKERN_SECRET_KEY"] ?? "").isEmpty
        {
            say(
                "\(name): the city's key is not part of a backup: set STADTKERN_SECRET_KEY, or put secret.key into \(documents) (chmod 600), before it is served"
            )
        }
        return 0
    }
}

/// Copies of a city's data by the databases' own tools.
enum Backup {
    static func copy(database: String, to folder: String) async throws {
        if database.hasPrefix("sqlite:") {
            let store = try Store(database: database, components: [])
            try await store.copy(toSQLiteFile: folder + "/database.sqlite")
            await store.close()
        } else {
            try PostgresTool(database).run("pg_dump", ["--format=custom", "--no-owner", "--file=\(folder)/database.dump"])
        }
    }

    static func restore(database: String, from folder: String) async throws {
        if database.hasPrefix("sqlite:") {
            let file = String(database.dropFirst(7))
            guard !FileManager.default.fileExists(atPath: file) else { throw UsageError("\(file) exists already") }
            try FileManager.default.copyItem(atPath: folder + "/database.sqlite", toPath: file)
        } else {
            let store = try Store(database: database, components: [], connections: 1)
            let isUsed = try await store.hasTables()
            await store.close()
            guard !isUsed else { throw UsageError("the database is not empty") }
            try PostgresTool(database).run("pg_restore", ["--no-owner", "--exit-on-error", "\(folder)/database.dump"])
        }
    }

    /// Contents of documents never change, so what is there already needs no second copy.
    static func copy(documents: String, to folder: String) throws {
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard let walk = files.enumerator(atPath: documents) else { return }
        for case let path as String in walk
        where !path.hasPrefix("incoming") && !path.hasPrefix("disclosures") && path != "secret.key" {
            var isDirectory: ObjCBool = false
            guard files.fileExists(atPath: "\(documents)/\(path)", isDirectory: &isDirectory) else { continue }
            if isDirectory.boolValue {
                try files.createDirectory(atPath: "\(folder)/\(path)", withIntermediateDirectories: true)
            } else if !files.fileExists(atPath: "\(folder)/\(path)") {
                try files.copyItem(atPath: "\(documents)/\(path)", toPath: "\(folder)/\(path)")
            }
        }
    }
}
