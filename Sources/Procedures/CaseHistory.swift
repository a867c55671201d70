import Catalogue
import Folders
import Kernel
import Notices
import Store
import Web

/// What happened in a case, in a reader's words.
struct CaseHistory {
    let view: CaseView
    let language: Language

    var entries: [TimelineEntry] {
        view.events.enumerated().map { place, event in
            TimelineEntry(at: Written.moment(event.at, language), sentence(event, view.versions.version(before: place)))
        }
    }

    private func sentence(_ event: StoredEvent, _ service: Service) -> String {
        let key = "procedures.events.\(event.name)"
        guard Texts.shared.has(key) else { return Texts.shared("procedures.events.other", language, ["name": event.name]) }
        let sentence = Texts.shared(key, language, values(event.payload, of: event.name, service)) + arrival(event.payload)
        if let first = event.payload["proposedBy"]?.string, let second = event.payload["confirmedBy"]?.string {
            let names = ["first": view.names[first] ?? first, "second": view.names[second] ?? second]
            let two = sentence + ", " + Texts.shared("procedures.proposal.two", language, names)
            guard let absent = event.payload["confirmedInPlaceOf"]?.string else { return two }
            return two + " " + Texts.shared("procedures.in-place-of", language, ["name": view.names[absent] ?? absent])
        }
        guard let absent = event.payload["inPlaceOf"]?.string else { return sentence }
        return sentence + ", " + Texts.shared("procedures.in-place-of", language, ["name": view.names[absent] ?? absent])
    }

    /// `, am 16. November 2026 auf Papier, erfasst von …`, where staff entered what came.
    private func arrival(_ payload: JSON) -> String {
        guard let channel = payload["channel"]?.string, let by = payload["by"]?.string,
            let day = payload["day"]?.string.flatMap({ LocalDate($0) })
        else { return "" }
        return Texts.shared(
            "procedures.arrival", language,
            [
                "day": Written.longDate(day, language), "channel": Texts.shared("procedures.channel.\(channel)", language),
                "name": view.names[by] ?? by,
            ])
    }

    /// The words of the version by which the case went at that time.
    private func values(_ payload: JSON, of event: String, _ service: Service) -> [String: String] {
        var values: [String: String] = [:]
        for key in ["representative", "principal"] { if let name = payload[key]?.string { values[key] = name } }
        if let action = payload["action"]?.string, Texts.shared.has("actions.\(action)") {
            values["action"] = Texts.shared("actions.\(action)", language)
        }
        if let element = payload["element"]?.string { values["step"] = view.element(element, language, in: service) }
        if let task = payload["task"]?.string {
            // Events of claims name the work item; its step stands in the event that opened it.
            let opened = view.events.first { $0.name == TaskOpened.name && $0.payload["task"]?.string == task }
            if let element = opened?.payload["element"]?.string { values["step"] = view.element(element, language, in: service) }
        }
        if let act = payload["act"]?.string {
            values["act"] =
                view.text("staff.acts.\(act).label", language, in: service)
                ?? view.text("acts.\(act).label", language, in: service) ?? act
        }
        for key in CaseView.personKeys { if let person = payload[key]?.string { values[key] = view.names[person] ?? person } }
        for key in ["to", "from"] where values[key] == nil { values[key] = Texts.shared("procedures.handover.unit", language) }
        if let reason = payload["reason"]?.string { values["reason"] = reason }
        if let day = payload["day"]?.string.flatMap({ LocalDate($0) }) { values["day"] = Written.longDate(day, language) }
        if let actor = payload["actor"]?.string { values["actor"] = Texts.shared("procedures.actor.\(actor)", language) }
        if let outcome = payload["outcome"]?.string {
            values["outcome"] = Texts.shared("procedures.outcome.\(outcome)", language)
        }
        if let template = payload["template"]?.string {
            values["notice"] = view.title(of: template, language)
        }
        if let notice = payload["notice"]?.string, let known = view.notices.first(where: { $0.id.text == notice }) {
            values["notice"] = view.title(of: known.template, language)
        }
        if let kind = payload["kind"]?.string, Texts.shared.has("procedures.request.\(kind).name") {
            values["kind"] = Texts.shared("procedures.request.\(kind).name", language)
        }
        if let due = payload["due"]?.string.flatMap({ LocalDate($0) }) { values["due"] = Written.date(due, language) }
        if let deadline = payload["deadline"]?.string { values["deadline"] = view.deadline(deadline, language) }
        if let reason = payload["reason"]?.string { values["reason"] = reason }
        for key in ["fromVersion", "toVersion"] { if let version = payload[key]?.string { values[key] = version } }
        if let unit = payload["fromUnit"]?.string { values["fromUnit"] = view.units[unit]?[language] ?? unit }
        if let unit = payload["unit"]?.string { values["unit"] = view.units[unit]?[language] ?? unit }
        if let ending = payload["ending"]?.string {
            let key =
                event == ObjectionEnded.name ? "procedures.objection.ending.\(ending)" : "procedures.consult.ending.\(ending)"
            values["ending"] = Texts.shared.has(key) ? Texts.shared(key, language) : ending
        }
        if let how = payload["how"]?.string { values["how"] = Texts.shared("notices.replaced.\(how)", language) }
        if let channel = payload["channel"]?.string {
            let key = "procedures.channel.\(channel)"
            values["channel"] = Texts.shared.has(key) ? Texts.shared(key, language) : channel
        }
        return values
    }
}
