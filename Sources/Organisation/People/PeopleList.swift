import Identity
import Kernel
import Store
import Web

/// What a list of the staff asks for.
struct PeopleFilter: Sendable {
    enum State: String, CaseIterable, Sendable { case present, vacant, left }

    var text: String?
    var unit: String?
    var state: State = .present
    /// Key of the last one on the page before: family name, given name, identifier.
    var after: [String] = []

    init(_ request: Request) {
        text = request.query("text").map { String($0.prefix(100)) }
        unit = request.query("unit")
        state = request.query("state").flatMap { State(rawValue: $0) } ?? .present
        if let parts = request.query("after")?.split(separator: "\u{1F}", omittingEmptySubsequences: false), parts.count == 3 {
            after = parts.map(String.init)
        }
    }

    static func key(of person: Person) -> String {
        [person.familyName, person.givenName, person.id.text].joined(separator: "\u{1F}")
    }

    func condition(_ chart: OrganisationSnapshot, on date: LocalDate) -> SQL {
        var parts: [SQL] = [state == .left ? "left_on IS NOT NULL" : "left_on IS NULL"]
        let holding = Set(chart.holders.filter { $0.covers(date) && chart.posts[$0.post] != nil }.map(\.person))
        if state == .vacant { parts.append("NOT (id IN \(list: holding))") }
        if let unit {
            let units = chart.units(from: unit)
            let posts = Set(chart.posts.values.filter { units.contains($0.unit) }.map(\.key))
            parts.append("id IN \(list: chart.holders.filter { $0.covers(date) && posts.contains($0.post) }.map(\.person))")
        }
        if let text {
            let escaped = text.lowercased().replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_")
            let pattern = "%\(escaped)%"
            parts.append(
                """
                (LOWER(given_name || ' ' || family_name) LIKE CAST(\(pattern) AS TEXT) ESCAPE '!'
                 OR LOWER(email) LIKE CAST(\(pattern) AS TEXT) ESCAPE '!')
                """)
        }
        if after.count == 3 {
            parts.append("(family_name, given_name, id) > (\(after[0]), \(after[1]), \(after[2]))")
        }
        return SQL.all(parts)
    }
}

/// One line of the list.
struct PersonLine: Sendable {
    let person: Person
    let posts: [OrganisationPlan.Post]
    let signIn: SignInState?
}

extension Reader {
    func people(_ filter: PeopleFilter, limit: Int) throws -> [PersonLine] {
        let chart = try Organisation.snapshot(in: self)
        let today = now.date()
        let found: [Person] = try all(
            "SELECT * FROM organisation_people WHERE " + filter.condition(chart, on: today)
                + " ORDER BY family_name, given_name, id LIMIT \(limit)")
        return try found.map { person in
            let held = chart.posts(heldBy: person.id.text, on: today)
            return PersonLine(
                person: person, posts: chart.postOrder.filter { held.contains($0) }.compactMap { chart.posts[$0] },
                signIn: try SignInState.of(.staff(person.id.text), in: self))
        }
    }

    /// A person of the staff, also one who has left.
    func person(_ id: ID<Person>) throws -> Person {
        guard let person = try first(Person.self, "SELECT * FROM organisation_people WHERE id = \(id)") else {
            throw OrganisationFault.personUnknown
        }
        return person
    }
}
