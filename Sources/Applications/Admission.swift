public import Accesses
public import Kernel
import Mandates
public import Procedures
public import Store
public import Web

/// Which applications a request may see besides those of its account: by the header `Access-Code`, or by a code that was typed
/// in during this visit. The executable asks when it identifies a request, so that documents and notices open as well.
public enum Admission {
    /// Identifiers of the cases that the request's codes open.
    public static func grants(of request: Request, in session: Session) async throws -> Set<String> {
        guard session.caller.staff == nil else { return [] }
        var grants: Set<String> = []
        if let header = request.headers["access-code"] {
            let code = AccessCode.normal(header)
            if let code, let id = try await request.read({ try $0.procedure(code: code) }) {
                grants.insert(id.text)
            } else {
                try request.limit("access-code:\(request.remoteAddress)", RateLimit(30, per: 60))
            }
        }
        // Programs show their code with every request; the visit is for pages.
        if !request.path.hasPrefix("/api/"), let key = visit(request, session) {
            grants.formUnion(try await request.read { try $0.grants(of: key) })
        }
        // Asked anew with each request: a mandate that was revoked opens nothing any more.
        if let account = session.caller.account {
            grants.formUnion(try await request.read { try $0.represented(by: account).keys })
        }
        return grants
    }

    /// The caller of a request with what its codes open.
    static func caller(of request: Request) async throws -> Caller {
        var caller = request.caller
        // Whoever identified the request may have asked already.
        if !caller.grants.isEmpty { return caller }
        caller.grants.formUnion(try await grants(of: request, in: request.session))
        return caller
    }

    /// What stands for this visit in the table of grants: the session, or the digest of the form cookie that this site signed.
    static func visit(_ request: Request, _ session: Session? = nil) -> String? {
        if let id = (session ?? request.session).id { return "session:\(id)" }
        return request.visitKey
    }
}

extension Reader {
    /// The cases that an account sees for somebody else today, with the mandate of each: those that were sent by it, or for which it
    /// was recorded from paper.
    func represented(by account: String) throws -> [String: Mandate] {
        let holding = try mandatesThatHold(for: account)
        guard !holding.isEmpty else { return [:] }
        struct Row: Codable {
            let id: String
            let mandate: ID<Mandate>
        }
        let byId = Dictionary(holding.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let rows: [Row] = try all(
            "SELECT id, mandate FROM applications WHERE mandate IN \(list: holding.map(\.id.text)) ORDER BY id DESC LIMIT 500")
        var found = Dictionary(
            holding.compactMap { mandate in mandate.procedure.map { ($0, mandate) } }, uniquingKeysWith: { first, _ in first })
        for row in rows { found[row.id] = byId[row.mandate] }
        // Whoever belongs to a company sees what any of its people sent.
        for mandate in holding where mandate.role != nil {
            guard let company = mandate.principal else { continue }
            for procedure in try cases(visibleTo: Caller(.account(company)), nil, limit: 500) where procedure.owner == company {
                found[procedure.id.text] = mandate
            }
        }
        return found
    }

    /// By which the caller sees a case for somebody else; nil where it is their own, or a code opens it.
    func mandate(at procedure: Procedure, of caller: Caller) throws -> Mandate? {
        guard let account = caller.account, procedure.owner != account else { return nil }
        return try represented(by: account)[procedure.id.text]
    }

    fileprivate func grants(of visit: String) throws -> [String] {
        try values(String.self, "SELECT procedure FROM applications_grants WHERE session = \(visit) ORDER BY at DESC LIMIT 100")
    }
}

extension Applications {
    /// Notes the looks of representatives.
    public static let representedLooks = RepresentedLooks { subject, account, request in
        let mandate = try await request.read { reader -> ID<Mandate>? in
            guard let mandate = try reader.represented(by: account)[subject],
                try !reader.hasLooked(by: mandate.id, into: subject)
            else { return nil }
            return mandate.id
        }
        if let mandate { try await request.perform(LookByMandate(mandate: mandate, procedure: subject)) }
    }
}

extension Transaction {
    /// Lets a visit see an application; visits older than 30 days are over.
    func grant(_ procedure: ID<Procedure>, to visit: String) throws {
        try run("DELETE FROM applications_grants WHERE at < \(now.adding(days: -30))")
        try run(
            """
            INSERT INTO applications_grants (session, procedure, at) VALUES (\(visit), \(procedure), \(now))
            ON CONFLICT (session, procedure) DO UPDATE SET at = \(now)
            """)
    }
}

/// Somebody typed in an access code.
public struct OpenAccess: Action {
    public static let name = "applications.open-access"
    public static let audience: Audience = [.anonymous, .account]
    let code: String
    let visit: String

    /// - Parameters:
    ///   - code: as it was typed.
    ///   - visit: what remembers it.
    public init(code: String, visit: String) {
        self.code = code
        self.visit = visit
    }

    public func perform(in transaction: Transaction) throws -> ID<Procedure> {
        guard let normal = AccessCode.normal(code), let procedure = try transaction.procedure(code: normal) else {
            throw ApplicationFault.codeUnknown
        }
        try transaction.grant(procedure, to: visit)
        transaction.audit("procedure", procedure, detail: ["by": "access-code"])
        return procedure
    }
}
