public import Kernel
public import Store

/// Who signs in: an account of a citizen or a person of the staff. Its text is the caller's label in audit entries.
public enum Principal: Hashable, Sendable {
    case account(String)
    case staff(String)

    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty else { return nil }
        switch parts[0] {
        case "account": self = .account(parts[1])
        case "staff": self = .staff(parts[1])
        default: return nil
        }
    }

    /// The principal of a caller who is signed in.
    public init?(_ caller: Caller) {
        switch caller.kind {
        case .account(let id): self = .account(id)
        case .staff(let id): self = .staff(id)
        case .anonymous, .system: return nil
        }
    }

    public var text: String {
        switch self {
        case .account(let id): "account:\(id)"
        case .staff(let id): "staff:\(id)"
        }
    }

    /// The identifier without its kind.
    public var id: String {
        switch self {
        case .account(let id), .staff(let id): id
        }
    }

    /// A caller with this identity and nothing else; Organisation adds units, posts and permissions of staff.
    public var caller: Caller {
        switch self {
        case .account(let id): Caller(.account(id))
        case .staff(let id): Caller(.staff(id))
        }
    }
}

extension Principal: SQLConvertible, Codable {
    public var sql: SQLValue { .text(text) }
    public init?(sql: SQLValue) {
        guard case .text(let text) = sql else { return nil }
        self.init(text)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let principal = Principal(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a principal: \(text)")
        }
        self = principal
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
