import Calendar
import FEEL
import Kernel

/// Reads service.json; names of all other files are known by then.
struct ServiceReading {
    let names: CaseNames
    let form: Form
    let report: Report

    static let required = [
        "slug", "version", "validFrom", "unit", "keywords", "languages", "law", "legalBasis", "automaticDecision", "channels",
        "account",
        "applicant", "notices", "acts", "states", "retention", "withdrawal",
    ]
    static let optional = [
        "validUntil", "evidence", "fees", "lists", "amounts", "deadlines", "messages", "consultations", "clauses", "renewal",
        "change", "effort", "renamed", "validity", "process",
    ]

    func about(_ root: Item, folder: String) -> ServiceFolder.About? {
        guard root.members(ServiceReading.required, optional: ServiceReading.optional) else { return nil }
        let retention = retention(root["retention"])
        let law = law(root["law"])
        let acts = acts(root["acts"], retention: Set(retention.keys))
        let automatic = automatic(root["automaticDecision"])
        let deadlines = deadlines(root["deadlines"], law: law?.procedure)
        guard let slug = root["slug"]?.text, let version = root["version"]?.text, let from = root["validFrom"]?.date,
            let unit = root["unit"]?.text, let law, let automatic, let account = root["account"]?.choice(AccountRule.self),
            let applicant = applicant(root["applicant"]), let withdrawal = withdrawal(root["withdrawal"])
        else { return nil }
        if slug != folder {
            root["slug"]?.problem("slug", "The folder is called \"\(folder)\", so the slug has to be \"\(folder)\" as well.")
        }
        root["slug"]?.checkKebab(slug)
        root["unit"]?.checkKebab(unit)
        let until = root["validUntil"]?.date
        if let until, until < from { root["validUntil"]?.problem("wrong-value", "The last day lies before the first.") }
        return ServiceFolder.About(
            slug: slug, version: version, validFrom: from, validUntil: until, unit: unit, keywords: keywords(root["keywords"]),
            languages: languages(root["languages"]), law: law,
            legalBasis: (root["legalBasis"]?.items ?? []).compactMap { $0.reference() },
            automaticDecision: automatic, channels: channels(root["channels"]), account: account, applicant: applicant,
            evidence: evidence(root["evidence"]), fees: names.fees, lists: names.lists,
            amounts: amounts(root["amounts"], deadlines),
            deadlines: deadlines,
            notices: notices(root["notices"], deadlines, Set(retention.keys)), messages: messages(root["messages"]), acts: acts,
            states: states(root["states"]), effort: effort(root["effort"]), renamed: renamed(root["renamed"]),
            consultations: consultations(root["consultations"], deadlines),
            clauses: clauses(root["clauses"]), renewal: renewal(root["renewal"]), change: followUp(root["change"], window: false),
            validity: validity(root["validity"], notices: Set((root["notices"]?.entries ?? []).map(\.key))),
            retention: retention, withdrawal: withdrawal, isProcessPublic: process(root["process"]))
    }

    private func keywords(_ item: Item?) -> [Language: [String]] {
        guard let item, item.members(["de", "en"], optional: ["ls"]) else { return [:] }
        var found: [Language: [String]] = [:]
        for language in Language.allCases { found[language] = item[language.rawValue]?.texts }
        return found
    }

    private func languages(_ item: Item?) -> [Language] {
        let found = (item?.items ?? []).compactMap { $0.choice(Language.self) }
        if !found.contains(.de) { item?.problem("wrong-value", "German is always one of the languages.") }
        return found
    }

    private func channels(_ item: Item?) -> [Channel] {
        let found = (item?.items ?? []).compactMap { $0.choice(Channel.self) }
        if found.isEmpty { item?.problem("wrong-value", "A service needs at least one channel.") }
        return found
    }

    private func withdrawal(_ item: Item?) -> Withdrawal? {
        guard let item, item.members(["until"]) else { return nil }
        return item["until"]?.choice(Withdrawal.self)
    }

