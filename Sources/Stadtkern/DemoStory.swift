import Accounts
import Applications
import Catalogue
import Delivery
import Documents
import FEEL
import Folders
import Foundation
import Identity
import Kernel
import Organisation
import Procedures
import Store

extension Demo {
    /// An account as if its owner had registered and confirmed it; returns its identifier.
    static func account(_ person: People.Citizen, email: String, password: String, in store: Store) async throws -> String {
        let hash = try await Identity.hash(password, in: store)
        func text(_ key: String) -> String? { person.address[key]?.string }
        let profile = Profile(
            givenName: person.givenName, familyName: person.familyName, born: person.born, phone: nil, street: text("street"),
            houseNumber: text("houseNumber"), postalCode: text("postalCode"), place: text("place"), language: person.language)
        let id = try await store.perform(CreateAccount(email: email, password: hash, profile: profile), as: .system("demo")).text
        // The people of the story read their notices in the mailbox.
        try await store.perform(ChooseDelivery(account: id, isElectronic: true, language: person.language), as: .system("demo"))
        return id
    }

    /// Plays the city's story up to the present of its clock; what lies later has not happened yet.
    static func tell(_ program: CityProgram, clock: SimulatedClock, owners: [String: String], until present: Instant) async throws
    {
        guard let story = program.city.story else { return }
        var cases: [String: (id: ID<Procedure>, owner: String?)] = [:]
        var moment = story.begins.instant(after: clock.now())
        for step in story.steps {
            moment = step.at.instant(after: moment)
            if moment > present { return }
            try await move(clock, to: moment, in: program.store)
            switch step.what {
            case .apply(let slug, let name, let person, let alias, let follows):
                cases[alias] = try await apply(slug, name, owners[person], program, follows: follows.flatMap { cases[$0]?.id })
            case .act(let acting, let alias):
                guard let known = cases[alias] else { continue }
                try await act(acting, known.id, program)
            }
            try await program.store.settle()
        }
    }

    private static func apply(_ slug: String, _ name: String, _ owner: String?, _ program: CityProgram, follows: ID<Procedure>?)
        async throws -> (ID<Procedure>, String?)
    {
        guard let service = program.services.first(where: { $0.slug == slug }),
            let example = service.folder.examples.first(where: { $0.name == name })
        else { throw UsageError("the story names \(slug)/\(name), which is not there") }
        let store = program.store
        let caller = Caller(owner.map { .account($0) } ?? .anonymous)
        var ids: [String: String] = [:]
        var facts: [String: UploadFacts] = [:]
        for path in example.files.values.flatMap({ $0 }) {
            let bytes = service.folder.files.contents[path] ?? []
            let digest = try store.part(DocumentStore.self).put(bytes)
            let id = try await store.perform(
                AddDocument(
                    digest: digest, bytes: bytes.count, mediaType: Example.mediaType(path), fileName: path, owner: owner,
                    session: owner == nil ? "story" : nil), as: caller)
            ids[path] = id.text
            facts[id.text] = UploadFacts(mediaType: Example.mediaType(path), bytes: bytes.count)
        }
        let now = store.clock.now()
        let scope = Scope(typed: ["fees": program.city.fees(on: now.date())], now: now)
        let checked = service.folder.form.check(example.answers(service.folder.form) { ids[$0] ?? $0 }, files: facts, in: scope)
        guard checked.isValid else {
            throw UsageError("the story's \(name) does not fit its form on \(now.date()): \(checked.problems)")
        }
        var former: Former?
        if let owner, let follows { former = try await store.read { try $0.former(follows, of: Caller(.account(owner))) } }
        let opened = try await store.perform(
            SubmitApplication(
                SubmitApplication.Content(
                    slug: slug, answers: checked.answers, values: checked.values.typedJSON, language: example.language,
                    documents: example.files.flatMap { field, paths in paths.map { (field: field, id: ids[$0] ?? "") } },
                    fileNames: Dictionary(uniqueKeysWithValues: ids.map { ($1, URL(fileURLWithPath: $0).lastPathComponent) }),
                    former: former),
                channel: example.channel.rawValue, owner: owner, session: owner == nil ? "story" : nil), as: caller)
        return (opened.id, owner)
    }

    private static func act(_ acting: Example.Acting, _ id: ID<Procedure>, _ program: CityProgram) async throws {
        let store = program.store
        guard let person = program.city.people.staff.first(where: { $0.key == acting.by }) else { return }
        let caller = try await store.read { reader -> Caller in
            guard let staff = try Organisation.person(email: person.email, in: reader) else {
                throw UsageError("the story's \(person.key) is not there")
            }
            return try Organisation.caller(for: staff, in: reader)
        }
        let tasks = try await store.read { try $0.openTasks(of: id, visibleTo: caller) }
        guard let task = tasks.first(where: { $0.acts.contains(acting.act) }) else { return }
        let service = program.services.first { $0.folder.about.acts[acting.act] != nil }
        if service?.folder.about.acts[acting.act]?.outcome != nil {
            try await store.perform(DecideTask(task: task.id, act: acting.act, fields: acting.fields), as: caller)
        } else {
            try await store.perform(ProcessTask(task: task.id, act: acting.act, fields: acting.fields), as: caller)
        }
    }
}
