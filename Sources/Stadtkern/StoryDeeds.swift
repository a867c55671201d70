import Calendar
import Delivery
import Folders
import Forms
import Kernel
import Notices
import Organisation
import Procedures
import Store

/// How the actions that a story tells of are carried out. What `StoryVocabulary` knows stands here, and nothing else.
enum StoryDeeds {
    /// One action as it is told.
    struct Deed {
        let telling: StoryTelling
        let caller: Caller
        /// The case; nothing where the action concerns none.
        let known: StoryTelling.Known?
        let values: JSON
        var store: Store { telling.store }

        func text(_ name: String) -> String { values[name]?.string ?? "" }
        func day(_ name: String) -> LocalDate? { values[name]?.string.flatMap { LocalDate($0) } }
        func texts(_ name: String) -> [String] { (values[name]?.array ?? []).compactMap(\.string) }

        func procedure() throws -> ID<Procedure> {
            guard let known else { throw UsageError("no case is named") }
            return known.id
        }

        func period() throws -> SetPeriod {
            guard let period = LegalPeriod(text("period")) else { throw UsageError("no period is named") }
            return .period(period)
        }

        func person(_ name: String) async throws -> String? {
            guard let key = values[name]?.string else { return nil }
            return try await telling.person(key)
        }

        /// The open work of the staff at the case.
        func task() async throws -> ID<WorkItem> {
            let (id, caller) = (try procedure(), self.caller)
            let open = try await store.read { try $0.openTasks(of: id, visibleTo: caller) }
            guard let task = open.first(where: { $0.audience == .staff }) else { throw UsageError("nothing waits for the staff") }
            return task.id
        }

        /// What the applicant was asked for last.
        func request() async throws -> ApplicantRequest {
            let id = try procedure()
            guard let last = try await store.read({ try $0.requests(of: id) }).last else {
                throw UsageError("the applicant was asked for nothing")
            }
            return last
        }

        func consultation() async throws -> OfficeConsultation {
            let id = try procedure()
            guard let last = try await store.read({ try $0.consultations(of: id) }).last(where: { $0.ending == nil }) else {
                throw UsageError("no office is asked")
            }
            return last
        }

        func objection() async throws -> Objection {
            let id = try procedure()
            guard let last = try await store.read({ try $0.objections(of: id) }).last(where: { $0.ending == nil }) else {
                throw UsageError("there is no open objection")
            }
            return last
        }

        /// The last decision that still has effect.
        func notice() async throws -> String {
            let id = try procedure()
            guard let last = try await store.read({ try $0.rulings(of: id) }).last else { throw UsageError("there is no notice") }
            return last.id.text
        }

        /// The letters of the case that wait to be printed or posted.
        func letters() async throws -> [ID<PostItem>] {
            let (id, caller) = (try procedure(), self.caller)
            let items = try await store.read { try $0.postItems(of: id, visibleTo: caller) }
            return items.filter { $0.postedOn == nil }.map(\.id)
        }
    }

    typealias Doing = @Sendable (Deed) async throws -> Void

    /// Every verb of the vocabulary.
    static let all: [String: Doing] = work.merging(asking) { $1 }.merging(ruling) { $1 }.merging(beside) { $1 }

    static func perform(_ told: Story.Deed, in telling: StoryTelling) async throws {
        guard let doing = all[told.action] else { throw UsageError("a story cannot tell of \(told.action)") }
        let known = try told.on.map { try telling.known($0) }
        let caller: Caller
        if told.by == "applicant", let known {
            caller = telling.applicant(known)
        } else if let owner = telling.owners[told.by] {
            caller = Caller(.account(owner))
        } else {
            caller = try await telling.staff(told.by)
        }
        try await doing(Deed(telling: telling, caller: caller, known: known, values: told.values))
    }

    // MARK: Work of the office

