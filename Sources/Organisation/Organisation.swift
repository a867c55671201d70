/// Units, posts, roles, and who holds what: from it every permission of the staff follows.
///
/// Rights belong to posts. A caller is resolved once per request: posts held and deputised on the day, the units of these posts
/// with everything below them, the permissions of their roles and where they hold. The chart comes from the city's folder at
/// every start; people, holders and deputies are changed by actions, and so is the chart itself: edits lie over the folder
/// (docs/decisions/0010). Nobody changes their own rights alone, and the head of a unit sees who got access to it.
/// Law: organisational power of the mayor (§ 53 SächsGemO); need-to-know of Art. 5 (1) (f), 25, 32 DSGVO.
/// Tables: organisation_versions, organisation_units, organisation_posts, organisation_roles, organisation_unit_roles,
/// organisation_agencies, organisation_people, organisation_holders, organisation_deputies, organisation_absences,
/// organisation_edits, organisation_requests, organisation_notes. Jobs: organisation.mail.
/// Events: OrganisationLoaded, PersonAdded, PersonChanged, PersonInvited, PersonDismissed, PersonReadmitted, PostAssigned,
/// PostVacated, DeputyAppointed, DeputyEnded, AbsenceRecorded, AbsenceEnded, OrganisationEdited, EditEnded, SecondPersonAsked,
/// RequestDecided.
/// Listens to nobody. Uses Identity for sign-ins.
public import Folders
import Identity
public import Kernel
public import Store
public import Web

public enum Organisation {
    public static let component = Component(
        StoreComponent(
            name: "organisation", schema: organisationSchema,
            actions: [
                ActionEntry(LoadOrganisation.self), ActionEntry(AddPerson.self), ActionEntry(DismissPerson.self),
                ActionEntry(AssignPost.self),
                ActionEntry(VacatePost.self), ActionEntry(AppointDeputy.self), ActionEntry(EndDeputy.self),
                ActionEntry(ReportAbsence.self), ActionEntry(RecordAbsence.self), ActionEntry(EndAbsence.self),
                ActionEntry(InvitePerson.self), ActionEntry(ChangePerson.self),
                ActionEntry(ReadmitPerson.self), ActionEntry(UnlockPerson.self), ActionEntry(ResetPersonFactor.self),
                ActionEntry(EditOrganisation.self), ActionEntry(EndEdit.self), ActionEntry(AskSecondPerson.self),
                ActionEntry(DecideRequest.self), ActionEntry(AcknowledgeAccess.self),
            ], jobs: [InvitationLetter.job]),
        routes: organisationRoutes,
        navigation: [NavigationItem(.workbench, "organisation.navigation", "/organisation", who: .staff, order: 80)])

    /// What every person of the staff may do for themselves, whatever their post.
    public static let ownPermissions: Set<String> = Identity.ownPermissions.union([
        AppointDeputy.name, EndDeputy.name, ReportAbsence.name, RecordAbsence.name, EndAbsence.name, AskSecondPerson.name,
        DecideRequest.name, AcknowledgeAccess.name,
    ])

    /// Takes over a city's chart; the same chart again changes nothing and leaves no entry.
    public static func load(_ city: City, into store: Store) async throws {
        try await load(OrganisationPlan(city.organisation), into: store)
    }

    public static func load(_ plan: OrganisationPlan, into store: Store) async throws {
        let known = try await store.read {
            try $0.value(String.self, "SELECT chart FROM organisation_versions WHERE id = 'organisation'")
        }
        guard known != plan.digest else { return }
        _ = try await store.perform(LoadOrganisation(plan), as: .system("start"))
    }

    /// The caller of a person of the staff on the city's present day.
    public static func caller(for person: String, in reader: Reader) throws -> Caller {
        try snapshot(in: reader).caller(for: person, on: reader.now.date())
    }

    /// The name of a person, also of one who has left; nil for an unknown identifier.
    public static func name(of person: String, in reader: Reader) throws -> String? {
        if let held = try snapshot(in: reader).people[person] { return held.name }
        return try reader.first(Person.self, "SELECT * FROM organisation_people WHERE id = \(person)")?.name
    }

    /// The unit that a service calls by a role, `municipal-taxes`; nil where the city has mapped none.
    public static func unit(forRole role: String, in reader: Reader) throws -> String? {
        try snapshot(in: reader).unitRoles[role]
    }
}

extension OrganisationPlan {
    /// The chart of a city's folder.
    init(_ chart: OrganisationChart) {
        self.init(
            units: chart.units.map {
                Unit(key: $0.key, name: $0.name, short: $0.short, parent: $0.parent, contact: Unit.members($0.contact))
            },
            posts: chart.posts.map { Post(key: $0.key, unit: $0.unit, title: $0.title, roles: $0.roles, leads: $0.leads) },
            roles: chart.roles.mapValues {
                Role(title: $0.title, permissions: $0.permissions, scope: $0.scope == .city ? .city : .unit)
            },
            unitRoles: chart.unitRoles, agencies: chart.agencies.mapValues { Agency(name: $0.name, email: $0.email) })
    }
}

extension OrganisationPlan {
    /// The plan as a city's chart. What a plan does not hold of a unit's contact, its street above all, stays the folder's.
    public func chart(over folder: OrganisationChart) -> OrganisationChart {
        OrganisationChart(
            units: units.map { unit in
                var contact = folder.unit(unit.key)?.contact ?? City.Contact()
                contact.phone = unit.contact["phone"]
                contact.email = unit.contact["email"]
                contact.room = unit.contact["room"]
                return OrganisationChart.Unit(
                    key: unit.key, name: unit.name, short: unit.short, parent: unit.parent,
                    contact: contact == City.Contact() ? nil : contact)
            },
            posts: posts.map { .init(key: $0.key, unit: $0.unit, title: $0.title, roles: $0.roles, leads: $0.leads) },
            roles: roles.mapValues {
                .init(title: $0.title, permissions: $0.permissions, scope: $0.scope == .city ? .city : .unit)
            },
            unitRoles: unitRoles, agencies: agencies.mapValues { .init(name: $0.name, email: $0.email) })
    }
}

extension OrganisationPlan.Unit {
    fileprivate static func members(_ contact: City.Contact?) -> [String: String] {
        guard let contact else { return [:] }
        return ["phone": contact.phone, "email": contact.email, "room": contact.room].compactMapValues { $0 }
    }
}
