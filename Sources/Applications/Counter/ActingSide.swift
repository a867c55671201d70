import Catalogue
import Kernel
import Mandates
import Procedures
import Store
import Web

/// Who acts on a page about an application: its applicant, or staff who enter what the applicant sent or handed over.
struct ActingSide: Sendable {
    let caller: Caller
    let isCounter: Bool
    let today: LocalDate
    /// By which the caller sees cases for somebody else, by case.
    var mandates: [String: Mandate] = [:]

    /// The pages of the counter stand under its own address; there, what was opened with its reference is seen.
    static func of(_ request: Request) async throws -> ActingSide {
        guard request.route?.path.hasPrefix(CounterPages.path) == true else {
            let caller = try await Admission.caller(of: request)
            let mandates = try await request.read { reader in
                try caller.account.map { try reader.represented(by: $0) } ?? [:]
            }
            return ActingSide(caller: caller, isCounter: false, today: request.now.date(), mandates: mandates)
        }
        guard let staff = request.caller.staff else { throw WebFault.forbidden }
        var caller = request.caller
        caller.grants.formUnion(try await request.read { try $0.openings(of: staff) })
        return ActingSide(caller: caller, isCounter: true, today: request.now.date())
    }

    /// The application, for whoever acts for it here; to everybody else it does not exist.
    func load(_ request: Request) async throws -> ApplicationStatus {
        isCounter ? try await .load(request, caller) : try await .loadOwn(request, caller)
    }

    /// By which the caller acts at a case; nil where it is their own.
    func mandate(at procedure: Procedure) -> Mandate? {
        procedure.owner != nil && procedure.owner == caller.account ? nil : mandates[procedure.id.text]
    }

    /// Does something at a case. What a representative does is noted in the same transaction, and does not happen where the
    /// mandate holds no more.
    @discardableResult
    func perform<A: Action>(_ action: A, at procedure: Procedure, in store: Store) async throws -> A.Outcome {
        guard let mandate = mandate(at: procedure) else { return try await store.perform(action, as: caller) }
        return try await store.perform(as: caller) { transaction in
            let outcome = try transaction.perform(action)
            try transaction.perform(UseMandate(mandate: mandate.id, procedure: procedure.id, action: A.name))
            return outcome
        }
    }

    func address(_ procedure: ID<Procedure>) -> String {
        isCounter ? "\(CounterPages.path)/cases/\(procedure)" : "/applications/\(procedure)"
    }

    func layout(_ request: Request, _ status: ApplicationStatus, isFaulty: Bool = false, title: String = "") -> PageLayout {
        let own = Crumb(status.procedure.reference, address(status.procedure.id))
        let crumbs = isCounter ? CounterPages.crumbs(request) : StatusPages.crumbs(request)
        return PageLayout(
            area: isCounter ? .workbench : .portal, breadcrumb: crumbs + [own],
            kicker: isCounter ? "\(status.procedure.reference), \(status.procedure.applicant)" : status.words.title,
            windowTitle: isFaulty ? request.say("web.error.prefix") + title : nil)
    }

    /// How and when it came; only staff say so.
    func arrivalFields(_ html: inout HTML, _ form: FormData, _ lines: [ErrorLine]) {
        guard isCounter else { return }
        Arrival.fields(&html, Arrival.Channel.allCases, form, lines, today: today)
    }

    /// Nil for the applicant. Throws `InvalidInput` where staff left it out.
    func arrival(_ form: FormData) throws -> Arrival? {
        guard isCounter else { return nil }
        var problems: [FieldProblem] = []
        func add(_ field: String, _ code: String) {
            let detail = Texts.shared("applications.counter.problem.\(code)", .de)
            problems.append(FieldProblem(pointer: "/\(field)", code: code, detail: detail))
        }
        let channel = Arrival.Channel(rawValue: form.text("channel"))
        let day = form.date("receivedOn")
        if channel == nil { add("channel", "channel-missing") }
        if day == nil { add("receivedOn", "not-a-date") }
        guard let channel, let day else { throw InvalidInput(problems) }
        return Arrival(channel: channel, day: day)
    }
}

extension Arrival {
    /// Asks by which of these ways something came, and on which day.
    static func fields(
        _ html: inout HTML, _ channels: [Channel], _ form: FormData, _ lines: [ErrorLine], today: LocalDate
    ) {
        html.radios(
            "channel",
            FieldText(html.say("applications.counter.channel"), error: lines.first { $0.field == "channel" }?.message),
            choices: channels.map { Choice($0.rawValue, html.say("applications.counter.channel.\($0.rawValue)")) },
            value: form["channel"] ?? (channels.count == 1 ? channels.first?.rawValue : nil))
        html.dateField(
            "receivedOn",
            FieldText(
                html.say("applications.counter.received"), hint: html.say("applications.counter.received.hint"),
                error: lines.first { $0.field == "receivedOn" }?.message), value: form["receivedOn"] ?? today.description)
    }
}

extension InvalidInput {
    /// The lines above a form of the counter, in the reader's language.
    func lines(_ request: Request) -> [ErrorLine] {
        problems.map { problem in
            let keys = ["applications.counter.problem.\(problem.code)", "applications.answer.problem.\(problem.code)"]
            let key = keys.first { Texts.shared.has($0) }
            return ErrorLine(String(problem.pointer.dropFirst()), key.map { request.say($0) } ?? problem.detail)
        }
    }
}
