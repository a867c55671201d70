import Web

let identityRoutes: [Route] = [
    Route(.get, "/identity/sign-in", who: .everyone, page: SignInPages.show),
    Route(.post, "/identity/sign-in", action: SignIn.name, who: .everyone, rate: signInRate, page: SignInPages.signIn),
    Route(.get, "/identity/sign-in/code", who: .everyone, page: SignInPages.showCode),
    Route(
        .post, "/identity/sign-in/code", action: CompleteSignIn.name, who: .everyone, rate: signInRate, page: SignInPages.complete
    ),
    Route(.post, "/identity/sign-out", action: SignOut.name, who: .signedIn, page: SessionPages.signOut),
    Route(.get, "/identity/sessions", who: .signedIn, page: SessionPages.list),
    Route(.post, "/identity/sessions/:id/ending", action: SignOut.name, who: .signedIn, page: SessionPages.end),
    Route(.post, "/identity/sessions/ending", action: EndOtherSessions.name, who: .signedIn, page: SessionPages.endOthers),
    Route(.get, "/identity/password", who: .signedIn, page: PasswordPages.show),
    Route(.post, "/identity/password", action: ChangePassword.name, who: .signedIn, page: PasswordPages.change),
    Route(.get, "/identity/second-factor", who: .signedIn, page: SecondFactorPages.show),
    Route(.post, "/identity/second-factor", action: OfferSecondFactor.name, who: .signedIn, page: SecondFactorPages.offer),
    Route(
        .post, "/identity/second-factor/confirmation", action: AddSecondFactor.name, who: .signedIn, page: SecondFactorPages.add),
    Route(
        .post, "/identity/second-factor/removal", action: RemoveSecondFactor.name, who: .signedIn, page: SecondFactorPages.remove),
    Route(.get, "/identity/invitation", who: .everyone, rate: signInRate, page: InvitationPages.show),
    Route(
        .post, "/identity/invitation", action: AcceptInvitation.name, who: .everyone, rate: signInRate,
        page: InvitationPages.accept),
    Route(
        .post, "/api/v1/sessions", action: SignIn.name, who: .everyone, rate: signInRate, api: SessionAPI.create,
        page: SessionAPI.signIn),
    Route(
        .delete, "/api/v1/sessions/current", action: SignOut.name, who: .signedIn, api: SessionAPI.delete,
        page: SessionAPI.signOut),
]

/// Hashing is dear: one address may ask for four a second, whoever it asks for.
private let signInRate = RateLimit(240, per: 60)
