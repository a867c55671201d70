import Delivery
import Folders
import Foundation
import Glibc
import Identity
import Kernel
import Operation
import PDF
import Store
import Web

extension Command {
    static let doctor = Command(
        name: "doctor",
        usage:
            "doctor [--city DIR]… [--documents DIR] [--demo] [--json]   what is missing on this machine, and how to mend it; --demo leaves out what only a real city needs"
    ) { options in
        let findings = await Doctor(options, environment: ProcessInfo.processInfo.environment).findings()
        if options.json {
            say(JSON.array(findings.map { ["finding": .string($0.what), "mend": .string($0.mend)] }).description)
        } else {
            for finding in findings { say("\(finding.what)\n    \(finding.mend)") }
            say(findings.isEmpty ? "all is well" : "\(findings.count) findings")
        }
        return findings.isEmpty ? 0 : 1
    }
}

/// Looks at what the program stands on.
struct Doctor {
    struct Finding: Hashable {
        let what: String
        let mend: String
        init(_ what: String, _ mend: String) {
            self.what = what
            self.mend = mend
        }
    }

    let cities: [String]
    let services: String
    /// Where documents lie; `{city}` stands for the name of a city's folder.
    let documents: String
    let isDemo: Bool
    let environment: [String: String]

    init(_ options: Options, environment: [String: String], cities: [String]? = nil) {
        self.cities = cities ?? options.cities
        services = options.services
        documents = options.one("documents") ?? "documents"
        isDemo = options.flag("demo")
        self.environment = environment
    }

    func findings() async -> [Finding] {
        var findings: [Finding] = []
        var read: [City] = []
        for path in cities {
            let name = URL(fileURLWithPath: path).lastPathComponent
            do { read.append(try CityProgram.folders(city: path, services: services).0) } catch {
                findings.append(Finding("the folders of \(name) have mistakes", "stadtkern check --city \(path)"))
            }
            findings += await database(name)
            findings += keeping(documents(of: path))
        }
        findings += Doctor.fonts(PDF.fontFiles) + machine() + mail(read) + outside(read)
        return findings
    }

    /// What concerns the machine, for a program that runs: it has opened its database and read its folders already, and knows how
    /// it is reached.
    func machineFindings(of city: City, through outside: Outside) -> [Finding] {
        cities.flatMap { keeping(documents(of: $0)) } + Doctor.fonts(PDF.fontFiles) + machine()
            + self.outside([city], through: outside)
    }

    /// Where the documents of a city lie.
    func documents(of city: String) -> String {
        documents.replacingOccurrences(of: "{city}", with: URL(fileURLWithPath: city).lastPathComponent)
    }

    /// Notices are set in these files and no others.
    static func fonts(_ files: [String]) -> [Finding] {
        let missing = files.filter { !FileManager.default.isReadableFile(atPath: $0) }
        if !missing.isEmpty {
            return [
                Finding(
                    "fonts are missing, so that no notice can be set: \(missing.joined(separator: ", "))",
                    "apt-get install fonts-dejavu-extra")
            ]
        }
        do { _ = try PDF.unknownCharacters(in: "Ä") } catch {
            return [
                Finding("the fonts do not open: \(error)", "apt-get install --reinstall fonts-dejavu-extra libpangoft2-1.0-0")
            ]
        }
        return []
    }

    private func machine() -> [Finding] {
        var findings: [Finding] = []
        if TimeZone(identifier: "Europe/Berlin") == nil {
            findings.append(Finding("the time zones are missing", "apt-get install tzdata"))
        }
        if Options.database(for: "").hasPrefix("postgres") {
            let path = (environment["PATH"] ?? "").split(separator: ":")
            for tool in ["pg_dump", "pg_restore"]
            where !path.contains(where: { FileManager.default.isExecutableFile(atPath: "\($0)/\(tool)") }) {
                findings.append(Finding("\(tool) is missing: no backup can be made", "apt-get install postgresql-client"))
            }
        }
        return findings
    }

