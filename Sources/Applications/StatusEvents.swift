import Catalogue
import Delivery
import Folders
import Kernel
import Mandates
import Notices
import Procedures
import Store
import Web

extension ApplicationStatus {
    /// `Auf Papier, eingegangen am 16. November 2026`, where staff entered what came.
    func arrival(_ event: StoredEvent) -> String? {
        guard let channel = event.payload["channel"]?.string.flatMap({ Arrival.Channel(rawValue: $0) }),
            let day = event.payload["day"]?.string.flatMap({ LocalDate($0) })
        else { return nil }
        return Texts.shared(
            "applications.event.arrival.\(channel.rawValue)", words.language, ["day": Written.longDate(day, words.language)])
    }

    /// What happened beside the process of the service, where it concerns the applicant; nil for the rest.
    func platformEntry(_ event: StoredEvent) -> Entry? {
        let payload = event.payload
        let kind = payload["kind"]?.string ?? ""
        let language = words.language
        func entry(_ name: String, _ key: String, _ detail: String? = nil) -> Entry {
            let unit = payload["unit"]?.string ?? ""
            let office = words.city.organisation.unit(unit)?.name[language] ?? unit
            return Entry(
                at: event.at, kind: name, text: Texts.shared("applications.event.\(key)", language, ["office": office]),
                detail: detail)
        }
        switch event.name {
        case ApplicantAsked.name: return entry(kind == "hearing" ? "hearing" : "request", "asked.\(kind)")
        case RequestAnswered.name: return entry("supplied", "answered.\(kind)", arrival(event))
        case ProcedureAdopted.name: return entry("linked", "linked")
        case DeliveryWished.name: return entry("delivery", payload["isElectronic"] == true ? "delivery.mailbox" : "delivery.post")
        case MandateUsed.name:
            let action = Texts.shared("actions.\(payload["action"]?.string ?? "")", language)
            return Entry(
                at: event.at, kind: "represented",
                text: Texts.shared(
                    "applications.event.represented", language,
                    [
                        "representative": payload["representative"]?.string ?? "",
                        "principal": payload["principal"]?.string ?? "",
                        "action": action,
                    ]))
        case ApplicantReminded.name: return entry("reminder", "reminded")
        case RequestLapsed.name: return entry("lapsed", "lapsed")
        case RequestCancelled.name: return entry("cancelled", "request-cancelled")
        case DeadlineExtended.name where payload["isInternal"] != true: return entry("extended", "extended")
        case ProcedureForwarded.name: return entry("forwarded", "forwarded")
        case ObjectionSubmitted.name: return entry("objection-submitted", "objection-submitted")
        case ObjectionQuestioned.name: return entry("objection-questioned", "objection-questioned")
        case OfficeConsulted.name: return entry("consulting", "consulted")
        case OpinionGiven.name: return entry("consulted", "opinion")
        case NoticeAnnulled.name: return entry("annulled", "annulled.\(payload["how"]?.string ?? "")")
        case ProcedureReopened.name: return entry("reopened", "reopened")
        case ObjectionRaised.name: return entry("objection", payload["late"] == true ? "objection.late" : "objection")
        case ObjectionEnded.name: return entry("objection-ended", "objection.\(payload["ending"]?.string ?? "")")
        default: return nil
        }
    }
}
