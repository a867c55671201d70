import Folders
import Kernel
import Organisation
public import Store
import Synchronization

extension Catalogue {
    /// Brings what this process holds in memory to what the database says: releases, amounts, texts, and the organisation as it was
    /// edited. Two small reads where nothing changed; every process of a city does so each second (docs/decisions/0021).
    public static func refresh(_ store: Store) async throws {
        let shelf = try store.part(CatalogueShelf.self)
        let keeper = try CityKeeper.of(store)
        let known = keeper.stand
        let found = try await store.read { reader -> Found? in
            let stand = CityStand(
                catalogue: try reader.value(Int.self, "SELECT version FROM catalogue_state WHERE id = 'catalogue'") ?? 0,
                organisation: try Organisation.version(in: reader), day: reader.now.date())
            guard stand != known else { return nil }
            let releases = try reader.confirmedReleases()
            let services = try Set(releases.compactMap(\.hash)).map { try shelf.pinned($0, in: reader) }
            // Before the first chart was taken over there is nothing that could lie over the folder.
            let plan = stand.organisation == 0 ? nil : try Organisation.edited(in: reader, on: stand.day).plan
            return Found(
                stand: stand, releases: releases, services: services, changes: try reader.confirmedChanges(), plan: plan)
        }
        guard let found else { return }
        keeper.take(found.stand) { folder in
            shelf.hold(found.releases, services: found.services)
            let chart = found.plan?.chart(over: folder.organisation) ?? folder.organisation
            store.parts.set(folder.organised(chart).applying(found.changes))
        }
    }

    private struct Found: Sendable {
        let stand: CityStand
        let releases: [Release]
        let services: [Service]
        let changes: [CityChange]
        let plan: OrganisationPlan?
    }
}

/// Which state of the database a process holds in memory.
struct CityStand: Hashable, Sendable {
    let catalogue: Int
    let organisation: Int
    /// What was released or edited for a later day holds when that day has come.
    let day: LocalDate

    func isBehind(_ other: CityStand) -> Bool {
        catalogue < other.catalogue || organisation < other.organisation || day < other.day
    }
}

/// The city as its folder says, before anything is laid over it, and what lies over it now. A class, because what is taken over has
/// to be compared with what is held in one step.
final class CityKeeper: Sendable {
    private let folder: City
    private let held = Mutex<CityStand?>(nil)

    private init(_ folder: City) { self.folder = folder }

    /// The keeper of a store; made while the city is still what its folder says.
    static func of(_ store: Store) throws -> CityKeeper {
        if let keeper = try? store.part(CityKeeper.self) { return keeper }
        let keeper = CityKeeper(try store.part(City.self))
        store.parts.set(keeper)
        return keeper
    }

    var stand: CityStand? { held.withLock { $0 } }

    /// Takes over a state unless a later one is held already.
    func take(_ stand: CityStand, _ put: (City) -> Void) {
        held.withLock { held in
            if let held, stand.isBehind(held) { return }
            put(folder)
            held = stand
        }
    }
}
