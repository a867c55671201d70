import Applications
import Web
import BPMN
import Catalogue
import Delivery
import Documents
import Dossiers
import FEEL
import Folders
import Foundation
import Identity
import Kernel
import Notices
import Organisation
import Procedures
import Store

/// Plays a worked example of a service through the whole program, on a database of its own and a clock that stands still
/// between the steps. What comes out is compared with what people derived by hand.
struct Simulation {
    let city: City
    let service: Service
    let example: Example
    /// Whether the application and its receipt are set as well.
    var setsPapers = false

    /// What a run gave.
    struct Result: Sendable {
        var problems: [FieldProblem] = []
        /// As the form took them: typed JSON, with null for what was hidden or not said.
        var answers: JSON = [:]
        var path: [PathStep] = []
        var decisions: [CaseDecision] = []
        var dates: [CaseDeadline] = []
        var amounts: [String: Decimal128] = [:]
        var state = ""
        var outcome: String?
        var notices: [Issued] = []
        /// Application and receipt by kind, where they are set.
        var papers: [(kind: String, bytes: [UInt8])] = []
        var filing: (position: String, title: String, documents: [String])?
        var incidents: [String] = []
        var findings: [String] = []
    }

    /// A notice that a run issued.
    struct Issued: Sendable {
        let template: String
        let reference: String
        /// In the example's language.
        let text: String
        let document: Digest?
        /// Why each sentence stands there.
        let origins: [SentenceOrigin]
    }

    /// `database` must be fresh; documents are written below `folder`.
    func run(database: String, folder: String) async throws -> Result {
        let clock = SimulatedClock(start: example.received.instant(after: Instant(microseconds: 0)), frozen: true)
        let store = try Store(database: database, components: components.map(\.store), clock: clock)
        defer { Task { await store.close() } }
        store.parts.set(city)
        store.parts.set(CatalogueShelf([service]) { ServiceFolder.open(kept: $0) })
        store.parts.set(try DocumentStore(directory: folder))
        store.parts.set(try SecretKey(Crypto.random(32)))
        store.parts.set(
            StaffNames { [city] key, _ in city.people.staff.first { $0.key == key }.map { "\($0.givenName) \($0.familyName)" } })
        _ = try await store.migrate()
        try await store.perform(KeepVersion(service), as: .system("simulate"))
        return try await SimulationRun(simulation: self, store: store, clock: clock).play()
    }
}

/// One run of an example.
private struct SimulationRun {
    let simulation: Simulation
    let store: Store
    let clock: SimulatedClock
    private var example: Example { simulation.example }
    private var owner: String? { example.account ? "applicant" : nil }

    init(simulation: Simulation, store: Store, clock: SimulatedClock) {
        self.simulation = simulation
        self.store = store
        self.clock = clock
    }

    func play() async throws -> Simulation.Result {
        var result = Simulation.Result()
        let form = simulation.service.folder.form
        var ids: [String: String] = [:]
        var facts: [String: UploadFacts] = [:]
        for path in example.files.values.flatMap({ $0 }) {
            let id = try await ActPlay.upload(path, of: simulation.service, owner: owner, session: session, in: store)
            ids[path] = id
            facts[id] = UploadFacts(
                mediaType: Example.mediaType(path), bytes: simulation.service.folder.files.contents[path]?.count ?? 0)
        }
        let answers = example.answers(form) { ids[$0] ?? $0 }
        let scope = Scope(
            typed: ["fees": simulation.city.fees(on: clock.now().date()), "city": simulation.city.context(unit: unit)],
            now: clock.now())
        let checked = form.check(answers, files: facts, in: scope)
        guard checked.isValid else {
            result.problems = checked.problems.map {
                $0.sentence(example.language, look: simulation.service.folder.texts.look(example.language))
            }
            return result
        }
        result.answers = checked.values.typedJSON
        let documents = example.files.flatMap { field, paths in paths.map { (field: field, id: ids[$0] ?? "") } }
        // An example with an account is one of somebody who has agreed to electronic delivery.
        if let owner {
            try await store.perform(
                ChooseDelivery(account: owner, isElectronic: true, language: example.language), as: .system("simulate"))
        }
        let opened = try await store.perform(
            OpenProcedure(
                slug: simulation.service.slug, answers: checked.values.typedJSON, language: example.language,
                channel: example.channel.rawValue,
                owner: owner, documents: documents, session: session, codeDigest: nil, former: example.former), as: applicant(nil)
        )
        try await document(opened)
        try await store.settle()
        for step in example.steps { try await play(step, opened.id) }
        try await read(opened.id, into: &result)
        if simulation.setsPapers {
            let names = Dictionary(ids.map { ($1, URL(fileURLWithPath: $0).lastPathComponent) }, uniquingKeysWith: { $1 })
            let began = example.received.instant(after: Instant(microseconds: 0))
            result.papers = try await store.read {
                try ApplicationPapers.render(opened.id, answers: answers, files: names, at: began, in: $0)
            }
        }
        return result
    }

