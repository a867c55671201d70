import Kernel
import Notices
import Store

/// What an act would bring about: it is performed in full and taken back.
struct ActPreview: Sendable {
    let letters: [NoticeWords]
    let outcome: Procedure.Outcome?
    /// Why steps of the process would fail.
    let failures: [String]

    /// Carries the preview out of the part of the transaction that is undone.
    private struct Undone: Error {
        let preview: ActPreview
    }

    static func of<A: Action>(_ action: A, at procedure: ID<Procedure>, as caller: Caller, in store: Store) async throws
        -> ActPreview
    {
        try await store.perform(as: caller) { transaction in
            let events = Set(try transaction.events(of: procedure).map(\.id))
            let incidents = Set(try failures(of: procedure, in: transaction).map(\.id))
            let result = try transaction.attempt { () throws -> Void in
                _ = try transaction.perform(action)
                throw Undone(preview: try read(procedure, events, incidents, in: transaction))
            }
            switch result {
            case .failure(let undone as Undone): return undone.preview
            case .failure(let error): throw error
            case .success: return ActPreview(letters: [], outcome: nil, failures: [])
            }
        }
    }

    private static func read(
        _ procedure: ID<Procedure>, _ events: Set<ID<StoredEvent>>, _ incidents: Set<ID<Incident>>, in transaction: Transaction
    ) throws -> ActPreview {
        let fresh = try transaction.events(of: procedure).filter { !events.contains($0.id) }
        var letters: [NoticeWords] = []
        for event in fresh where event.name == "notices.issued" {
            guard let notice = event.payload["notice"]?.string else { continue }
            if let letter = try transaction.words(of: ID(notice)) { letters.append(letter) }
        }
        let outcome = fresh.last { $0.name == ProcedureDecided.name }?.payload["outcome"]?.string
        let failed = try failures(of: procedure, in: transaction).filter { !incidents.contains($0.id) }
        return ActPreview(
            letters: letters, outcome: outcome.flatMap { Procedure.Outcome(rawValue: $0) }, failures: failed.map(\.sentence))
    }

    private static func failures(of procedure: ID<Procedure>, in reader: Reader) throws -> [Incident] {
        try reader.incidents(visibleTo: .system("procedures"), openOnly: true, limit: 50).filter { $0.subject == procedure.text }
    }
}
