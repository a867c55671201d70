public import Kernel

/// The law a period is counted by, and the norm that leads to it where it applies by reference
/// (municipal taxes: the AO through the Land's municipal charges act; Land authorities: the VwVfG through a Land act).
///
/// JSON: `"VwVfG"`, or `{"procedure": "AO", "through": "§ 3 Abs. 1 SächsKAG"}`; `through` may be a legal reference object.
public struct ProceduralLaw: Hashable, Sendable {
    /// The acts that have rules in this module.
    public enum Base: String, Codable, CaseIterable, Sendable {
        /// Administrative procedure.
        case vwvfg = "VwVfG"
        /// Taxes.
        case ao = "AO"
        /// Social benefits.
        case sgb10 = "SGB X"
        /// Civil law, for payments and contracts.
        case bgb = "BGB"
        /// Remedies and actions before the administrative courts.
        case vwgo = "VwGO"
        /// Remedies and actions before the social courts.
        case sgg = "SGG"
    }

    public let base: Base
    /// The norm that refers to the base.
    public let through: Norm?

    public init(_ base: Base, through: Norm? = nil) {
        self.base = base
        self.through = through
    }

    /// Reads the member `law` of a service; nil when it names no law this module knows.
    public init?(_ json: JSON) {
        guard let base = (json.string ?? json["procedure"]?.string).flatMap({ Base(rawValue: $0) }) else { return nil }
        let through = json["through"]?.string ?? json["through"]?["norm"]?.string
        self.init(base, through: through.map { Norm($0) })
    }

    /// A norm of this law as it is cited here.
    func cite(_ norm: Norm) -> Norm { norm.reached(through: through) }
}

extension ProceduralLaw: Codable {
    private enum CodingKeys: String, CodingKey { case procedure, through }

    public init(from decoder: any Decoder) throws {
        guard let law = ProceduralLaw(try JSON(from: decoder)) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not a procedural law"))
        }
        self = law
    }

    public func encode(to encoder: any Encoder) throws {
        guard let through else {
            var container = encoder.singleValueContainer()
            return try container.encode(base)
        }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(base, forKey: .procedure)
        try container.encode(through, forKey: .through)
    }
}
