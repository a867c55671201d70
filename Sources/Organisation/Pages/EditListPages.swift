import Kernel
import Store
import Web

/// What was edited in the product, beside what the folder says; and the whole chart to be put back into the folder.
enum EditListPages {
    static func list(_ request: Request) async throws -> Response {
        let (edits, folder, left, chart) = try await request.read { reader in
            (
                try reader.organisationEdits(current: false), try Organisation.folderPlan(in: reader),
                try Organisation.edited(in: reader, on: reader.now.date()).left, try Organisation.snapshot(in: reader)
            )
        }
        let today = request.now.date()
        let layout = PageLayout(breadcrumb: [Crumb(request.say("organisation.title"), "/organisation")], isWide: true)
        return request.page(request.say("organisation.edits"), layout: layout) { html in
            OrganisationTabs.write(&html, "/organisation/edits", request.caller)
            html.p(html.say("organisation.edits.lead"), .class("lead"))
            if edits.isEmpty { html.emptyState(html.say("organisation.edits.none")) { _ in } }
            for edit in edits.reversed() {
                EditView(edit: edit, folder: folder, isLeft: left.contains(edit.id), chart: chart, today: today).write(
                    &html, mayEnd: request.caller.may(EndEdit.name))
            }
            html.p { html in html.a(html.say("organisation.edits.export"), .href("/organisation/export")) }
        }
    }

    static func end(_ request: Request) async throws -> Response {
        guard let id = ID<OrganisationEdit>(checking: request.parameter("id")) else { throw OrganisationFault.editUnknown }
        do { try await request.perform(EndEdit(edit: id)) } catch let fault as OrganisationFault
            where fault == .secondPersonNeeded
        {
            _ = try await request.perform(AskSecondPerson(AskedEnding(edit: id), unit: nil))
            return .redirect("/organisation/requests")
        }
        return .redirect("/organisation/edits")
    }

    /// The chart as it holds today, in the form of `organisation.json`.
    static func export(_ request: Request) async throws -> Response {
        let plan = try await request.read { try Organisation.edited(in: $0, on: $0.now.date()).plan }
        return .bytes(
            Array(plan.folderFile.utf8), type: "application/json", filename: "organisation.json", inline: false)
    }
}

private struct EditView {
    let edit: OrganisationEdit
    let folder: OrganisationPlan
    let isLeft: Bool
    let chart: OrganisationSnapshot
    let today: LocalDate

    private var state: (key: String, kind: AlertKind?) {
        if edit.endedAt != nil { return ("ended", nil) }
        if isLeft { return ("contradiction", .error) }
        if (folder.item(edit.kind, edit.key) ?? .null) == edit.content { return ("adopted", .success) }
        if folder.digest(of: edit.kind, edit.key) != edit.folder { return ("folder-changed", .warning) }
        if edit.since > today { return ("ahead", .info) }
        return edit.covers(today) ? ("holds", .success) : ("past", nil)
    }

    func write(_ html: inout HTML, mayEnd: Bool) {
        html.section(.class("panel"), .aria("label", edit.key)) { html in
            html.h2 { html in
                html.text("\(html.say("organisation.edits.kind.\(edit.kind.rawValue)")) \(edit.key) ")
                html.badge(html.say("organisation.edits.state.\(state.key)"), state.kind)
            }
            html.summaryList([
                SummaryRow(html.say("organisation.since"), Written.date(edit.since, html.language)),
                SummaryRow(html.say("organisation.until"), edit.until.map { Written.date($0, html.language) } ?? "–"),
                SummaryRow(html.say("organisation.edit.reason"), edit.reason),
                SummaryRow(
                    html.say("organisation.edits.made"),
                    "\(person(edit.madeBy)), \(Written.moment(edit.madeAt, html.language))"),
            ])
            html.disclosure(html.say("organisation.edits.content")) { html in
                html.pre(edit.content == .null ? html.say("organisation.edits.closed") : edit.content.description)
                html.p(html.say("organisation.edits.folder"))
                html.pre(folder.item(edit.kind, edit.key)?.description ?? html.say("organisation.edits.nothing"))
            }
            if mayEnd, edit.endedAt == nil {
                html.form("/organisation/edits/\(edit.id)/ending", action: EndEdit.name) { html in
                    html.submit(html.say("organisation.edits.end", ["key": edit.key]), style: .secondary)
                }
            }
        }
    }

