public import Folders
import Kernel
import Organisation
import Store
public import Web

/// Versions of the services: what lies in the folders, what is offered from which day, and what a version changes.
enum VersionPages {
    struct Known: Codable, Sendable {
        let hash: String
        let slug: String
        let version: String
        let at: Instant
    }

    struct State: Codable, Sendable {
        let readAt: Instant?
        let findings: [Finding]
    }

    static func list(_ request: Request) async throws -> Response {
        let (state, known, waiting) = try await request.read { reader in
            (
                try reader.first(State.self, "SELECT read_at, findings FROM catalogue_state WHERE id = 'catalogue'"),
                try reader.all(Known.self, "SELECT hash, slug, version, at FROM catalogue_versions ORDER BY slug, at DESC"),
                try reader.all(Release.self, "SELECT * FROM catalogue_releases WHERE decided_at IS NULL ORDER BY id")
            )
        }
        let shelf = try request.store.part(CatalogueShelf.self)
        let slugs = Set(known.map(\.slug)).sorted()
        return request.page(request.say("catalogue.versions.title"), layout: PageLayout(isWide: true)) { html in
            html.p(html.say("catalogue.versions.lead"), .class("lead"))
            if request.caller.may(ReadFolders.name) {
                html.form("/catalogue/versions/reading", action: ReadFolders.name) { html in
                    html.submit(html.say("catalogue.versions.read"), style: .secondary)
                }
            }
            reading(state, &html)
            let columns = ["service", "offered", "kept", "waiting"].map {
                Column(html.say("catalogue.versions.column.\($0)"), header: $0 == "service")
            }
            html.table(html.say("catalogue.versions.title"), columns: columns, items: slugs, hidesCaption: true) { slug, cells in
                let offered = shelf.offered(slug, on: request.now.date())
                cells.link(offered?.title(request.language) ?? slug, "/catalogue/versions/\(Address.encode(slug))")
                cells.cell(
                    offered.map { "\($0.folder.about.version) (\($0.hash.hex.prefix(8)))" }
                        ?? request.say("catalogue.versions.none"))
                cells.cell(String(known.count { $0.slug == slug }))
                cells.cell(String(waiting.count { $0.slug == slug }))
            }
        }
    }

    private static func reading(_ state: State?, _ html: inout HTML) {
        guard let state, let at = state.readAt else { return }
        html.p(html.say("catalogue.versions.read-at", ["moment": Written.moment(at, html.language)]), .class("hint"))
        guard !state.findings.isEmpty else { return html.alert(.success, html.say("catalogue.versions.sound")) }
        html.alert(.error, title: html.say("catalogue.versions.findings")) { html in
            html.ul { html in
                for finding in state.findings {
                    html.li { html in
                        html.code("\(finding.path):\(finding.line)")
                        html.text(" \(finding.text)")
                    }
                }
            }
        }
    }

    static func read(_ request: Request) async throws -> Response {
        try await Catalogue.readFolders(request.store, as: request.caller)
        return .redirect("/catalogue/versions")
    }

    static func show(_ request: Request) async throws -> Response { try await page(request) }

    private static func page(_ request: Request, problems: [String: String] = [:]) async throws -> Response {
        let slug = request.parameter("slug")
        let use = try? request.store.part(VersionUse.self)
        let (known, releases, names, cases) = try await request.read { reader in
            (
                try reader.all(
                    Known.self, "SELECT hash, slug, version, at FROM catalogue_versions WHERE slug = \(slug) ORDER BY at DESC"),
                try reader.releases(of: slug), try StaffNamesOfDay(reader), try use?.count(slug, reader) ?? [:]
            )
        }
        guard !known.isEmpty else { throw CatalogueFault.versionUnknown }
        let offered = try request.store.part(CatalogueShelf.self).offered(slug, on: request.now.date())
        let title = offered?.title(request.language) ?? slug
        let layout = PageLayout(
            breadcrumb: [Crumb(request.say("catalogue.versions.title"), "/catalogue/versions")], isWide: true,
            windowTitle: problems.isEmpty ? nil : "\(request.say("web.error.prefix")) \(title)")
        return request.page(title, status: problems.isEmpty ? 200 : 422, layout: layout) { html in
            html.errorSummary(problems.sorted { $0.key < $1.key }.map { ErrorLine($0.key, $0.value) })
            let columns = ["version", "hash", "since", "state", "cases"].map {
                Column(html.say("catalogue.versions.column.\($0)"), number: $0 == "cases", header: $0 == "version")
            }
            html.table(html.say("catalogue.versions.kept"), columns: columns, items: known) { version, cells in
                cells.link(version.version, "/catalogue/versions/\(Address.encode(slug))/\(version.hash)")
                cells.cell(String(version.hash.prefix(12)))
                cells.cell(Written.moment(version.at, request.language))
                cells.cell(version.hash == offered?.hash.hex ? request.say("catalogue.versions.offered-now") : "")
                let count = cases[version.hash] ?? 0
                if count > 0, let use, request.caller.may("procedures.read") {
                    cells.link(String(count), use.address(slug, version.hash))
                } else {
                    cells.cell(String(count))
                }
            }
            html.p(html.say("catalogue.versions.cases-hint"), .class("hint"))
            ReleaseView.list(releases, names, request, &html)
            if request.caller.may(ProposeRelease.name) {
                proposal(known, problems, request, &html)
            }
        }
    }

