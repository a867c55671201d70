import Folders
import Applications
import Delivery
import Foundation
import Identity
import Kernel
import Operation
import Procedures
import Organisation
import Store
import Web

extension Command {
    /// Serves one or several cities until it is told to stop.
    static let serve = Command(
        name: "serve",
        usage:
            "serve [--city DIR]… --documents DIR --port N [--admin-port N] [--tls-proxy ADDRESS]… [--demo] [--demo-file FILE]   serves the portal and the workbench"
    ) { options in
        let isDemo = options.flag("demo")
        let clocks = try ServeClocks(isDemo: isDemo, environment: ProcessInfo.processInfo.environment)
        let documents = options.one("documents") ?? "documents"
        if options.cities.count > 1, !Options.database(for: "{city}").contains("{city}") || !documents.contains("{city}") {
            throw UsageError("with several cities, the database and --documents need {city}")
        }
        try Outside(environment: ProcessInfo.processInfo.environment, proxies: options.all("tls-proxy"))
            .check(cities: options.cities.count)
        var programs: [CityProgram] = []
        for path in options.cities {
            let name = URL(fileURLWithPath: path).lastPathComponent
            let program = try CityProgram.open(
                city: path, services: options.services, database: Options.database(for: name),
                documents: documents.replacingOccurrences(of: "{city}", with: name), clock: clocks.clock(of:))
            if !isDemo, !program.city.demoValues.isEmpty {
                throw UsageError(
                    "\(name) has demo values (\(program.city.demoValues.joined(separator: ", "))): serve it with --demo")
            }
            try stand(in: program, options, isDemo: isDemo)
            try await program.prepare()
            programs.append(program)
        }
        for (program, path) in zip(programs, options.cities) { try look(at: program, path, options, isDemo: isDemo) }
        if isDemo {
            let file = options.one("demo-file") ?? "demo.json"
            try await Demo.settle(programs, file: file, present: clocks.present)
        }
        try await run(programs, options, isDemo: isDemo)
        return 0
    }

    private static func run(_ programs: [CityProgram], _ options: Options, isDemo: Bool) async throws {
        let outside = try Outside(environment: ProcessInfo.processInfo.environment, proxies: options.all("tls-proxy"))
        var all = components
        if isDemo { all.append(Demo.component) }
        let app = try WebApp(
            sites: try programs.map { try $0.site(isDemo: isDemo, outside: outside) }, components: all,
            settings: try settings(programs, outside),
            isReady: {
                for program in programs { if let reason = await program.unready() { return reason } }
                return nil
            },
            identify: { request in
                // Whoever has entered the code of an application sees it on every page, also those of other components.
                var session = try await CallerResolver.session(for: request)
                if session.caller.staff == nil {
                    session.caller.grants.formUnion(try await Admission.grants(of: request, in: session))
                } else {
                    // What another office has shared for as long as it asks for an opinion.
                    let caller = session.caller
                    session.caller.grants.formUnion(
                        try await request.read { try ConsultationGrants.grants(of: caller, in: $0) })
                }
                return session
            })
        app.metrics.add {
            programs.flatMap { program in
                program.store.counts().map {
                    Metrics.Sample("stadtkern_events_total", ["city": program.city.key, "what": $0.key], Double($0.value))
                }
            }
        }
        let port = try options.number("port", 8080)
        let server = WebServer(
            app, host: options.one("host") ?? "127.0.0.1", port: port,
            adminPort: try options.one("admin-port").map { _ in try options.number("admin-port", 0) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            for program in programs {
                group.addTask { await program.store.runJobs() }
                group.addTask { await program.follow() }
            }
            try await server.run { port in announce("http://localhost:\(port)") }
            group.cancelAll()
        }
        for program in programs { await program.store.close() }
    }

    /// What a city gets that nobody set up: links that lead to this machine, and in a demo a folder that takes the mails.
    private static func stand(in program: CityProgram, _ options: Options, isDemo: Bool) throws {
        let (city, store) = (program.city, program.store)
        if try Outside(environment: ProcessInfo.processInfo.environment).origin(of: city) == nil {
            store.parts.set(PublicOrigin("http://localhost:\(try options.number("port", 8080))"))
        }
        guard isDemo, (try? store.part((any Mailer).self)) == nil else { return }
        let folder = URL(fileURLWithPath: options.one("demo-file") ?? "demo.json").deletingLastPathComponent()
            .appendingPathComponent("mail/\(city.key)").path
        let mailer = try FolderMailer(directory: folder, from: city.mail.from, name: city.mail.name, clock: store.clock)
        store.parts.set(mailer as any Mailer)
        store.parts.set(mailer.settings)
    }

    /// What the page of the state shows of machine and surroundings.
    private static func look(at program: CityProgram, _ path: String, _ options: Options, isDemo: Bool) throws {
        let outside = try Outside(environment: ProcessInfo.processInfo.environment, proxies: options.all("tls-proxy"))
        let doctor = Doctor(options, environment: ProcessInfo.processInfo.environment, cities: [path])
        program.store.parts.set(
            HouseDoctor { [city = program.city] in
                doctor.machineFindings(of: city, through: outside).map { HouseDoctor.Finding($0.what, $0.mend) }
            })
        program.store.parts.set(
            HouseOutside(
                origin: try outside.origin(of: program.city), isSecure: try outside.isSecure(program.city),
                proxies: outside.listed, documents: doctor.documents(of: path), isDemo: isDemo, started: Instant.now,
                isReady: { await program.unready() }))
    }

    private static func settings(_ programs: [CityProgram], _ outside: Outside) throws -> WebSettings {
        var settings = WebSettings(proxies: outside.proxies)
        if let key = try programs.first?.store.part(SecretKey.self) { settings.key = key.derived(for: "web") }
        settings.signIn = [.portal: "/identity/sign-in", .workbench: "/identity/sign-in"]
        settings.account = [.portal: "/accounts/profile", .workbench: "/organisation"]
        settings.signOut = "/identity/sign-out"
        settings.logsRequests = ProcessInfo.processInfo.environment["STADTKERN_LOG_REQUESTS"] != "0"
        return settings
    }
}

/// The clocks of this process: the machine's, or those that start where `STADTKERN_CLOCK` says and can be moved in a demo. In a
/// demo every city has its own, because each tells its own story.
struct ServeClocks: Sendable {
    /// The moment from which the clocks run.
    let present: Instant
    private let isDemo: Bool
    private let isMoved: Bool

    init(isDemo: Bool, environment: [String: String]) throws {
        self.isDemo = isDemo
        guard let text = environment["STADTKERN_CLOCK"], !text.isEmpty else {
            (present, isMoved) = (Instant.now, false)
            return
        }
        guard let instant = Instant(text) else {
            throw UsageError("STADTKERN_CLOCK is an ISO instant such as 2026-11-23T09:00:00Z")
        }
        (present, isMoved) = (instant, true)
    }

    /// The clock of a city. A demo's stands at the beginning of the first day of its story until the story is told; it is moved on to
    /// the present before anybody is served.
    func clock(of city: City) -> any Clock {
        guard isDemo else {
            if isMoved { return SimulatedClock(start: present, frozen: false) }
            return SystemClock()
        }
        let begins = (city.story?.begins.instant(after: present)).map { Instant(startOf: $0.date()) }
        return SimulatedClock(start: min(present, begins ?? present), frozen: true)
    }
}