    private func person(_ label: String) -> String {
        label.hasPrefix("staff:") ? chart.people[String(label.dropFirst(6))]?.name ?? label : label
    }
}

/// What waits for a second person, and what the head of a unit has to know.
enum RequestPages {
    static func list(_ request: Request) async throws -> Response {
        let own = request.caller.staff ?? ""
        let (requests, notes, chart, today) = try await request.read { reader in
            let chart = try Organisation.snapshot(in: reader)
            let today = reader.now.date()
            return (
                try reader.openRequests().filter {
                    $0.askedBy == own || chart.mayDecide(request.caller, $0, on: today)
                }, try reader.openNotes(units: chart.ledUnits(own, on: today)), chart, today
            )
        }
        _ = today
        let layout = PageLayout(breadcrumb: [Crumb(request.say("organisation.title"), "/organisation")])
        return request.page(request.say("organisation.requests"), layout: layout) { html in
            OrganisationTabs.write(&html, "/organisation/requests", request.caller)
            html.h2(html.say("organisation.requests.open"))
            if requests.isEmpty { html.p(html.say("organisation.requests.none")) }
            for asked in requests { write(asked, chart, isOwn: asked.askedBy == own, &html) }
            html.h2(html.say("organisation.notes"))
            html.p(html.say("organisation.notes.lead"))
            if notes.isEmpty { html.p(html.say("organisation.notes.none")) }
            if !notes.isEmpty {
                html.ul { html in for note in notes { html.li { html in write(note, chart, &html) } } }
            }
        }
    }

    static func decide(_ request: Request) async throws -> Response {
        guard let id = ID<OrganisationRequest>(checking: request.parameter("id")) else { throw OrganisationFault.requestOver }
        let confirms = try await request.form().text("decision") == "confirm"
        try await request.perform(DecideRequest(request: id, confirms: confirms))
        return .redirect("/organisation/requests")
    }

    static func acknowledge(_ request: Request) async throws -> Response {
        guard let id = ID<AccessNote>(checking: request.parameter("id")) else { throw OrganisationFault.noteUnknown }
        try await request.perform(AcknowledgeAccess(note: id))
        return .redirect("/organisation/requests")
    }

    private static func write(_ asked: OrganisationRequest, _ chart: OrganisationSnapshot, isOwn: Bool, _ html: inout HTML) {
        html.section(.class("panel"), .aria("label", html.say("organisation.requests.kind.\(asked.kind.rawValue)"))) { html in
            html.h3(html.say("organisation.requests.kind.\(asked.kind.rawValue)"))
            html.p(
                html.say(
                    "organisation.requests.by",
                    [
                        "person": chart.people[asked.askedBy]?.name ?? asked.askedBy,
                        "moment": Written.moment(asked.askedAt, html.language),
                    ]))
            html.summaryList(rows(asked, chart, html))
            html.form("/organisation/requests/\(asked.id)/decision", action: DecideRequest.name) { html in
                if isOwn {
                    html.p(html.say("organisation.requests.own"))
                    html.submit(html.say("organisation.requests.withdraw"), style: .secondary, name: "decision", value: "refuse")
                } else {
                    html.submit(html.say("organisation.requests.confirm"), name: "decision", value: "confirm")
                    html.submit(html.say("organisation.requests.refuse"), style: .secondary, name: "decision", value: "refuse")
                }
            }
        }
    }