    private static let work: [String: Doing] = [
        ClaimTask.name: { try await $0.store.perform(ClaimTask(task: try await $0.task()), as: $0.caller) },
        ReleaseTask.name: { try await $0.store.perform(ReleaseTask(task: try await $0.task()), as: $0.caller) },
        HandOverTask.name: {
            let (task, person) = (try await $0.task(), try await $0.person("to"))
            try await $0.store.perform(HandOverTask(task: task, to: person, reason: $0.text("reason")), as: $0.caller)
        },
        HandOverMany.name: {
            let (from, to) = (try await $0.person("fromPerson") ?? "", try await $0.person("to"))
            _ = try await $0.store.perform(HandOverMany(everythingOf: from, to: to, reason: $0.text("reason")), as: $0.caller)
        },
        KeepFilter.name: { deed in
            let unit = deed.values["unit"]?.string
            _ = try await deed.store.perform(
                KeepFilter(name: deed.text("name"), unit: unit) { deed.values[$0]?.string }, as: deed.caller)
        },
        WriteNote.name: {
            _ = try await $0.store.perform(WriteNote(procedure: try $0.procedure(), text: $0.text("text")), as: $0.caller)
        },
        ConsultOffice.name: {
            _ = try await $0.store.perform(
                ConsultOffice(
                    procedure: try $0.procedure(), unit: $0.text("unit"), question: $0.text("question"), documents: [],
                    period: try $0.period()), as: $0.caller)
        },
        ForwardProcedure.name: {
            try await $0.store.perform(
                ForwardProcedure(procedure: try $0.procedure(), unit: $0.text("unit"), reason: $0.text("reason")),
                as: $0.caller)
        },
        GiveOpinion.name: {
            let id = try await $0.consultation().id
            try await $0.store.perform(
                GiveOpinion(
                    consultation: id, stance: $0.text("stance"), opinion: $0.text("opinion"), file: nil, session: nil),
                as: $0.caller)
        },
        EndConsultation.name: {
            try await $0.store.perform(EndConsultation(consultation: try await $0.consultation().id), as: $0.caller)
        },
    ]

    // MARK: Asking the applicant, and their answers

    private static let asking: [String: Doing] = [
        RequestDocuments.name: {
            _ = try await $0.store.perform(
                RequestDocuments(
                    procedure: try $0.procedure(), items: $0.texts("items"), fields: $0.texts("fields"),
                    remark: $0.text("remark"), period: try $0.period()), as: $0.caller)
        },
        HearApplicant.name: {
            _ = try await $0.store.perform(
                HearApplicant(procedure: try $0.procedure(), intended: $0.text("intended"), period: try $0.period()),
                as: $0.caller)
        },
        RemindApplicant.name: {
            try await $0.store.perform(RemindApplicant(request: try await $0.request().id), as: $0.caller)
        },
        ExtendRequest.name: {
            let id = try await $0.request().id
            try await $0.store.perform(
                ExtendRequest(request: id, period: $0.text("period"), reason: $0.text("reason")), as: $0.caller)
        },
        CancelRequest.name: {
            try await $0.store.perform(CancelRequest(request: try await $0.request().id), as: $0.caller)
        },
        AnswerRequest.name: { deed in
            let request = try await deed.request().id
            guard let known = deed.known else { return }
            let paths = (deed.values["files"]?.object ?? [:]).compactMapValues(\.string)
            let owner = deed.caller.staff == nil ? known.owner : nil
            let ids = try await deed.telling.upload(
                Array(paths.values), of: try deed.telling.service(known.slug), owner: owner)
            try await deed.store.perform(
                AnswerRequest(
                    request: request, text: deed.text("text"),
                    files: paths.map { (field: $0.key, id: ids[$0.value] ?? "") }, session: StoryTelling.session(owner)),
                as: deed.caller)
        },
        WithdrawProcedure.name: {
            try await $0.store.perform(WithdrawProcedure(procedure: try $0.procedure()), as: $0.caller)
        },
    ]

    // MARK: After the decision

