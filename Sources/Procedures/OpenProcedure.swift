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
    /// How and when it came, where staff enter it; nil where it was sent online.
    let arrival: Arrival?

    public init(
        slug: String, answers: JSON, language: Language, channel: String, owner: String?,
        documents: [(field: String, id: String)],
        session: String?, codeDigest: Digest?, former: Former? = nil, arrival: Arrival? = nil
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
        self.arrival = arrival
    }

    public struct Opened: Sendable {
        public let id: ID<Procedure>
        public let reference: String
    }

    public func perform(in transaction: Transaction) throws -> Opened {
        let shelf = try transaction.part(CatalogueShelf.self)
        let city = try transaction.part(City.self)
        // A paper is received on the day on which it came (§ 22 Satz 2 VwVfG), and falls under the law of that day.
        let today = arrival?.day ?? transaction.now.date()
        let received = arrival?.moment(now: transaction.now) ?? transaction.now
        guard let service = shelf.offered(slug, on: today), let unit = city.unit(forRole: service.folder.about.unit) else {
            throw ProcedureFault.serviceNotOffered(slug)
        }
        let id = ID<Procedure>(at: transaction.now)
        let about = service.folder.about
        let reference = Reference.make(prefix: city.referencePrefix, year: today.year)
        let start = CaseStart(
            CaseStart.Submission(
                answers: answers, reference: reference, language: language, channel: channel, account: owner != nil,
                former: former, moment: received),
            of: service.folder, fees: city.fees(on: today), city: city.context(unit: unit),
            dates: CaseDates(service.folder, region: city.region))
        let facts = CaseFacts(
            procedure: id.text, reference: reference, slug: slug, serviceHash: service.hash.hex, unit: unit, owner: owner,
            confidential: false, applicant: start.name, address: OpenProcedure.lines(start.address),
            email: start.email, language: language, channel: channel, receivedOn: today)
        try transaction.post(
            """
            INSERT INTO procedures (id, reference, slug, service_hash, service_version, title, applicant, state, outcome, automatic, unit,
                owner, post, confidential, channel, language, code_digest, received_at, decided_at, closed_at, due, changed_at)
            VALUES (\(id), \(reference), \(slug), \(service.hash), \(about.version), \(service.title(.de)), \(start.name),
                \(Procedure.State.received), NULL, 0, \(unit), \(owner), NULL, 0, \(channel), \(language), \(codeDigest), \(received),
                NULL, NULL, NULL, \(transaction.now))
            """)
        transaction.audit(
            "procedure", id, unit: unit,
            detail: ["slug": .string(slug), "service": .string(service.hash.hex), "channel": .string(channel)])
        try transaction.emit(
            ProcedureOpened(
                procedure: id.text, slug: slug, unit: unit, channel: channel, day: arrival?.day, by: transaction.caller.staff),
            subject: id)
        for document in documents {
            try transaction.perform(
                AttachDocument(
                    document: ID(document.id), session: session, subject: id, kind: "evidence", owner: owner, unit: unit,
                    confidential: service.folder.form.field(document.field)?.sensitive ?? false, retention: .years10))
        }
        var run = CaseRun(procedure: id, service: service, city: city, facts: facts)
        run.happened = start.happened
        try run.take(.start(event: nil, variables: .object(start.variables)), in: transaction)
        return Opened(id: id, reference: reference)
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
    /// The day on which it came, where staff entered it.
    public var day: LocalDate?
    /// The person of the staff who entered it.
    public var by: String?
}
