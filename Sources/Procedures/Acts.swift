import BPMN
import Calendar
import Documents
import FEEL
import Catalogue
import Folders
public import Kernel
public import Store

/// An act that a person performs at a work item: fields checked, process moved on. Shared by the three actions below.
struct ActOnTask {
    let task: ID<WorkItem>
    let act: String
    let fields: JSON
    /// Uploads that the act brings, by field of the form.
    let files: [(field: String, id: String)]
    let session: String?
    /// What a second person confirms by it.
    var confirms: Proposal?
    /// Only to see what it would bring about once a second person has confirmed it.
    var isTrial = false
    /// How it came, where staff enter what the applicant hands over.
    var arrival: Arrival?

    func perform(as actor: Act.Actor, permission: String, in transaction: Transaction) throws {
        let item = try transaction.task(task, visibleTo: transaction.caller)
        let isEntered = actor == .applicant && transaction.caller.staff != nil
        if isEntered { try checkArrival(item, in: transaction) }
        try transaction.lock("procedures_tasks", id: task.text)
        guard item.endedAt == nil else { throw ProcedureFault.taskOver }
        guard item.proposal == nil || confirms != nil else { throw ProcedureFault.awaitsConfirmation }
        var run = try CaseRun(item.procedure, in: transaction)
        guard let act = run.service.folder.about.acts[act], item.acts.contains(act.id), act.by == actor else {
            throw ProcedureFault.actNotOffered(self.act)
        }
        let absent = actor == .staff ? try standing(at: item, using: act.permission ?? permission, transaction) : nil
        if let confirms, confirms.isOf(absent) { throw ProcedureFault.ownAct }
        let values = try check(act, run, at: transaction.now)
        if actor == .staff, act.eyes > 1, confirms == nil, !isTrial {
            transaction.audit(
                "procedure", item.procedure, unit: run.facts.unit,
                detail: ["act": .string(act.id), "element": .string(item.element), "proposed": true])
            return try Proposal.make(self, at: item, inPlaceOf: absent, in: transaction)
        }
        if !act.supplements.isEmpty { try supplement(act, &run, in: transaction) }
        var tasks = run.process.variables["tasks"]?.object ?? [:]
        let first = confirms == nil ? absent : confirms?.inPlaceOf
        let second = confirms == nil ? nil : absent
        tasks[item.element] = .object(
            try result(act, values, by: actor, inPlaceOf: first, confirmedInPlaceOf: second, transaction))
        run.set("tasks", .object(tasks))
        var detail: JSON = ["act": .string(act.id), "element": .string(item.element)]
        if let first { detail = detail.adding("inPlaceOf", .string(first)) }
        if let second { detail = detail.adding("confirmedInPlaceOf", .string(second)) }
        transaction.audit("procedure", item.procedure, unit: run.facts.unit, detail: detail)
        try CaseTasks.end(token: item.token, of: item.procedure, "completed", in: transaction)
        try transaction.emit(
            ActPerformed(
                procedure: item.procedure.text, element: item.element, act: act.id, actor: actor.rawValue, inPlaceOf: first,
                proposedBy: confirms?.person, confirmedBy: confirms == nil ? nil : transaction.caller.staff,
                confirmedInPlaceOf: second, channel: isEntered ? arrival?.channel.rawValue : nil,
                day: isEntered ? arrival?.day : nil, by: isEntered ? transaction.caller.staff : nil),
            subject: item.procedure)
        try run.take(.taskCompleted(token: item.token, act: act.id, variables: [:]), in: transaction)
    }

    /// Staff who enter what came must be allowed to, and say when it came.
    private func checkArrival(_ item: WorkItem, in transaction: Transaction) throws {
        _ = try CaseAccess.receive(SupplyTask.name, at: item.procedure, in: transaction)
        guard let arrival else { throw StoreFault.forbidden(SupplyTask.name) }
        var mistakes = Mistakes()
        arrival.check(from: item.openedAt.date(), today: transaction.now.date(), &mistakes)
        try mistakes.check()
    }

    /// Refuses who may not act here; the person for whom the caller stands in by doing it.
    private func standing(at item: WorkItem, using permission: String, _ transaction: Transaction) throws -> String? {
        var absent: String?
        if let holder = item.claimedBy, holder != transaction.caller.staff {
            // Whoever stands in for the holder works on what the holder has taken.
            guard transaction.caller.standsInFor.contains(holder) else { throw ProcedureFault.alreadyClaimed }
            absent = holder
        }
        // The right must be held where the work is, not in some other unit of somebody with two posts.
        guard transaction.caller.may(permission, in: item.unit) else { throw StoreFault.forbidden(permission) }
        return absent ?? transaction.caller.inPlaceOf(using: permission, in: item.unit)
    }

    /// The fields as the form's rules take them.
    private func check(_ act: Act, _ run: CaseRun, at moment: Instant) throws -> [String: JSON] {
        let checked = Form.check(act.fields, answers: fields, in: run.scope(at: moment))
        guard checked.isValid else {
            throw InvalidInput(
                checked.problems.map {
                    $0.sentence(run.facts.language) {
                        run.service.folder.texts.text("staff.acts.\(act.id).\($0)", run.facts.language)
                            ?? run.service.folder.texts.text("acts.\(act.id).\($0)", run.facts.language)
                    }
                })
        }
        return checked.values.typedJSON.object ?? [:]
    }

