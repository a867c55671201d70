public import Identity
public import Kernel
public import Store
public import Web

/// Who asks: Identity knows the session, this component what the person may do.
public enum CallerResolver {
    /// The session of a request, with the caller's units, posts and permissions. Asked once per request.
    public static func session(for request: Request) async throws -> Session {
        guard let session = try await request.identitySession() else { return .anonymous }
        return session.session(
            of: try await caller(of: session.principal, in: request.store), settings: IdentitySettings.of(request.store.parts))
    }

    /// The caller of a principal at this moment of the city's clock.
    public static func caller(of principal: Principal?, in store: Store) async throws -> Caller {
        switch principal {
        case nil: .anonymous
        case .account(let id)?: Caller(.account(id))
        case .staff(let id)?: try await store.read { try Organisation.caller(for: id, in: $0) }
        }
    }
}
