import Catalogue
import Folders
import Kernel
import Notices
import Procedures
import Store

extension ApplicationStatus {
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
        case RequestAnswered.name: return entry("supplied", "answered.\(kind)")
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
