public import Kernel
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
    fileprivate func grants(of visit: String) throws -> [String] {
        try values(String.self, "SELECT procedure FROM applications_grants WHERE session = \(visit) ORDER BY at DESC LIMIT 100")
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
