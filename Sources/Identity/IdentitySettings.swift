public import Kernel
public import Store

/// How long sessions last, how costly passwords are, by which clock security is measured. A part of the store;
/// without it the standard holds.
public struct IdentitySettings: Sendable {
    /// The clock of sessions, lockouts and tokens: the machine's, because a demo's city clock jumps by days.
    public var clock: any Clock
    /// Seconds without a request after which a browser session ends.
    public var idle: Double
    /// Seconds after which a session or bearer token ends whatever happens.
    public var longest: Double
    /// Seconds that a visitor without sign-in is known by a cookie, for drafts.
    public var anonymous: Double
    /// Passes and KiB of Argon2id.
    public var passwordCost: PasswordCost
    public var attempts: AttemptRules
    /// Pages after signing in, where no other was asked for.
    public var accountHome: String
    public var staffHome: String
    /// Issuer shown by one-time code programs.
    public var issuer: String
    /// Whether people of the staff have to sign in with one-time codes.
    public var staffSecondFactor: Demand

    /// How much is asked for.
    public enum Demand: String, Sendable { case required, optional }

    public init(
        clock: any Clock = SystemClock(), idle: Double = 3600, longest: Double = 43_200, anonymous: Double = 30 * 86_400,
        passwordCost: PasswordCost = .standard, attempts: AttemptRules = AttemptRules(), accountHome: String = "/",
        staffHome: String = "/organisation", issuer: String = "Stadtkern",
        staffSecondFactor: Demand = .required
    ) {
        self.clock = clock
        self.idle = idle
        self.longest = longest
        self.anonymous = anonymous
        self.passwordCost = passwordCost
        self.attempts = attempts
        self.accountHome = accountHome
        self.staffHome = staffHome
        self.issuer = issuer
        self.staffSecondFactor = staffSecondFactor
    }

    /// The settings of a city.
    public static func of(_ parts: Parts) -> IdentitySettings { (try? parts.get(IdentitySettings.self)) ?? IdentitySettings() }
}

/// The cost of one Argon2id hash (RFC 9106).
public struct PasswordCost: Hashable, Sendable {
    public let passes: UInt32
    public let kibibytes: UInt32

    public init(passes: UInt32, kibibytes: UInt32) {
        self.passes = passes
        self.kibibytes = kibibytes
    }

    /// 19 MiB and two passes, OWASP's second choice.
    public static let standard = PasswordCost(passes: 2, kibibytes: 19 * 1024)

    /// How an encoded hash of this cost begins.
    var prefix: String { "$argon2id$v=19$m=\(kibibytes),t=\(passes),p=1$" }
}

/// When wrong attempts make people wait: after `free` of them, 30 seconds doubled each time, at most `most`.
public struct AttemptRules: Hashable, Sendable {
    public var freePerEmail: Int
    public var freePerAddress: Int
    /// Seconds of the longest wait.
    public var most: Int
    /// Seconds without an attempt after which counting begins anew.
    public var memory: Double

    public init(freePerEmail: Int = 5, freePerAddress: Int = 50, most: Int = 900, memory: Double = 3600) {
        self.freePerEmail = freePerEmail
        self.freePerAddress = freePerAddress
        self.most = most
        self.memory = memory
    }
}
