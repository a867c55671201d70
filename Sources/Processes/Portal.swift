import Catalogue
import Folders
import Kernel
import Organisation
import Store
import Web

/// Which processes a reader may see, and which figures with them.
struct Portal {
    let request: Request
    /// The authority sees every process; others what services make public.
    var isStaff: Bool { request.caller.staff != nil }
    var area: Area { isStaff ? .workbench : .portal }

    private var shelf: CatalogueShelf { get throws { try request.store.part(CatalogueShelf.self) } }

    func isOpen(_ service: Service) -> Bool { isStaff || service.folder.about.isProcessPublic }

    func services() throws -> [Service] {
        try shelf.all(on: request.now.date()).filter(isOpen)
            .sorted { $0.title(request.language) < $1.title(request.language) }
    }

    func service() throws -> Service {
        guard let service = try shelf.offered(request.parameter("service"), on: request.now.date()), isOpen(service) else {
            throw ProcessesFault.notFound
        }
        return service
    }

    /// Another kept version of the same service; nil where there is none of that hash.
    func version(_ hash: String, of service: Service, among known: [KeptVersion], in reader: Reader) throws -> Service? {
        guard known.contains(where: { $0.hash == hash }) else { return nil }
        return try shelf.pinned(hash, in: reader)
    }

    static func address(_ service: Service) -> String { "/processes/\(Address.encode(service.slug))" }
}

/// From which day on a version holds: the day of its last release, or the day that its folder names.
struct InForce {
    let since: LocalDate

    init(_ service: Service, _ known: [KeptVersion], on day: LocalDate) {
        let released = known.first { $0.hash == service.hash.hex }?.since.last { $0 <= day }
        since = released ?? service.folder.about.validFrom
    }
}

/// Names of the units that a service knows by roles.
struct UnitNames {
    let chart: OrganisationSnapshot
    let language: Language

    init(_ reader: Reader, _ language: Language) throws {
        chart = try Organisation.snapshot(in: reader)
        self.language = language
    }

    func role(_ role: String) -> String { chart.unitRoles[role].flatMap { chart.units[$0]?.name[language] } ?? role }

    /// Units whose cases the caller may see, in the order of the chart.
    func choices(_ caller: Caller) -> [Choice] {
        chart.unitOrder.filter { caller.units.contains($0) }.compactMap { chart.units[$0] }
            .map { Choice($0.key, $0.name[language]) }
    }
}