    private static func proposal(_ known: [Known], _ problems: [String: String], _ request: Request, _ html: inout HTML) {
        html.h2(html.say("catalogue.release.propose"))
        html.form("/catalogue/versions/\(Address.encode(request.parameter("slug")))/releases", action: ProposeRelease.name) {
            html in
            html.selectField(
                "version", FieldText(html.say("catalogue.versions.column.version")),
                choices: known.map {
                    Choice($0.hash, "\($0.version) (\($0.hash.prefix(8)), \(Written.date($0.at.date(), html.language)))")
                }
                    + [Choice("none", html.say("catalogue.release.none"))])
            html.dateField(
                "since", FieldText(html.say("catalogue.change.since"), error: problems["since"]),
                value: request.now.date().description)
            html.textField("reason", FieldText(html.say("catalogue.change.reason"), error: problems["reason"]))
            html.submit(html.say("catalogue.release.button"))
        }
    }

    static func propose(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let slug = request.parameter("slug")
        var problems: [String: String] = [:]
        if form.date("since") == nil { problems["since"] = request.say("catalogue.change.since.missing") }
        if form.text("reason").isEmpty { problems["reason"] = request.say("faults.catalogue.reason-missing") }
        guard problems.isEmpty, let since = form.date("since") else { return try await page(request, problems: problems) }
        let version = form.text("version")
        do {
            _ = try await request.perform(
                ProposeRelease(slug: slug, hash: version == "none" ? nil : version, since: since, reason: form.text("reason")))
        } catch let fault as CatalogueFault where fault == .past {
            return try await page(request, problems: ["since": request.say("faults." + fault.code)])
        }
        return .redirect("/catalogue/versions/\(Address.encode(slug))")
    }

    static func decide(_ request: Request) async throws -> Response {
        guard let id = ID<Release>(checking: request.parameter("id")) else { throw CatalogueFault.decided }
        let confirms = try await request.form().text("decision") == "confirm"
        try await request.perform(DecideRelease(release: id, confirms: confirms))
        try await Catalogue.refresh(request.store)
        let slug = try await request.read { try $0.value(String.self, "SELECT slug FROM catalogue_releases WHERE id = \(id)") }
        return .redirect("/catalogue/versions/\(Address.encode(slug ?? ""))")
    }

    /// What a version changes against the one that is offered today, and how its examples fare.
    static func preview(_ request: Request) async throws -> Response {
        let (slug, hash) = (request.parameter("slug"), request.parameter("hash"))
        let shelf = try request.store.part(CatalogueShelf.self)
        let service = try await request.read { reader -> Service in
            guard try reader.value(String.self, "SELECT slug FROM catalogue_versions WHERE hash = \(hash)") == slug else {
                throw CatalogueFault.versionUnknown
            }
            return try shelf.pinned(hash, in: reader)
        }
        let offered = shelf.offered(slug, on: request.now.date())
        let difference = VersionDifference(from: offered?.folder, to: service.folder)
        var outcomes: [VersionTrial.Outcome]?
        if request.query("examples") != nil, let trial = try? request.store.part(VersionTrial.self) {
            try request.limit("catalogue.trial", RateLimit(6, per: 60))
            outcomes = try await trial.play(try request.store.part(City.self), service, nil)
        }
        let layout = PageLayout(
            breadcrumb: [
                Crumb(request.say("catalogue.versions.title"), "/catalogue/versions"),
                Crumb(service.title(request.language), "/catalogue/versions/\(Address.encode(slug))"),
            ], isWide: true)
        return request.page(
            request.say("catalogue.preview.title", ["version": service.folder.about.version]), layout: layout
        ) { html in
            html.p(
                offered.map {
                    html.say("catalogue.preview.against", ["version": "\($0.folder.about.version) (\($0.hash.hex.prefix(8)))"])
                }
                    ?? html.say("catalogue.preview.first"))
            examples(outcomes, request, &html)
            if difference.lines.isEmpty { html.p(html.say("catalogue.preview.same")) }
            for part in VersionDifference.Part.allCases { DifferenceView.write(difference.lines(part), part, &html) }
        }
    }

