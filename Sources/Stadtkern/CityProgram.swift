import Accounts
import Applications
import Catalogue
import Delivery
import Documents
import Folders
import Forms
import Foundation
import Identity
import Kernel
import Notices
import Operation
import Organisation
import Procedures
import Store
import Web

/// One city as this process serves it: its folder, its database, its documents, its services.
struct CityProgram: Sendable {
    let city: City
    let store: Store
    let services: [Service]

    /// Folders that cannot be served, with everything that is wrong in them.
    struct BrokenFolders: Error, CustomStringConvertible {
        let findings: [Finding]
        var description: String { findings.map(\.description).joined(separator: "\n") }
    }

    /// Reads the folders; throws with every mistake at once.
    static func folders(city path: String, services directory: String) throws -> (City, [Service]) {
        let (city, found) = City.load(path)
        var findings = found
        var services: [Service] = []
        for path in FolderCheck.services(in: directory) {
            let (folder, found) = ServiceFolder.load(path)
            findings += found
            if let folder { services.append(Service(folder)) }
        }
        let errors = findings.filter { !$0.isWarning }
        guard let city, errors.isEmpty else { throw BrokenFolders(findings: errors) }
        let offered = Set(city.services)
        return (city, services.filter { offered.contains($0.slug) })
    }

    /// Opens the city's database and fills the parts that its components look for. Does not migrate.
    ///
    /// - Parameter clock: the clock by which a city goes, once its folder is read.
    static func open(
        city path: String, services directory: String, database: String, documents: String, clock: (City) -> any Clock,
        secret: SecretKey? = nil
    ) throws -> CityProgram {
        let (city, services) = try folders(city: path, services: directory)
        let store = try Store(database: database, components: components.map(\.store), clock: clock(city))
        store.parts.set(city)
        store.parts.set(CatalogueShelf(services) { files in ServiceFolder.open(kept: files) })
        store.parts.set(try DocumentStore(directory: documents))
        store.parts.set(
            try secret ?? SecretKey.load(environment: ProcessInfo.processInfo.environment, file: documents + "/secret.key"))
        store.parts.set(StaffNames { id, reader in try Organisation.name(of: id, in: reader) })
        store.parts.set(Colleagues.staff)
        store.parts.set(ServicesDirectory(directory))
        store.parts.set(VersionTrial.simulation)
        store.parts.set(VersionUse.procedures)
        store.parts.set(identity(city))
        store.parts.set(AnswerSources.known)
        store.parts.set(RemainingCases.known)
        store.parts.set(Applications.representedLooks)
        try mail(city, store)
        return CityProgram(city: city, store: store, services: services)
    }

    /// How people sign in to this city.
    static func identity(_ city: City) -> IdentitySettings {
        IdentitySettings(
            staffHome: "/procedures/inbox", issuer: city.fullName.de,
            staffSecondFactor: city.staffSecondFactor == .required ? .required : .optional)
    }

    /// Who sends mail, and to whom; without a server nobody does, and the mailbox is enough.
    private static func mail(_ city: City, _ store: Store) throws {
        let environment = ProcessInfo.processInfo.environment
        store.parts.set(
            AccountContacts { account, reader in
                try Credential.own(Caller(.account(account)), in: reader).map {
                    AccountContacts.Contact(email: $0.email, language: $0.language)
                }
            })
        store.parts.set(PublicOrigin(try Outside(environment: environment).origin(of: city) ?? "http://localhost:8080"))
        if let settings = try MailSettings(environment: environment, from: city.mail.from, name: city.mail.name) {
            let mailer: any Mailer = SMTPMailer(settings, clock: store.clock)
            // Without the cast the type of the value inside would name the part.
            store.parts.set(mailer as any Mailer)
            store.parts.set(settings)
            store.parts.set(FixedMail(settings))
        }
    }

    /// Migrates, keeps the services' versions, and enters what the city's folder says.
    func prepare() async throws {
        _ = try await store.migrate()
        for service in services { try await store.perform(KeepVersion(service), as: .system("start")) }
        try await Organisation.load(city, into: store)
        try await refresh()
        try await Identity.start(store)
    }

    /// Brings what this process holds in memory to what the database says.
    func refresh() async throws {
        try await Catalogue.refresh(store)
        try await Operation.refresh(store)
    }

    /// Learns, once a second, what other processes of this city have changed: what was released, edited, or set up.
    func follow() async {
        var wasFine = true
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            do {
                try await refresh()
                wasFine = true
            } catch {
                // The database is away, or was: said once, and looked at again in a second.
                if wasFine, !Task.isCancelled { Log.warning("serve.refresh", ["reason": .string("\(error)")]) }
                wasFine = false
            }
        }
    }

    /// Why the city cannot be served at this moment, in a word; nil where it can. `/health/ready` says it, and the page of the state.
    func unready() async -> String? {
        do { _ = try await store.read { try $0.value(Int.self, "SELECT 1") } } catch { return "database" }
        guard let documents = try? store.part(DocumentStore.self), documents.takes else { return "documents" }
        return nil
    }

    /// The city as the web sees it.
    func site(isDemo: Bool, outside: Outside) throws -> Site {
        let links = ["imprint", "privacy", "accessibility", "help"].map { page in
            SiteLink(
                LocalText(
                    de: Texts.shared("stadtkern.footer.\(page)", .de), en: Texts.shared("stadtkern.footer.\(page)", .en),
                    ls: Texts.shared("stadtkern.footer.\(page)", .ls)), "/catalogue/pages/\(page)")
        }
        return Site(
            id: city.key, hosts: Set(city.hosts), name: city.fullName,
            service: LocalText(
                de: Texts.shared("stadtkern.portal", .de), en: Texts.shared("stadtkern.portal", .en),
                ls: Texts.shared("stadtkern.portal", .ls)),
            footer: links, isSecure: try outside.isSecure(city), origin: try outside.origin(of: city),
            notice: isDemo
                ? LocalText(
                    de: Texts.shared("stadtkern.demo", .de), en: Texts.shared("stadtkern.demo", .en),
                    ls: Texts.shared("stadtkern.demo", .ls)) : nil,
            store: store)
    }
}