    /// Whether everybody may look at the process; without a word, only the authority.
    private func process(_ item: Item?) -> Bool {
        guard let item, item.members(["public"]) else { return false }
        return item["public"]?.flag ?? false
    }

    private func law(_ item: Item?) -> Law? {
        guard let item, item.members(["procedure"], optional: ["through", "remedy"]) else { return nil }
        let through = item["through"]?.reference()
        guard let name = item["procedure"]?.text else { return nil }
        guard let base = ProceduralLaw.Base(rawValue: name) else {
            item["procedure"]?.problem(
                "wrong-value",
                "\"\(name)\" is no procedural law; possible are \(ProceduralLaw.Base.allCases.map(\.rawValue).joined(separator: ", "))."
            )
            return nil
        }
        return Law(
            procedure: ProceduralLaw(base, through: through.map { Norm($0.norm) }), through: through,
            remedy: item["remedy"]?.reference())
    }

    private func automatic(_ item: Item?) -> AutomaticDecision? {
        guard let item, item.members(["allowed"], optional: ["norm", "checked", "title"]), let allowed = item["allowed"]?.flag
        else { return nil }
        let norm = item["norm"]?.text.map {
            LegalReference(norm: $0, title: item["title"]?.text, checked: item["checked"]?.flag ?? false)
        }
        if allowed, norm == nil {
            item.problem("missing-member", "A machine may decide alone only where a norm allows it: \"norm\" has to name it.")
        }
        return AutomaticDecision(allowed: allowed, norm: norm)
    }

    private func applicant(_ item: Item?) -> Applicant? {
        guard let item, item.members(["name", "address"], optional: ["email", "represents", "kind"]) else { return nil }
        let known = names.beforeSubmission
        let (email, represents, kind) = (
            item["email"]?.expression(known), item["represents"]?.expression(known), item["kind"]?.expression(known)
        )
        guard let name = item["name"]?.expression(known), let address = item["address"]?.expression(known) else { return nil }
        return Applicant(name: name, address: address, email: email, represents: represents, kind: kind)
    }

    private func evidence(_ item: Item?) -> [String: Evidence] {
        var found: [String: Evidence] = [:]
        for (field, item) in item?.entries ?? [] {
            guard item.members(["required", "norm"]) else { continue }
            if form.field(field)?.type != .file { item.problem("wrong-value", "The form has no file field \"\(field)\".") }
            if let required = item["required"]?.condition(names.beforeSubmission) {
                found[field] = Evidence(required: required, norm: item["norm"]?.reference())
            }
        }
        return found
    }

    private func amounts(_ item: Item?, _ deadlines: [String: ServiceDeadline]) -> [String: Amount] {
        var found: [String: Amount] = [:]
        for (name, item) in item?.entries ?? [] {
            item.checkName(name)
            guard item.members(["value"], optional: ["due"]), let value = item["value"]?.expression(names.all) else { continue }
            found[name] = Amount(value: value, due: deadline(item["due"], deadlines))
        }
        return found
    }

    /// A name that has to be one of the deadlines.
    private func deadline(_ item: Item?, _ deadlines: [String: ServiceDeadline]) -> String? {
        guard let item, let name = item.text else { return nil }
        if deadlines[name] == nil { item.problem("deadline", "There is no deadline \"\(name)\".") }
        return name
    }

    private func notices(_ item: Item?, _ deadlines: [String: ServiceDeadline], _ retention: Set<String>) -> [String: NoticeRule]
    {
        var found: [String: NoticeRule] = [:]
        for (name, item) in item?.entries ?? [] {
            guard item.members(["kind"], optional: ["remedy", "retention"]), let kind = item["kind"]?.choice(NoticeRule.Kind.self)
            else { continue }
            if name != "notice", !(name.hasPrefix("notice-") && Item.isKebab(name)) {
                item.problem("bad-name", "A template is called \"notice\" or \"notice-<name>\".")
            }
            let remedy = deadline(item["remedy"], deadlines)
            if kind.needsRemedy, remedy == nil {
                item.problem(
                    "notice-remedy",
                    "\"\(name)\" decides something, so \"remedy\" has to name the deadline in which the remedy is open.")
            }
            found[name] = NoticeRule(kind: kind, remedy: remedy, retention: retentionName(item["retention"], retention))
        }
        return found
    }

