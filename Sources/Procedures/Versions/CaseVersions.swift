import BPMN
public import Catalogue
import Folders
public import Kernel
public import Store

/// The versions of its service by which a case has gone: what was done is told in the words of the version by which it was done.
public struct CaseVersions: Sendable {
    let present: Service
    /// By hash.
    private let known: [String: Service]
    /// Hashes that the case left, each with the moment and the place of that event among the case's.
    private let left: [(hash: String, at: Instant, place: Int)]

    init(_ present: Service, decisions: [CaseDecision], events: [StoredEvent], in reader: Reader) throws {
        self.present = present
        left = events.enumerated().compactMap { place, event in
            guard event.name == VersionMoved.name else { return nil }
            return event.payload["fromHash"]?.string.map { ($0, event.at, place) }
        }
        let shelf = try reader.part(CatalogueShelf.self)
        var known: [String: Service] = [:]
        for hash in Set(left.map(\.hash) + decisions.compactMap(\.serviceHash)) where hash != present.hash.hex {
            known[hash] = try shelf.pinned(hash, in: reader)
        }
        self.known = known
    }

    /// From what has happened in a case.
    public init(_ present: Service, events: [StoredEvent], in reader: Reader) throws {
        try self.init(present, decisions: [], events: events, in: reader)
    }

    /// Versions that the case has left, the last one first, each with the moment at which it did.
    public var former: [(version: Service, until: Instant)] {
        left.reversed().compactMap { left in known[left.hash].map { ($0, left.at) } }
    }

    /// Versions that the case has left, the last one first.
    var past: [Service] { left.reversed().compactMap { known[$0.hash] } }

    /// The present version, then those that the case has left.
    var all: [Service] { [present] + past }

    func version(_ hash: String?) -> Service { hash.flatMap { known[$0] } ?? present }

    /// The version by which the case went when something happened; `place` is that of its event.
    func version(before place: Int) -> Service { version(left.first { $0.place >= place }?.hash) }

    func version(at moment: Instant) -> Service { version(left.first { moment < $0.at }?.hash) }

    /// What has no word in the first of these versions may have one in another: names stay when elements go.
    func word(_ service: Service, _ find: (Service) -> String?) -> String? {
        for version in [service] + all {
            if let word = find(version) { return word }
        }
        return nil
    }
}

extension Service {
    /// What an element of the process is called; nil where it has no name.
    func step(_ id: String, _ language: Language) -> String? {
        if let words = PlatformStep.words(id, language) { return words }
        if let text = folder.texts.text("staff.tasks.\(id)", language) { return text }
        let name = folder.process.node(id)?.name ?? ""
        return name.isEmpty ? nil : name
    }
}
