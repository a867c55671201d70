import Catalogue
import Documents
import Folders
import Kernel
import Procedures
import Store

/// Plays the acts of a service as worked examples and stories tell them: with the files that they bring, and where an act takes
/// two people, with the second one.
struct ActPlay {
    let store: Store
    let service: Service
    /// Which example or case is told, for what goes wrong.
    let name: String
    /// The applicant's account; nil without one.
    let owner: String?
    /// The visit to which uploads without an account are bound.
    let session: String?
    /// The city's demo people, in the order in which a second person is looked for.
    let staff: [People.Staff]
    /// One of them with their rights of this moment, by the key.
    let caller: (String) async throws -> Caller

    /// - Parameters:
    ///   - caller: who acts.
    ///   - seeing: whose eyes find the work that offers the act.
    func play(_ acting: Example.Acting, at procedure: ID<Procedure>, as caller: Caller, seeing: Caller) async throws {
        let tasks = try await store.read { try $0.openTasks(of: procedure, visibleTo: seeing) }
        guard let task = tasks.first(where: { $0.acts.contains(acting.act) }),
            let definition = service.folder.about.acts[acting.act]
        else { throw UsageError("\(name): the act \(acting.act) is not offered at \(store.clock.now())") }
        switch definition.by {
        case .applicant:
            var files: [(field: String, id: String)] = []
            for (field, paths) in acting.files {
                for path in paths {
                    let id = try await ActPlay.upload(path, of: service, owner: owner, session: session, in: store)
                    files.append((field, id))
                }
            }
            try await store.perform(
                SupplyTask(task: task.id, act: acting.act, fields: acting.fields, files: files, session: session), as: caller)
        case .staff, .office:
            if definition.outcome != nil {
                try await store.perform(DecideTask(task: task.id, act: acting.act, fields: acting.fields), as: caller)
            } else {
                try await store.perform(ProcessTask(task: task.id, act: acting.act, fields: acting.fields), as: caller)
            }
            try await confirm(procedure, after: acting.by, in: task.unit)
        }
    }

    /// Where an act takes two people, a colleague of the first confirms it at once.
    private func confirm(_ procedure: ID<Procedure>, after first: String, in unit: String) async throws {
        for proposal in try await store.read({ try $0.openProposals(of: procedure) }) {
            guard let second = try await colleague(of: first, in: unit) else {
                throw UsageError("\(name): nobody can confirm what \(first) has put forward")
            }
            try await store.perform(ConfirmAct(proposal: proposal), as: second)
        }
    }

    private func colleague(of first: String, in unit: String) async throws -> Caller? {
        for person in staff where person.key != first {
            let second = try await caller(person.key)
            if second.may(ConfirmAct.name, in: unit) { return second }
        }
        return nil
    }

    /// Takes a file of a service's folder as an upload of the applicant; returns its identifier.
    static func upload(
        _ path: String, of service: Service, owner: String?, session: String?, in store: Store
    ) async throws -> String {
        guard let bytes = service.folder.files.contents[path] else { throw UsageError("\(service.slug) has no \(path)") }
        let digest = try store.part(DocumentStore.self).put(bytes)
        return try await store.perform(
            AddDocument(
                digest: digest, bytes: bytes.count, mediaType: Example.mediaType(path), fileName: path, owner: owner,
                session: session), as: Caller(owner.map { .account($0) } ?? .anonymous)
        ).text
    }
}