    private func retentionName(_ item: Item?, _ known: Set<String>) -> String? {
        guard let item, let name = item.text else { return nil }
        if !known.contains(name) { item.problem("retention", "service.json declares no retention class \"\(name)\".") }
        return name
    }

    private func messages(_ item: Item?) -> [String] {
        for entry in item?.items ?? [] { if let name = entry.json.string { entry.checkName(name) } }
        return item?.texts ?? []
    }

    static let states: Set<String> = ["in-review", "documents-requested", "consulting", "hearing"]
    static let outcomes: Set<String> = ["granted", "partly", "refused", "deemed-granted"]

    private func effort(_ item: Item?) -> [String: Int] {
        var found: [String: Int] = [:]
        for (task, item) in item?.entries ?? [] {
            guard let minutes = item.whole else { continue }
            if minutes < 1 || minutes > 10_000 {
                item.problem("wrong-value", "An effort is a number of minutes from 1 to 10,000.")
            }
            found[task] = minutes
        }
        return found
    }

    private func renamed(_ item: Item?) -> [String: String] {
        var found: [String: String] = [:]
        for (former, item) in item?.entries ?? [] { found[former] = item.text }
        return found
    }

    private func states(_ item: Item?) -> [String: String] {
        var found: [String: String] = [:]
        for (task, item) in item?.entries ?? [] {
            guard let state = item.text else { continue }
            if !ServiceReading.states.contains(state) {
                item.problem(
                    "wrong-value",
                    "\"\(state)\" is no state of waiting; possible are \(ServiceReading.states.sorted().joined(separator: ", "))."
                )
            }
            if !names.tasks.contains(where: { $0.task == task }) {
                item.problem("act", "The process has no user task \"\(task)\".")
            }
            found[task] = state
        }
        return found
    }

    private func retention(_ item: Item?) -> [String: RetentionClass] {
        var found: [String: RetentionClass] = [:]
        for (name, item) in item?.entries ?? [] {
            item.checkKebab(name)
            guard item.members(["period", "from", "norm"]), let period = item["period"]?.period,
                let from = item["from"]?.choice(RetentionClass.Start.self), let norm = item["norm"]?.reference()
            else { continue }
            found[name] = RetentionClass(period: period, from: from, norm: norm)
        }
        return found
    }

    private func clauses(_ item: Item?) -> [String: ClauseKind] {
        var found: [String: ClauseKind] = [:]
        for (name, item) in item?.entries ?? [] where item.members(["kind"], optional: ["norm"]) {
            item.checkName(name)
            found[name] = item["kind"]?.choice(ClauseKind.self)
            _ = item["norm"]?.reference()
        }
        return found
    }

    private func consultations(_ item: Item?, _ deadlines: [String: ServiceDeadline]) -> [String: Consultation] {
        var found: [String: Consultation] = [:]
        for (name, item) in item?.entries ?? [] {
            item.checkName(name)
            guard item.members(["unit", "due", "silence", "shares", "purpose"], optional: ["external"]) else { continue }
            let shares = fieldNames(item["shares"])
            guard let unit = item["unit"]?.text, let due = deadline(item["due"], deadlines),
                let silence = item["silence"]?.choice(Consultation.Silence.self), let purpose = item["purpose"]?.reference()
            else { continue }
            found[name] = Consultation(
                unit: unit, due: due, silence: silence, shares: shares, purpose: purpose,
                isExternal: item["external"]?.flag ?? false)
        }
        return found
    }

    func fieldNames(_ item: Item?) -> [String] {
        for entry in item?.items ?? [] {
            if let name = entry.json.string, form.field(name) == nil {
                entry.problem("wrong-value", "The form has no field \"\(name)\".")
            }
        }
        return item?.texts ?? []
    }

}
