import Calendar
import FEEL
import Kernel

/// Reads how long what was granted holds, what its code shows, and what may follow it (service-folder.md, section 2.8).
extension ServiceReading {
    func renewal(_ item: Item?) -> Renewal? {
        guard let item, let following = followUp(item, window: true), let window = item["window"]?.period else { return nil }
        return Renewal(window: window, following: following)
    }

    /// What an application that follows an earlier one takes over, asks anew and sets.
    func followUp(_ item: Item?, window: Bool) -> FollowUp? {
        guard let item, item.members((window ? ["window"] : []) + ["reuses"], optional: ["asks", "sets", "derives"]) else {
            return nil
        }
        let (reuses, asks) = (fieldNames(item["reuses"]), fieldNames(item["asks"]))
        var sets: [String: JSON] = [:]
        for (name, value) in item["sets"]?.entries ?? [] {
            sets[name] = value.json
            guard let field = form.field(name) else {
                value.problem("wrong-value", "The form has no field \"\(name)\".")
                continue
            }
            if let option = value.json.string, !field.options.isEmpty, !field.options.contains(option) {
                value.problem("wrong-value", "\"\(option)\" is no option of the field \"\(name)\".")
            }
        }
        let derives = (item["derives"]?.entries ?? []).compactMap { name, value -> (field: String, value: Expression)? in
            if form.field(name) == nil { value.problem("wrong-value", "The form has no field \"\(name)\".") }
            if sets[name] != nil || reuses.contains(name) {
                value.problem("duplicate", "\"\(name)\" cannot be derived and taken over or set.")
            }
            return value.expression(names.following).map { (name, $0) }
        }
        for name in reuses where asks.contains(name) || sets[name] != nil {
            item["reuses"]?.problem("duplicate", "\"\(name)\" cannot be taken over and asked or set anew.")
        }
        for name in reuses where form.field(name)?.type == .file {
            item["reuses"]?.problem("wrong-value", "\"\(name)\" is a document; documents are not taken over.")
        }
        return FollowUp(reuses: reuses, asks: asks, sets: sets, derives: derives)
    }

    func validity(_ item: Item?, notices: Set<String>) -> Validity? {
        guard let item, item.members(["from", "until"], optional: ["notice", "shows"]),
            let from = item["from"]?.expression(names.all), let until = item["until"]?.expression(names.all)
        else { return nil }
        let notice = item["notice"]?.text
        if let notice, !notices.contains(notice) {
            item["notice"]?.problem("wrong-value", "\"notices\" declares no template \"\(notice)\".")
        }
        let shows = (item["shows"]?.entries ?? []).compactMap { name, shown -> Validity.Shown? in
            shown.checkName(name)
            guard shown.members(["value"], optional: ["masked"]), let value = shown["value"]?.expression(names.all) else {
                return nil
            }
            return Validity.Shown(name: name, value: value, isMasked: shown["masked"]?.flag ?? false)
        }
        return Validity(from: from, until: until, notice: notice, shows: shows)
    }
}