    /// What expressions find under `tasks.<element>`.
    private func result(
        _ act: Act, _ values: [String: JSON], by actor: Act.Actor, inPlaceOf absent: String?, confirmedInPlaceOf second: String?,
        _ transaction: Transaction
    ) throws -> [String: JSON] {
        func name(_ person: String) throws -> String {
            try transaction.part(StaffNames.self).name(of: person, in: transaction)
        }
        var result = act.result(values, by: try performer(actor, transaction), at: transaction.now)
        if let confirms {
            result["confirmedBy"] = result["by"]
            result["by"] = .string(try name(confirms.person))
        }
        if let absent { result["inPlaceOf"] = .string(try name(absent)) }
        if let second { result["confirmedInPlaceOf"] = .string(try name(second)) }
        return result
    }

    private func performer(_ actor: Act.Actor, _ transaction: Transaction) throws -> String {
        switch actor {
        case .applicant: "applicant"
        case .staff, .office: try transaction.part(StaffNames.self).name(transaction.caller, transaction)
        }
    }

    /// New documents take the place of missing or former ones; the former stay with the case.
    private func supplement(_ act: Act, _ run: inout CaseRun, in transaction: Transaction) throws {
        var answers = run.process.variables["answers"]?.object ?? [:]
        for file in files where act.supplements.contains(file.field) {
            try transaction.perform(
                AttachDocument(
                    document: ID(file.id), session: session, subject: run.procedure, kind: "evidence", owner: run.facts.owner,
                    unit: run.facts.unit, confidential: run.service.folder.form.field(file.field)?.sensitive ?? false,
                    retention: .years10))
            answers[file.field] = .string(file.id)
        }
        run.set("answers", .object(answers))
        let complete = run.happened.contains { $0.name == "complete" }
        if !complete, run.service.folder.missingEvidence(in: run.scope(at: transaction.now)).isEmpty {
            try run.happen("complete", on: arrival?.day ?? transaction.now.date(), in: transaction)
        }
    }
}

/// Someone acted at a work item.
public struct ActPerformed: Event {
    public static let name = "procedures.act-performed"
    public let procedure: String
    public let element: String
    public let act: String
    public let actor: String
    /// The person of the staff for whom somebody stood in.
    public let inPlaceOf: String?
    /// Who put the act forward and who confirmed it, where two people had to.
    public let proposedBy: String?
    public let confirmedBy: String?
    /// In whose place the second one confirmed it.
    public let confirmedInPlaceOf: String?
    /// How and on which day it came, and who entered it, where staff entered what the applicant handed over.
    public var channel: String?
    public var day: LocalDate?
    public var by: String?
}

extension Act {
    /// The right that a member of the staff needs for it.
    var right: String { permission ?? (outcome == nil ? ProcessTask.name : DecideTask.name) }
}

/// Staff decide: an act that has an outcome.
public struct DecideTask: Action {
    public static let name = "procedures.decide"
    public static let audience: Audience = .staff
    let act: ActOnTask

    public init(task: ID<WorkItem>, act: String, fields: JSON) {
        self.act = ActOnTask(task: task, act: act, fields: fields, files: [], session: nil)
    }

    /// To see what it would bring about, whoever has to confirm it.
    init(trying task: ID<WorkItem>, act: String, fields: JSON) {
        self.act = ActOnTask(task: task, act: act, fields: fields, files: [], session: nil, isTrial: true)
    }

    public func perform(in transaction: Transaction) throws {
        try act.perform(as: .staff, permission: DecideTask.name, in: transaction)
    }
}

/// Staff work on a case without deciding it: request documents, send back.
public struct ProcessTask: Action {
    public static let name = "procedures.process"
    public static let audience: Audience = .staff
    let act: ActOnTask

    public init(task: ID<WorkItem>, act: String, fields: JSON) {
        self.act = ActOnTask(task: task, act: act, fields: fields, files: [], session: nil)
    }

    /// To see what it would bring about, whoever has to confirm it.
    init(trying task: ID<WorkItem>, act: String, fields: JSON) {
        self.act = ActOnTask(task: task, act: act, fields: fields, files: [], session: nil, isTrial: true)
    }

    public func perform(in transaction: Transaction) throws {
        try act.perform(as: .staff, permission: ProcessTask.name, in: transaction)
    }
}

/// The applicant answers a request; staff enter what comes on paper or is handed in at the counter.
public struct SupplyTask: Action {
    public static let name = "procedures.supply"
    public static let audience: Audience = [.account, .anonymous, .staff]
    let act: ActOnTask

    public init(
        task: ID<WorkItem>, act: String, fields: JSON, files: [(field: String, id: String)], session: String?,
        arrival: Arrival? = nil
    ) {
        self.act = ActOnTask(task: task, act: act, fields: fields, files: files, session: session, arrival: arrival)
    }

    public func perform(in transaction: Transaction) throws { try act.perform(as: .applicant, permission: "", in: transaction) }
}
