import Calendar
import Catalogue
import Folders
import Forms
import Kernel
import Mandates
import Notices
import Procedures
import Store

/// What the holder of a permit can apply for on top of it today: its renewal in the weeks before it ends, a change while it holds.
///
///     granted until a day ──window begins──▶ renewal offered, one reminder ──applied for──▶ offered no more (again, if refused)
///            └──holds──▶ change offered ──granted──▶ this document ends, the new one is followed
///
/// Which of the two a service offers, and which answers come along, stands in its folder (service-folder.md, section 2.8); the
/// version of today counts, because the new application is decided by it.
struct FollowUpOffer: Sendable {
    let kind: FollowUpKind
    let rule: FollowUp
    let service: Service
    /// The document that holds.
    let holding: Verification
}

extension Reader {
    /// What an applicant is offered for a case today. Nothing for anybody else.
    func followUps(of procedure: Procedure, for caller: Caller) throws -> [FollowUpOffer] {
        guard caller.isApplicant(of: procedure), procedure.outcome != nil, procedure.outcome != .refused,
            try mandate(at: procedure, of: caller)?.covers(procedure.slug) ?? true
        else { return [] }
        let today = now.date()
        guard let service = try offered(procedure.slug),
            let holding = try verifications(of: procedure.id, visibleTo: caller).first(where: {
                $0.ending == nil && today <= $0.validUntil
            })
        else { return [] }
        let region = try part(City.self).region
        return try FollowUpKind.allCases.compactMap { kind in
            guard let rule = service.folder.about.following(kind) else { return nil }
            let begins = kind == .renewal ? service.renewalBegins(holding.validUntil, region) : holding.validFrom
            guard let begins, begins <= today, try !isFollowed(procedure.id.text, by: kind) else { return nil }
            return FollowUpOffer(kind: kind, rule: rule, service: service, holding: holding)
        }
    }

    /// The version of a service that the city offers today.
    private func offered(_ slug: String) throws -> Service? {
        guard try part(City.self).services.contains(slug) else { return nil }
        return try part(CatalogueShelf.self).offered(slug, on: now.date())
    }

    /// Whether a case has been followed in this way: by an application that is still open, or by a renewal that was granted. One
    /// that was refused or taken back leaves the way open.
    func isFollowed(_ procedure: String, by kind: FollowUpKind) throws -> Bool {
        let followers = try values(
            String.self,
            "SELECT id FROM applications WHERE follows = \(procedure) AND follow_kind = \(kind.rawValue) ORDER BY id DESC LIMIT 20"
        )
        return try followers.contains { id in
            let follower = try self.procedure(ID(id), visibleTo: .system("applications"))
            guard follower.state != .withdrawn else { return false }
            return follower.outcome == nil || (kind == .renewal && follower.outcome != .refused)
        }
    }
}

extension Service {
    /// The first day of the window before a last day; nil where the service offers no renewal.
    func renewalBegins(_ until: LocalDate, _ region: HolidayRegion) -> LocalDate? {
        folder.about.renewal.map { Deadline.first(of: $0.window, before: until, region: region) }
    }
}

/// The answers of last time that may come along, each with the field of today's form.
struct EarlierEntries: Sendable {
    let sent: SentApplication
    let entries: [(field: Field, value: JSON)]

    init(_ offer: FollowUpOffer, _ sent: SentApplication, in reader: Reader) throws {
        self.sent = sent
        let before = try reader.part(CatalogueShelf.self).pinned(sent.hash, in: reader).folder.form
        entries = offer.rule.reuses.compactMap { id in
            guard let field = offer.service.folder.form.field(id), !field.sensitive, let value = sent.answers[id],
                let type = before.field(id)?.type, AnswerSource.fits(.init(id, type, value), field)
            else { return nil }
            return (field, value)
        }
    }

    /// Where an answer comes from, for the draft and for whoever decides.
    func origin(of value: JSON, _ title: String) -> Origin {
        Origin(kind: .application, reference: sent.reference, service: title, on: sent.at.date(), value: value)
    }
}