    private static func rows(_ asked: OrganisationRequest, _ chart: OrganisationSnapshot, _ html: HTML) -> [SummaryRow] {
        let language = html.language
        func period(_ since: LocalDate, _ until: LocalDate?) -> [SummaryRow] {
            [
                SummaryRow(html.say("organisation.since"), Written.date(since, language)),
                SummaryRow(html.say("organisation.until"), until.map { Written.date($0, language) } ?? "–"),
            ]
        }
        if asked.kind == .assignment, let wish = try? asked.payload.decode(AskedAssignment.self) {
            return [
                SummaryRow(html.say("organisation.person"), chart.people[wish.person.text]?.name ?? wish.person.text),
                SummaryRow(html.say("organisation.people.post"), chart.posts[wish.post]?.title[language] ?? wish.post),
            ] + period(wish.since, wish.until)
        }
        if let wish = try? asked.payload.decode(AskedEdit.self) {
            return [
                SummaryRow(html.say("organisation.edits.kind.\(wish.kind.rawValue)"), wish.key),
                SummaryRow(
                    html.say("organisation.edits.content"),
                    wish.content == .null ? html.say("organisation.edits.closed") : wish.content.description),
                SummaryRow(html.say("organisation.edit.reason"), wish.reason),
            ] + period(wish.since, wish.until)
        }
        return [SummaryRow(html.say("organisation.edits.content"), asked.payload.description)]
    }

    private static func write(_ note: AccessNote, _ chart: OrganisationSnapshot, _ html: inout HTML) {
        let made = note.madeBy.hasPrefix("staff:") ? String(note.madeBy.dropFirst(6)) : note.madeBy
        html.text(
            html.say(
                "organisation.notes.\(note.kind.rawValue)",
                [
                    "person": chart.people[note.person]?.name ?? note.person,
                    "post": note.post.flatMap { chart.posts[$0]?.title[html.language] } ?? "",
                    "unit": chart.units[note.unit]?.name[html.language] ?? note.unit, "by": chart.people[made]?.name ?? made,
                    "moment": Written.moment(note.madeAt, html.language),
                ]))
        html.form("/organisation/notes/\(note.id)/acknowledgement", action: AcknowledgeAccess.name) { html in
            html.submit(html.say("organisation.notes.seen"), style: .link)
        }
    }
}

extension OrganisationPlan {
    /// The chart in the form of a city folder's `organisation.json`, a line for each unit, post and role.
    var folderFile: String {
        func lines(_ items: [JSON]) -> String { items.map { "    \($0)" }.joined(separator: ",\n") }
        let units = units.map { unit -> JSON in
            var members: [String: JSON] = [
                "key": .string(unit.key), "name": (try? JSON(encoding: unit.name)) ?? .null, "short": .string(unit.short),
            ]
            if let parent = unit.parent { members["parent"] = .string(parent) }
            if !unit.contact.isEmpty { members["contact"] = .object(unit.contact.mapValues { .string($0) }) }
            return .object(members)
        }
        let posts = posts.map { post -> JSON in
            var members: [String: JSON] = [
                "key": .string(post.key), "unit": .string(post.unit), "title": (try? JSON(encoding: post.title)) ?? .null,
                "roles": .array(post.roles.map { .string($0) }),
            ]
            if post.leads { members["leads"] = true }
            return .object(members)
        }
        let roles = roles.sorted { $0.key < $1.key }.map { key, role -> String in
            var members: [String: JSON] = [
                "title": (try? JSON(encoding: role.title)) ?? .null, "permissions": .array(role.permissions.map { .string($0) }),
            ]
            if role.scope == .city { members["scope"] = "city" }
            return "    \(JSON.string(key)): \(JSON.object(members))"
        }
        let duties: JSON = .object(unitRoles.mapValues { .string($0) })
        let agencies: JSON = .object(agencies.mapValues { ["name": .string($0.name), "email": .string($0.email)] })
        return """
            {
              "units": [
            \(lines(units))
              ],
              "posts": [
            \(lines(posts))
              ],
              "roles": {
            \(roles.joined(separator: ",\n"))
              },
              "unitRoles": \(duties),
              "agencies": \(agencies)
            }

            """
    }
}
