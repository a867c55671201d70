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
    Route(.get, "/accounts/address", action: RequestAddress.name, who: .account, page: AddressPages.show),
    Route(
        .post, "/accounts/address", action: RequestAddress.name, who: .account, rate: mailRate, page: AddressPages.request),
    Route(.get, "/accounts/address/sent", who: .account, page: AddressPages.sent),
    Route(.get, "/accounts/address/confirmation", who: .everyone, page: AddressPages.ask),
    Route(
        .post, "/accounts/address/confirmation", action: ConfirmAddress.name, who: .everyone, rate: mailRate,
        page: AddressPages.confirm),
    Route(.get, "/accounts/closing", action: CloseAccount.name, who: .account, page: ClosingPages.show),
    Route(.post, "/accounts/closing", action: CloseAccount.name, who: .account, page: ClosingPages.close),
    Route(.post, "/accounts/profile", action: ChangeProfile.name, who: .account, page: ProfilePages.change),
]

/// One address may ask for one mail a second.
private let mailRate = RateLimit(60, per: 60)
