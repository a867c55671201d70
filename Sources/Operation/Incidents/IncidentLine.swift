import Delivery
import Kernel
import Organisation
import Procedures
import Store
import Web

/// An incident as people read it: whom it concerns by reference only, and who looks after it.
struct IncidentLine: Sendable {
    let incident: Incident
    /// Reference of the case; nil where it concerns none.
    let reference: String?
    /// Where the case stands, if the caller may see it.
    let address: String?
    let unit: String?
    let care: IncidentCare?
    /// Name of whoever looks after it.
    let carer: String?

    /// Lines for incidents that the caller may see.
    static func of(_ incidents: [Incident], for caller: Caller, _ language: Language, in reader: Reader) throws -> [IncidentLine]
    {
        let chart = try Organisation.snapshot(in: reader)
        let messages = incidents.map(\.subject).filter { ID<Message>(checking: $0) != nil }
        let ofMessages = try reader.procedures(ofMessages: messages)
        func procedure(_ incident: Incident) -> String { ofMessages[incident.subject] ?? incident.subject }
        let subjects = Set(incidents.map(procedure)).filter { ID<Procedure>(checking: $0) != nil }
        // The reference says nothing about a person; what else stands in the case is read with the caller's own rights.
        let all =
            try subjects.isEmpty
            ? [] : reader.procedures(visibleTo: .system("operation"), where: "p.id IN \(list: subjects)", limit: subjects.count)
        let seen =
            try subjects.isEmpty
            ? [] : reader.procedures(visibleTo: caller, where: "p.id IN \(list: subjects)", limit: subjects.count)
        let references = Dictionary(all.map { ($0.id.text, $0.reference) }, uniquingKeysWith: { first, _ in first })
        let open = Set(seen.map(\.id.text))
        let cares = try reader.cares(of: incidents)
        return try incidents.map { incident in
            let id = procedure(incident)
            let care = cares[incident.id.text]
            return IncidentLine(
                incident: incident, reference: references[id], address: open.contains(id) ? "/procedures/\(id)" : nil,
                unit: incident.unit.map { chart.units[$0]?.name[language] ?? $0 }, care: care,
                carer: try care.flatMap { try Organisation.name(of: $0.person, in: reader) })
        }
    }
}

/// Words for kinds of work that failed. A kind that nobody has found words for yet keeps its name.
enum IncidentWords {
    static func kind(_ kind: String, _ language: Language) -> String {
        let key = "operation.kind.\(kind)"
        return Texts.shared.has(key) ? Texts.shared(key, language) : kind
    }

    /// What happened, in a sentence.
    static func happened(_ kind: String, _ language: Language) -> String {
        let key = "operation.happened.\(kind)"
        return Texts.shared(Texts.shared.has(key) ? key : "operation.happened.other", language)
    }

    /// What to look at first.
    static func advice(_ kind: String, _ language: Language) -> String {
        let key = "operation.advice.\(kind)"
        return Texts.shared(Texts.shared.has(key) ? key : "operation.advice.other", language)
    }
}
