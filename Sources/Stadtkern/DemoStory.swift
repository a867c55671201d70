import Accounts
import Applications
import Catalogue
import Delivery
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
        var telling = StoryTelling(program: program, owners: owners)
        var moment = story.begins.instant(after: clock.now())
        for (number, step) in story.steps.enumerated() {
            moment = step.at.instant(after: moment)
            if moment > present { return }
            try await move(clock, to: moment, in: program.store)
            do {
                try await telling.tell(step.what)
            } catch {
                throw UsageError("step \(number + 1) of the story, at \(moment), cannot be told: \(error)")
            }
            try await program.store.settle()
        }
    }
}

/// A story that is being told: which cases there are, and who is who.
struct StoryTelling {
    /// A case of the story.
    struct Known {
        let id: ID<Procedure>
        let slug: String
        /// The account of the applicant; nil without one.
        let owner: String?
    }

    let program: CityProgram
    /// Accounts of citizens by their keys.
    let owners: [String: String]
    private(set) var cases: [String: Known] = [:]
    var store: Store { program.store }

    init(program: CityProgram, owners: [String: String]) {
        self.program = program
        self.owners = owners
    }

    mutating func tell(_ what: Story.Happening) async throws {
        switch what {
        case .apply(let applying): cases[applying.name] = try await apply(applying)
        case .act(let acting, let name): try await act(acting, try known(name))
        case .action(let deed): try await StoryDeeds.perform(deed, in: self)
        }
    }

    func known(_ name: String) throws -> Known {
        guard let known = cases[name] else { throw UsageError("nobody has applied for \(name) yet") }
        return known
    }

    /// A member of the staff with the rights of this moment.
    func staff(_ key: String) async throws -> Caller {
        let person = try await person(key)
        return try await store.read { try Organisation.caller(for: person, in: $0) }
    }

    /// The identifier of a member of the staff.
    func person(_ key: String) async throws -> String {
        let email = program.city.people.staff.first { $0.key == key }?.email ?? ""
        guard let id = try await store.read({ try Organisation.person(email: email, in: $0) }) else {
            throw UsageError("\(key) is not there")
        }
        return id
    }

    /// The applicant of a case: by the account, or by the code that opens this one case.
    func applicant(_ known: Known) -> Caller {
        Caller(known.owner.map { .account($0) } ?? .anonymous, grants: [known.id.text])
    }

    /// Files of a service's folder as uploads; their identifiers by path.
    func upload(_ paths: [String], of service: Service, owner: String?) async throws -> [String: String] {
        var ids: [String: String] = [:]
        for path in paths {
            ids[path] = try await ActPlay.upload(
                path, of: service, owner: owner, session: StoryTelling.session(owner), in: store)
        }
        return ids
    }

    /// The visit to which uploads without an account are bound.
    static func session(_ owner: String?) -> String? { owner == nil ? "story" : nil }

    func service(_ slug: String) throws -> Service {
        guard let service = program.services.first(where: { $0.slug == slug }) else { throw UsageError("there is no \(slug)") }
        return service
    }

    // MARK: Applying

    private func apply(_ applying: Story.Applying) async throws -> Known {
        let service = try service(applying.service)
        guard let example = service.folder.examples.first(where: { $0.name == applying.example }) else {
            throw UsageError("\(applying.service) has no example \(applying.example)")
        }
        let owner = owners[applying.person]
        let ids = try await upload(example.files.values.flatMap { $0 }, of: service, owner: owner)
        let facts = Dictionary(
            ids.map { path, id in
                let bytes = service.folder.files.contents[path]?.count ?? 0
                return (id, UploadFacts(mediaType: Example.mediaType(path), bytes: bytes))
            }, uniquingKeysWith: { first, _ in first })
        let now = store.clock.now()
        let scope = Scope(typed: ["fees": program.city.fees(on: now.date())], now: now)
        let answers = answers(applying, example.answers(service.folder.form) { ids[$0] ?? $0 }, service.folder.form)
        let checked = service.folder.form.check(answers, files: facts, in: scope)
        guard checked.isValid else {
            throw UsageError("\(applying.example) does not fit its form on \(now.date()): \(checked.problems)")
        }
        var former: Former?
        if let owner, let follows = try applying.follows.map({ try known($0).id }) {
            former = try await store.read { try $0.former(follows, of: Caller(.account(owner))) }
        }
        let opened = try await store.perform(
            SubmitApplication(
                SubmitApplication.Content(
                    slug: service.slug, answers: checked.answers, values: checked.values.typedJSON, language: example.language,
                    documents: example.files.flatMap { field, paths in paths.map { (field: field, id: ids[$0] ?? "") } },
                    fileNames: Dictionary(uniqueKeysWithValues: ids.map { ($1, URL(fileURLWithPath: $0).lastPathComponent) }),
                    former: former),
                channel: example.channel.rawValue, owner: owner, session: StoryTelling.session(owner)),
            as: Caller(owner.map { .account($0) } ?? .anonymous))
        return Known(id: opened.id, slug: service.slug, owner: owner)
    }

    /// The example's answers with those of the person and of the step in their places.
    private func answers(_ applying: Story.Applying, _ given: JSON, _ form: Form) -> JSON {
        var answers = given
        if applying.isOwn, let person = program.city.people.citizens.first(where: { $0.key == applying.person }) {
            let own: [String: JSON] = [
                "person.givenName": .string(person.givenName), "person.familyName": .string(person.familyName),
                "person.address": person.address,
            ]
            for field in form.fields {
                if let value = field.prefill.flatMap({ own[$0] }) { answers = answers.setting([field.id], value) }
                if field.prefill == "person.email", let email = person.email {
                    answers = answers.setting([field.id], .string(email))
                }
            }
        }
        for (path, value) in applying.answers { answers = answers.setting(path.split(separator: "/").map(String.init), value) }
        return answers
    }

    // MARK: Acts of the service

    private func act(_ acting: Example.Acting, _ known: Known) async throws {
        let caller = acting.by == "applicant" ? applicant(known) : try await staff(acting.by)
        let service = try service(known.slug)
        let play = ActPlay(
            store: store, service: service, name: service.slug, owner: known.owner, session: StoryTelling.session(known.owner),
            staff: program.city.people.staff, caller: staff)
        try await play.play(acting, at: known.id, as: caller, seeing: caller)
    }
}

extension JSON {
    /// With another value at a path of member names and places in lists; what is not there is made, past the end of a list nothing.
    fileprivate func setting(_ path: [String], _ value: JSON) -> JSON {
        guard let first = path.first else { return value }
        let rest = Array(path.dropFirst())
        if var list = array {
            guard let place = Int(first), list.indices.contains(place) else { return self }
            list[place] = list[place].setting(rest, value)
            return .array(list)
        }
        var members = object ?? [:]
        members[first] = (members[first] ?? [:]).setting(rest, value)
        return .object(members)
    }
}