    private var session: String? { owner == nil ? "simulation" : nil }
    private var unit: String { simulation.city.unit(forRole: simulation.service.folder.about.unit) ?? "" }

    private func applicant(_ procedure: ID<Procedure>?) -> Caller {
        Caller(owner.map { .account($0) } ?? .anonymous, grants: procedure.map { [$0.text] } ?? [])
    }

    /// The application as a document of the case, as the component of applications renders it.
    private func document(_ opened: OpenProcedure.Opened) async throws {
        let bytes = Array("application \(opened.reference)".utf8)
        let digest = try store.part(DocumentStore.self).put(bytes)
        _ = try await store.perform(
            AddDocument(
                digest: digest, bytes: bytes.count, mediaType: "application/pdf", fileName: opened.reference, kind: "application",
                subject: opened.id.text, owner: owner, unit: unit), as: .system("simulate"))
    }

    private func play(_ step: Example.Step, _ id: ID<Procedure>) async throws {
        switch step {
        case .clock(let moment): try await Demo.move(clock, to: moment.instant(after: clock.now()), in: store)
        case .act(let acting):
            if let at = acting.at { try await Demo.move(clock, to: at.instant(after: clock.now()), in: store) }
            try await act(acting, id)
            try await store.settle()
        }
    }

    private func act(_ acting: Example.Acting, _ id: ID<Procedure>) async throws {
        if acting.act == "withdraw" { return try await store.perform(WithdrawProcedure(procedure: id), as: applicant(id)) }
        let play = ActPlay(
            store: store, service: simulation.service, name: example.name, owner: owner, session: session,
            staff: simulation.city.people.staff, caller: { staff($0) })
        try await play.play(
            acting, at: id, as: acting.by == "applicant" ? applicant(id) : staff(acting.by), seeing: .system("simulate"))
    }

    /// A demo person as a caller, from the city's folder alone.
    private func staff(_ key: String) -> Caller {
        let organisation = simulation.city.organisation
        guard let person = simulation.city.people.staff.first(where: { $0.key == key }),
            let post = organisation.posts.first(where: { $0.key == person.post })
        else { return Caller(.staff(key)) }
        var units: Set<String> = [post.unit]
        var grows = true
        while grows {
            let more = organisation.units.filter { unit in unit.parent.map { units.contains($0) } ?? false }.map(\.key)
            grows = !Set(more).isSubset(of: units)
            units.formUnion(more)
        }
        let permissions = post.roles.flatMap { organisation.roles[$0]?.permissions ?? [] }
        return Caller(.staff(key), units: units, posts: [post.key], permissions: Set(permissions))
    }

    private func read(_ id: ID<Procedure>, into result: inout Simulation.Result) async throws {
        let all = Caller.system("simulate")
        let (about, now) = (simulation.service.folder.about, clock.now())
        let language = example.language
        struct Seen: Sendable {
            var result: Simulation.Result
        }
        let start = Seen(result: result)
        result = try await store.read { reader in
            var result = start.result
            let procedure = try reader.procedure(id, visibleTo: all)
            result.state = procedure.state.rawValue
            result.outcome = procedure.outcome?.rawValue
            result.path = try reader.path(of: id)
            result.decisions = try reader.decisions(of: id)
            result.dates = try reader.deadlines(of: id)
            let scope = Scope(typed: try reader.caseContext(of: id), now: now)
            for (name, amount) in about.amounts { result.amounts[name] = amount.value.evaluate(in: scope).number }
            for notice in try reader.notices(of: id, visibleTo: all) {
                result.notices.append(
                    Simulation.Issued(
                        template: notice.template, reference: notice.reference, text: try reader.noticeText(notice, language),
                        document: notice.sha256, origins: try reader.origins(of: notice)))
            }
            result.filing = try reader.filing(of: id.text)
            result.incidents = try reader.incidents(visibleTo: all, openOnly: true).map(\.sentence)
            return result
        }.result()
        try await store.sealAudit()
        result.findings = try await store.read { try AuditLog.verify(in: $0) } + store.verifyDocuments()
    }
}

extension Simulation.Result {
    func result() -> Simulation.Result { self }
}