    private static func examples(_ outcomes: [VersionTrial.Outcome]?, _ request: Request, _ html: inout HTML) {
        html.h2(html.say("catalogue.preview.examples"))
        guard let outcomes else {
            return html.p { html in
                html.a(html.say("catalogue.preview.play"), .href(request.address(with: ["examples": "1"])))
            }
        }
        html.ul { html in
            for outcome in outcomes {
                html.li { html in
                    html.badge(
                        html.say(outcome.differences.isEmpty ? "catalogue.preview.fine" : "catalogue.preview.differs"),
                        outcome.differences.isEmpty ? .success : .error)
                    html.text(" \(outcome.title)")
                    if !outcome.differences.isEmpty {
                        html.ul { html in for line in outcome.differences { html.li(line) } }
                    }
                }
            }
        }
    }
}

/// Lists of what differs.
public enum DifferenceView {
    /// One part of a difference with its heading; nothing where nothing differs.
    public static func write(_ lines: [VersionDifference.Line], _ part: VersionDifference.Part, _ html: inout HTML) {
        guard !lines.isEmpty else { return }
        html.h2(html.say("catalogue.preview.part.\(part.rawValue)"))
        let columns = ["name", "kind", "before", "after"].map {
            Column(html.say("catalogue.preview.column.\($0)"), header: $0 == "name")
        }
        html.table(html.say("catalogue.preview.part.\(part.rawValue)"), columns: columns, items: lines, hidesCaption: true) {
            line, cells in
            cells.cell(line.name)
            cells.cell { html in
                html.badge(
                    html.say("catalogue.preview.kind.\(line.kind.rawValue)"),
                    line.kind == .added ? .success : line.kind == .removed ? .error : .warning)
            }
            cells.cell(line.before ?? "")
            cells.cell(line.after ?? "")
        }
    }
}

/// Releases with their state, and the buttons for the second person.
enum ReleaseView {
    static func list(_ releases: [Release], _ names: StaffNamesOfDay, _ request: Request, _ html: inout HTML) {
        html.h2(html.say("catalogue.release.title"))
        if releases.isEmpty { html.p(html.say("catalogue.release.folder")) }
        for release in releases {
            html.section(.class("panel"), .aria("label", html.say("catalogue.release.title"))) { html in
                html.p { html in
                    html.strong(
                        release.hash.map { html.say("catalogue.release.version", ["hash": String($0.prefix(12))]) }
                            ?? html.say("catalogue.release.none"))
                    html.text(" ")
                    html.badge(
                        html.say("catalogue.decision.\(release.decision ?? "open")"),
                        release.decision == "confirmed" ? .success : release.decision == nil ? .warning : nil)
                }
                html.summaryList([
                    SummaryRow(html.say("catalogue.change.since"), Written.date(release.since, html.language)),
                    SummaryRow(html.say("catalogue.change.reason"), release.reason),
                    SummaryRow(
                        html.say("catalogue.change.proposed"),
                        "\(names.of(release.proposedBy)), \(Written.moment(release.proposedAt, html.language))"),
                    SummaryRow(
                        html.say("catalogue.change.decided"),
                        release.decidedBy.map {
                            "\(names.of($0)), \(Written.moment(release.decidedAt ?? release.proposedAt, html.language))"
                        } ?? "–"),
                ])
                if release.decidedAt == nil, request.caller.may(DecideRelease.name) {
                    Decision.form(
                        "/catalogue/releases/\(release.id)/decision", DecideRelease.name,
                        isOwn: release.proposedBy == request.caller.label,
                        &html)
                }
            }
        }
    }
}

/// The form of a second person.
enum Decision {
    static func form(_ address: String, _ action: String, isOwn: Bool, _ html: inout HTML) {
        html.form(address, action: action) { html in
            if isOwn {
                html.p(html.say("catalogue.decision.own"))
            } else {
                html.submit(html.say("catalogue.decision.confirm"), name: "decision", value: "confirm")
            }
            html.submit(
                html.say(isOwn ? "catalogue.decision.withdraw" : "catalogue.decision.refuse"), style: .secondary,
                name: "decision",
                value: "refuse")
        }
    }
}

/// Names of the staff for labels such as `staff:…`.
struct StaffNamesOfDay: Sendable {
    private let people: [String: String]

    init(_ reader: Reader) throws { people = try Organisation.snapshot(in: reader).people.mapValues(\.name) }

    func of(_ label: String) -> String {
        label.hasPrefix("staff:") ? people[String(label.dropFirst(6))] ?? label : label
    }
}
