import Web

let accountsRoutes: [Route] = [
    Route(.get, "/accounts/registration", who: .everyone, page: RegistrationPages.show),
    Route(
        .post, "/accounts/registration", action: RequestRegistration.name, who: .everyone, rate: mailRate,
        page: RegistrationPages.register),
    Route(.get, "/accounts/registration/sent", who: .everyone, page: RegistrationPages.sent),
    Route(.get, "/accounts/confirmation", who: .everyone, page: RegistrationPages.showConfirmation),
    Route(
        .post, "/accounts/confirmation", action: ConfirmRegistration.name, who: .everyone, rate: mailRate,
        page: RegistrationPages.confirm),
    Route(.get, "/accounts/reset", who: .everyone, page: ResetPages.show),
    Route(.post, "/accounts/reset", action: RequestReset.name, who: .everyone, rate: mailRate, page: ResetPages.request),
    Route(.get, "/accounts/reset/sent", who: .everyone, page: ResetPages.sent),
    Route(.post, "/accounts/reset/password", action: ConfirmReset.name, who: .everyone, rate: mailRate, page: ResetPages.confirm),
    Route(.get, "/accounts/profile", who: .account, page: ProfilePages.show),
    Route(.post, "/accounts/profile", action: ChangeProfile.name, who: .account, page: ProfilePages.change),
]

/// One address may ask for one mail a second.
private let mailRate = RateLimit(60, per: 60)
/// One recipient gets so many an hour, whoever asks.
let mailsPerRecipient = RateLimit(6, per: 3600)
