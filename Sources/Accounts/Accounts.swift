/// Accounts of citizens: registering, confirming the address, a forgotten password, the profile.
///
/// No answer says whether an address has an account; only the mail does, and only its reader learns it. An account exists from
/// the moment its address is confirmed by whoever chose the password. Mails are jobs whose address and link are sealed.
/// Law: user account of § 3 OZG, data minimisation of Art. 5 (1) (c) DSGVO: only the address is needed.
/// Tables: accounts_accounts, accounts_registrations, accounts_resets, accounts_addresses.
/// Events: RegistrationRequested, AccountRegistered, ResetRequested, ProfileChanged, AddressRequested, AddressChanged, AccountClosed.
/// Listens to nobody.
/// Needs the parts SecretKey, PublicOrigin and, as `any Mailer`, who sends mail; asks `RemainingCases` what stays when one closes.
import Kernel
import Store
public import Web

public enum Accounts {
    public static let component = Component(
        StoreComponent(
            name: "accounts", schema: accountsSchema,
            actions: [
                ActionEntry(CreateAccount.self), ActionEntry(RequestRegistration.self), ActionEntry(ConfirmRegistration.self),
                ActionEntry(RequestReset.self), ActionEntry(ConfirmReset.self), ActionEntry(ChangeProfile.self),
                ActionEntry(RequestAddress.self), ActionEntry(ConfirmAddress.self), ActionEntry(CloseAccount.self),
            ],
            jobs: [AccountLetter.job]),
        routes: accountsRoutes)
}