    private static let ruling: [String: Doing] = [
        CorrectNotice.name: {
            let notice = try await $0.notice()
            try await $0.store.perform(
                CorrectNotice(
                    procedure: try $0.procedure(), notice: notice, wrong: $0.text("wrong"), right: $0.text("right"),
                    reason: $0.text("reason")), as: $0.caller)
        },
        WithdrawNotice.name: {
            let notice = try await $0.notice()
            try await $0.store.perform(
                WithdrawNotice(
                    procedure: try $0.procedure(), notice: notice, reason: $0.text("reason"), from: $0.day("from"),
                    known: $0.day("known"), noHearing: $0.text("noHearing"), then: $0.text("then")), as: $0.caller)
        },
        RevokeNotice.name: {
            let notice = try await $0.notice()
            try await $0.store.perform(
                RevokeNotice(
                    procedure: try $0.procedure(), notice: notice, reason: $0.text("reason"), from: $0.day("from"),
                    known: $0.day("known"), noHearing: $0.text("noHearing"), then: $0.text("then")), as: $0.caller)
        },
        ReopenProcedure.name: {
            try await $0.store.perform(
                ReopenProcedure(procedure: try $0.procedure(), reason: $0.text("reason")), as: $0.caller)
        },
        RaiseObjection.name: {
            _ = try await $0.store.perform(
                RaiseObjection(
                    procedure: try $0.procedure(), reason: $0.text("reason"), excuse: $0.text("excuse"),
                    receivedOn: $0.day("receivedOn")), as: $0.caller)
        },
        WithdrawObjection.name: {
            try await $0.store.perform(WithdrawObjection(objection: try await $0.objection().id), as: $0.caller)
        },
        SubmitObjection.name: {
            let id = try await $0.objection().id
            try await $0.store.perform(SubmitObjection(objection: id, statement: $0.text("statement")), as: $0.caller)
        },
        RemedyObjection.name: {
            let id = try await $0.objection().id
            try await $0.store.perform(
                RemedyObjection(
                    objection: id, reason: $0.text("reason"), then: $0.text("then"), costs: $0.text("costs")), as: $0.caller)
        },
        RefuseObjection.name: {
            let id = try await $0.objection().id
            try await $0.store.perform(
                RefuseObjection(
                    objection: id, reason: $0.text("reason"), court: $0.text("court"), worse: $0.text("worse"),
                    costs: $0.text("costs")), as: $0.caller)
        },
    ]

    // MARK: Letters, drafts, the organisation

    private static let beside: [String: Doing] = [
        MarkPrinted.name: {
            try await $0.store.perform(MarkPrinted(items: try await $0.letters()), as: $0.caller)
        },
        MarkPosted.name: {
            let day = $0.day("day") ?? $0.store.clock.now().date()
            try await $0.store.perform(MarkPosted(items: try await $0.letters(), day: day), as: $0.caller)
        },
        MarkRead.name: { deed in
            for message in try await deed.store.read({ try $0.mailbox(of: deed.caller) }) where message.readAt == nil {
                try await deed.store.perform(MarkRead(message: message.id), as: deed.caller)
            }
        },
        ChooseDelivery.name: {
            try await $0.store.perform(
                ChooseDelivery(
                    account: $0.caller.account ?? "", isElectronic: $0.values["electronic"]?.bool ?? true, language: .de),
                as: $0.caller)
        },
        BeginDraft.name: {
            let key = DraftKey(account: $0.caller.account, session: nil)
            _ = try await $0.store.perform(
                BeginDraft(slug: $0.text("service"), key: key, language: .de, answers: $0.values["answers"] ?? [:]),
                as: $0.caller)
        },
        ReportAbsence.name: {
            guard let since = $0.day("since"), let until = $0.day("until"), let deputy = try await $0.person("deputy") else {
                throw UsageError("an absence has days and a deputy")
            }
            _ = try await $0.store.perform(ReportAbsence(since: since, until: until, deputy: ID(deputy)), as: $0.caller)
        },
        RecordAbsence.name: {
            guard let person = try await $0.person("person"), let since = $0.day("since"), let until = $0.day("until") else {
                throw UsageError("an absence has a person and days")
            }
            let deputy = try await $0.person("deputy").map { ID<Person>($0) }
            _ = try await $0.store.perform(
                RecordAbsence(person: ID(person), since: since, until: until, deputy: deputy), as: $0.caller)
        },
    ]
}
