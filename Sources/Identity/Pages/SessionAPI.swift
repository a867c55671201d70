import Kernel
import Store
import Web

/// Signing in for programs: `POST /api/v1/sessions`.
enum SessionAPI {
    private static let body = Schema.object([
        .init("email", .string(longest: 254)), .init("password", .string(longest: 2000)),
        .init("totp", .string(longest: 40), required: false, "One-time or recovery code, where the principal has them."),
    ])

    static let create = APIOperation(
        "Sign in, for citizens and staff. A refusal does not say whether address, password or code was wrong.", tag: "sessions",
        request: APIBody(body),
        responses: [
            APIAnswer(
                201, "Signed in",
                .object([
                    .init("token", .string(), "Send it as `Authorization: Bearer`."),
                    .init("expires", .string(format: "date-time")),
                ])),
            APIAnswer(401, "Refused, or a code is needed (`identity.code-needed`)"), APIAnswer(429, "Too many wrong attempts"),
        ], needsToken: false)

    static let delete = APIOperation("Sign out: the token ends.", tag: "sessions", responses: [APIAnswer(204, "Signed out")])

    static func signIn(_ request: Request) async throws -> Response {
        let json = try await request.json(body)
        let outcome = try await Identity.signIn(
            email: json["email"]?.string ?? "", password: json["password"]?.string ?? "", code: json["totp"]?.string,
            kind: .bearer,
            visitor: request.visitor, in: request.store)
        switch outcome {
        case .signedIn(let opened):
            return .json(.object(["token": .string(opened.token), "expires": .string(opened.expires.description)]), status: 201)
                .with("cache-control", "no-store")
        case .codeNeeded: throw IdentityFault.codeNeeded
        case .refused: throw IdentityFault.refused
        case .blocked(let seconds): throw IdentityFault.blocked(seconds: seconds)
        }
    }

    static func signOut(_ request: Request) async throws -> Response {
        guard let id = request.session.id else { throw IdentityFault.sessionUnknown }
        try await request.perform(SignOut(session: ID(id)))
        return .noContent()
    }
}
