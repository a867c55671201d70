import Glibc
public import Kernel
public import Store

/// How the city's house stands at a moment, as far as the program can see it. For the page and for `doctor`.
public struct HouseState: Sendable {
    /// Something to be looked at: a code with a sentence in the texts, and its values.
    public struct Concern: Hashable, Sendable {
        public let code: String
        public let values: [String: String]
        /// Whether work stands still or data are at risk.
        public let isGrave: Bool

        /// The sentence, and what helps.
        public func sentence(_ language: Language) -> String { Texts.shared("operation.concern.\(code)", language, values) }
        public func remedy(_ language: Language) -> String { Texts.shared("operation.remedy.\(code)", language, values) }
    }

    public let dialect: Dialect
    public let databaseVersion: String
    public let databaseBytes: Int
    public let jobs: JobFigures
    public let lastBackup: HouseCheck?
    public let lastVerify: HouseCheck?
    /// The city's moment.
    public let now: Instant
    /// How far the database server's clock is ahead of this machine's, in seconds; nil for an embedded database.
    public let clockDifference: Double?
    /// Whether this process cannot use the mail server that was set up.
    public let isMailUnusable: Bool

    /// Reads what the database knows.
    public init(in reader: Reader) throws {
        dialect = reader.dialect
        databaseVersion = try reader.databaseVersion()
        databaseBytes = try reader.databaseBytes()
        jobs = try JobFigures(in: reader)
        lastBackup = try reader.lastCheck(.backup)
        lastVerify = try reader.lastCheck(.verify)
        now = reader.now
        clockDifference = try reader.databaseClock().map { $0.seconds(since: Instant.now) }
        isMailUnusable = (try? reader.part(MailKeeper.self))?.trouble != nil
    }

    /// What somebody should look at. The bounds are ours: a nightly backup may be a day and a half old, a verification a month.
    public var concerns: [Concern] {
        var found: [Concern] = []
        if let oldest = jobs.oldest, now.seconds(since: oldest) > 600 {
            found.append(
                Concern(code: "jobs-wait", values: ["minutes": String(Int(now.seconds(since: oldest) / 60))], isGrave: true))
        }
        if jobs.incidents > 0 {
            found.append(Concern(code: "incidents", values: ["count": String(jobs.incidents)], isGrave: false))
        }
        if let lastBackup {
            let hours = Int(now.seconds(since: lastBackup.at) / 3600)
            if hours > 36 { found.append(Concern(code: "backup-old", values: ["hours": String(hours)], isGrave: true)) }
        } else {
            found.append(Concern(code: "backup-never", values: [:], isGrave: true))
        }
        if let lastVerify {
            let days = Int(now.seconds(since: lastVerify.at) / 86_400)
            if lastVerify.findings > 0 {
                found.append(Concern(code: "verify-findings", values: ["count": String(lastVerify.findings)], isGrave: true))
            } else if days > 31 {
                found.append(Concern(code: "verify-old", values: ["days": String(days)], isGrave: false))
            }
        } else {
            found.append(Concern(code: "verify-never", values: [:], isGrave: false))
        }
        if let clockDifference, abs(clockDifference) > 2 {
            found.append(Concern(code: "clock", values: ["seconds": String(Int(clockDifference.rounded()))], isGrave: true))
        }
        if isMailUnusable { found.append(Concern(code: "mail-unusable", values: [:], isGrave: true)) }
        return found
    }
}

/// Room where something lies.
struct DiskRoom: Sendable {
    let free: Int
    let all: Int

    /// Nil where the path cannot be looked at.
    init?(_ path: String) {
        var disk = statvfs()
        guard statvfs(path, &disk) == 0 else { return nil }
        free = Int(disk.f_bavail) * Int(disk.f_frsize)
        all = Int(disk.f_blocks) * Int(disk.f_frsize)
    }
}

/// What `doctor` says of the machine; a part that the executable puts in.
public struct HouseDoctor: Sendable {
    public struct Finding: Sendable {
        public let what: String
        public let mend: String
        public init(_ what: String, _ mend: String) {
            self.what = what
            self.mend = mend
        }
    }
    let findings: @Sendable () async -> [Finding]
    public init(_ findings: @escaping @Sendable () async -> [Finding]) { self.findings = findings }
}

/// What is known of the world around this process; a part that the executable puts in.
public struct HouseOutside: Sendable {
    /// `https://service.example`; nil where nobody said.
    let origin: String?
    let isSecure: Bool
    /// Addresses of proxies that are believed.
    let proxies: [String]
    /// Where documents lie.
    let documents: String
    let isDemo: Bool
    /// When this process began, by the machine's clock.
    let started: Instant
    /// What `/health/ready` says; nil where all is well.
    let isReady: @Sendable () async -> String?

    public init(
        origin: String?, isSecure: Bool, proxies: [String], documents: String, isDemo: Bool, started: Instant,
        isReady: @escaping @Sendable () async -> String?
    ) {
        self.origin = origin
        self.isSecure = isSecure
        self.proxies = proxies
        self.documents = documents
        self.isDemo = isDemo
        self.started = started
        self.isReady = isReady
    }
}
