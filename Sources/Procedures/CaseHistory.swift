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
        view.events.map { event in
            TimelineEntry(at: Written.moment(event.at, language), sentence(event))
        }
    }

    private func sentence(_ event: StoredEvent) -> String {
        let key = "procedures.events.\(event.name)"
        guard Texts.shared.has(key) else { return Texts.shared("procedures.events.other", language, ["name": event.name]) }
        return Texts.shared(key, language, values(event.payload))
    }

    private func values(_ payload: JSON) -> [String: String] {
        var values: [String: String] = [:]
        if let element = payload["element"]?.string { values["step"] = view.element(element, language) }
        if let task = payload["task"]?.string {
            // Events of claims name the work item; its step stands in the event that opened it.
            let opened = view.events.first { $0.name == TaskOpened.name && $0.payload["task"]?.string == task }
            if let element = opened?.payload["element"]?.string { values["step"] = view.element(element, language) }
        }
        if let act = payload["act"]?.string {
            let own = view.service.folder.texts.text("staff.acts.\(act).label", language)
            values["act"] = own ?? view.text("acts.\(act).label", language, or: act)
        }
        if let day = payload["day"]?.string.flatMap({ LocalDate($0) }) { values["day"] = Written.longDate(day, language) }
        if let actor = payload["actor"]?.string { values["actor"] = Texts.shared("procedures.actor.\(actor)", language) }
        if let outcome = payload["outcome"]?.string {
            values["outcome"] = Texts.shared("procedures.outcome.\(outcome)", language)
        }
        if let template = payload["template"]?.string {
            values["notice"] = view.text("notices.\(template).title", language, or: template)
        }
        if let notice = payload["notice"]?.string, let known = view.notices.first(where: { $0.id.text == notice }) {
            values["notice"] = view.text("notices.\(known.template).title", language, or: known.template)
        }
        if let channel = payload["channel"]?.string {
            let key = "procedures.channel.\(channel)"
            values["channel"] = Texts.shared.has(key) ? Texts.shared(key, language) : channel
        }
        return values
    }
}
