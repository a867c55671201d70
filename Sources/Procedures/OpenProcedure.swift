import Calendar
import BPMN
import FEEL
public import Folders
public import Kernel
public import Store
import Catalogue
import Documents

/// Begins a case: pins the service's version, stores the answers, takes in the documents, runs the process until it waits.
public struct OpenProcedure: Action {
    public static let name = "procedures.open"
    public static let audience: Audience = .everyone

    let slug: String
    /// Answers as typed JSON, every field of the form.
    let answers: JSON
    let language: Language
    let channel: String
    let owner: String?
    /// Documents that the answers name, by field.
    let documents: [(field: String, id: String)]
    let session: String?
    let codeDigest: Digest?
    /// The earlier case of the same holder that this one follows.
    let former: Former?

    public init(
        slug: String, answers: JSON, language: Language, channel: String, owner: String?,
        documents: [(field: String, id: String)],
        session: String?, codeDigest: Digest?, former: Former? = nil
    ) {
        self.slug = slug
        self.answers = answers
        self.language = language
        self.channel = channel
        self.owner = owner
        self.documents = documents
        self.session = session
        self.codeDigest = codeDigest
        self.former = former
    }

    public struct Opened: Sendable {
        public let id: ID<Procedure>
        public let reference: String
    }

    public func perform(in transaction: Transaction) throws -> Opened {
        let shelf = try transaction.part(CatalogueShelf.self)
        let city = try transaction.part(City.self)
        let today = transaction.now.date()
        guard let service = shelf.offered(slug, on: today), let unit = city.unit(forRole: service.folder.about.unit) else {
            throw ProcedureFault.serviceNotOffered(slug)
        }
        let id = ID<Procedure>(at: transaction.now)
        let about = service.folder.about
        let reference = Reference.make(prefix: city.referencePrefix, year: today.year)
        let before = Scope(
            typed: .object(["answers": answers, "fees": city.fees(on: today), "city": city.context(unit: unit)]),
            now: transaction.now)
        let name = about.applicant.name.evaluate(in: before).string ?? ""
        let address = about.applicant.address.evaluate(in: before)
        let facts = CaseFacts(
            procedure: id.text, reference: reference, slug: slug, serviceHash: service.hash.hex, unit: unit, owner: owner,
            confidential: false, applicant: name, address: OpenProcedure.lines(address),
            email: about.applicant.email?.evaluate(in: before).string, language: language, channel: channel, receivedOn: today)
        try transaction.post(
            """
            INSERT INTO procedures (id, reference, slug, service_hash, service_version, title, applicant, state, outcome, automatic, unit,
                owner, post, confidential, channel, language, code_digest, received_at, decided_at, closed_at, due, changed_at)
            VALUES (\(id), \(reference), \(slug), \(service.hash), \(about.version), \(service.title(.de)), \(name),
                \(Procedure.State.received), NULL, 0, \(unit), \(owner), NULL, 0, \(channel), \(language), \(codeDigest), \(transaction.now),
                NULL, NULL, NULL, \(transaction.now))
            """)
        transaction.audit(
            "procedure", id, unit: unit,
            detail: ["slug": .string(slug), "service": .string(service.hash.hex), "channel": .string(channel)])
        try transaction.emit(ProcedureOpened(procedure: id.text, slug: slug, unit: unit, channel: channel), subject: id)
        for document in documents {
            try transaction.perform(
                AttachDocument(
                    document: ID(document.id), session: session, subject: id, kind: "evidence", owner: owner, unit: unit,
                    confidential: service.folder.form.field(document.field)?.sensitive ?? false, retention: .years10))
        }
        var run = CaseRun(procedure: id, service: service, city: city, facts: facts)
        try begin(&run, before: before, address: address, in: transaction)
        return Opened(id: id, reference: reference)
    }

    private func begin(_ run: inout CaseRun, before: Scope, address: Value, in transaction: Transaction) throws {
        let about = run.service.folder.about
        var applicant: [String: JSON] = [
            "name": .string(run.facts.applicant), "address": address.typedJSON, "language": .string(language.rawValue),
            "channel": .string(channel), "account": .bool(owner != nil), "email": run.facts.email.map { .string($0) } ?? .null,
        ]
        applicant["represents"] = about.applicant.represents?.evaluate(in: before).typedJSON ?? .null
        applicant["kind"] = about.applicant.kind?.evaluate(in: before).typedJSON ?? .string("person")
        run.happened.append(.init("received", on: transaction.now.date()))
        if CaseEvidence.missing(run.service, in: before).isEmpty {
            run.happened.append(.init("complete", on: transaction.now.date()))
        }
        let moment = DateTime(transaction.now, zone: Scope.cityZone)
        let procedure: JSON = [
            "reference": .string(run.facts.reference), "received": .string("@\(transaction.now.date())"),
            "receivedAt": Value.dateTime(moment).typedJSON, "state": "received", "outcome": nil, "decided": nil,
            "automatic": true,
        ]
        let variables: JSON = .object([
            "answers": answers, "applicant": .object(applicant), "procedure": procedure, "tasks": [:], "dates": [:],
            "fees": run.city.fees(on: transaction.now.date()), "city": run.city.context(unit: run.facts.unit),
            "former": former?.context ?? .null,
        ])
        let dates = CaseDeadlines.dates(
            service: run.service, city: run.city, events: run.happened, variables: variables.object ?? [:], at: transaction.now)
        var started = variables.object ?? [:]
        started["dates"] = CaseDeadlines.typed(dates)
        try run.take(.start(event: nil, variables: .object(started)), in: transaction)
    }

    private static func lines(_ address: Value) -> [String] {
        guard case .context(let context) = address else { return [] }
        func text(_ key: String) -> String { context[key]?.string ?? "" }
        let country = text("country")
        return [
            text("addition"), "\(text("street")) \(text("houseNumber"))", "\(text("postalCode")) \(text("place"))",
            country == "DE" ? "" : country,
        ].map { $0.trimmingSpaces }.filter { !$0.isEmpty }
    }
}

/// Which evidence the law asks for that is not there.
enum CaseEvidence {
    static func missing(_ service: Service, in scope: Scope) -> [String] {
        service.folder.about.evidence.filter { field, evidence in
            evidence.required.holds(in: scope) && (scope["answers"]?.context?[field]?.isNull ?? true)
        }.keys.sorted()
    }
}

extension String {
    var trimmingSpaces: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}

/// An application came in and became a case.
public struct ProcedureOpened: Event {
    public static let name = "procedures.opened"
    public let procedure: String
    public let slug: String
    public let unit: String
    public let channel: String
}