    private func database(_ name: String) async -> [Finding] {
        let address = Options.database(for: name)
        var findings = address.hasPrefix("sqlite:") ? Doctor.databaseFile(String(address.dropFirst(7))) : []
        guard findings.isEmpty else { return findings }
        do {
            let store = try Store(database: address, components: components.map(\.store), connections: 1)
            let durability = try await store.durability()
            let isMigrated = try await store.hasTables()
            var state: HouseState?
            if isMigrated { state = try? await store.read { try HouseState(in: $0) } }
            await store.close()
            complain("\(name): durability as read back: \(durability)")
            if durability != "wal/2", durability != "on" {
                findings.append(Finding("the database may lose the last changes (\(durability))", "turn synchronous_commit on"))
            }
            if !isMigrated { findings.append(Finding("the database of \(name) is empty", "stadtkern migrate, or serve")) }
            if let state {
                findings += concerns(state, name)
            } else if isMigrated {
                findings.append(Finding("the database of \(name) is older than this program", "stadtkern migrate, or serve"))
            }
        } catch {
            findings.append(Finding("the database of \(name) does not answer: \(error)", "start it, or set STADTKERN_DATABASE"))
        }
        return findings
    }

    /// What the database tells of the house. A demo has no backups, and nobody verifies it.
    private func concerns(_ state: HouseState, _ name: String) -> [Finding] {
        complain("\(name): \(state.databaseBytes) bytes, \(state.jobs.waiting) jobs waiting, \(state.jobs.incidents) incidents")
        let left: Set<String> = isDemo ? ["backup-never", "backup-old", "verify-never", "verify-old"] : []
        return state.concerns.filter { !left.contains($0.code) }.map { Finding("\(name): \($0.sentence(.en))", $0.remedy(.en)) }
    }

    /// The database's folder takes the files that SQLite writes beside it.
    static func databaseFile(_ file: String) -> [Finding] {
        let files = FileManager.default
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
        guard files.isWritableFile(atPath: folder) else {
            return [
                Finding(
                    "\(folder), where the database lies, cannot be written", "make it, and give it to the user of the program")
            ]
        }
        guard files.fileExists(atPath: file) else { return [] }
        guard files.isWritableFile(atPath: file) else {
            return [Finding("the database \(file) cannot be written", "give it to the user of the program")]
        }
        return isOpen(file) ? [Finding("everybody on this machine can read the database \(file)", "chmod o-rwx \(file)")] : []
    }

    /// The directory of the documents and the key in it.
    func keeping(_ directory: String) -> [Finding] {
        let files = FileManager.default
        var isDirectory: ObjCBool = false
        guard files.fileExists(atPath: directory, isDirectory: &isDirectory) else {
            let above = URL(fileURLWithPath: directory).deletingLastPathComponent().path
            return files.isWritableFile(atPath: above)
                ? []
                : [
                    Finding(
                        "the documents' directory \(directory) is missing and cannot be made",
                        "name it with --documents, or make it")
                ]
        }
        guard isDirectory.boolValue, files.isWritableFile(atPath: directory) else {
            return [Finding("the documents' directory \(directory) cannot be written", "give it to the user of the program")]
        }
        var findings: [Finding] = []
        if Doctor.isOpen(directory) {
            findings.append(Finding("everybody on this machine can look into \(directory)", "chmod o-rwx \(directory)"))
        }
        var disk = statvfs()
        // Uploads are refused when 50 MB are left; a thousand megabytes are time to react.
        if statvfs(directory, &disk) == 0, UInt64(disk.f_bavail) * UInt64(disk.f_frsize) < 1_000_000_000 {
            findings.append(Finding("less than 1 GB is free where \(directory) lies", "make room"))
        }
        return findings + key(directory + "/secret.key")
    }

    private func key(_ file: String) -> [Finding] {
        let isSet = !(environment["STADTKERN_SECRET_KEY"] ?? "").isEmpty
        guard isSet || FileManager.default.fileExists(atPath: file) else { return [] }
        do { _ = try SecretKey.load(environment: environment, file: file) } catch {
            return [
                Finding(
                    "the city's key cannot be used: \(error)", "openssl rand -hex 32, for STADTKERN_SECRET_KEY; chmod 600 \(file)"
                )
            ]
        }
        return isSet || isDemo
            ? []
            : [Finding("the city's key lies in \(file), so that copies of the documents contain it", "set STADTKERN_SECRET_KEY")]
    }

    /// Whether users beside owner and group get in.
    static func isOpen(_ path: String) -> Bool {
        var state = stat()
        return stat(path, &state) == 0 && state.st_mode & 0o007 != 0
    }
}
