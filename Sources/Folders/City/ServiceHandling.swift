/// How the offices of a city share the work on one service: to whom a case may be handed, who decides on objections and how such
/// decisions reach the applicant (services.json, `handling`).
public struct ServiceHandling: Hashable, Sendable {
    /// Another unit that may deal with the service.
    public struct Forward: Hashable, Sendable {
        public let unit: String
        /// Whether the applicant is owed a letter about it; otherwise a short message does.
        public let sendsLetter: Bool

        public init(unit: String, sendsLetter: Bool) {
            self.unit = unit
            self.sendsLetter = sendsLetter
        }
    }

    /// How a decision on an objection reaches the applicant (§ 73 (3) VwGO with the VwZG; § 366 AO asks for notification only).
    public enum Conveyance: String, CaseIterable, Codable, Sendable {
        /// As any other notice: mailbox or letter.
        case notification
        /// By post with a record of service (§ 3 VwZG).
        case record
        /// By registered letter that is handed over (§ 4 VwZG).
        case registered
        /// Against a receipt that the addressee signs (§ 5 VwZG).
        case receipt

        /// Whether it is served: then it is a letter, and its periods begin with the day of service that is written down.
        public var isService: Bool { self != .notification }
    }

    public var forwards: [Forward]
    /// The unit that decides on objections; nil where it is the office that decided.
    public var objectionAuthority: String?
    public var conveyance: Conveyance

    public init(forwards: [Forward] = [], objectionAuthority: String? = nil, conveyance: Conveyance = .notification) {
        self.forwards = forwards
        self.objectionAuthority = objectionAuthority
        self.conveyance = conveyance
    }
}

extension City {
    /// How the city handles a service; where it says nothing, one office does everything.
    public func handling(of slug: String) -> ServiceHandling { handling[slug] ?? ServiceHandling() }
}
