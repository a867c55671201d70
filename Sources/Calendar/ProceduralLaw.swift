/// The law a period is counted by, and the norm that leads to it where it applies by reference
/// (municipal taxes: the AO through the Land's municipal charges act; Land authorities: the VwVfG through a Land act).
///
/// JSON: `"VwVfG"`, or `{"base":"AO","through":"§ 3 Abs. 1 SächsKAG"}`.
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

    /// A norm of this law as it is cited here.
    func cite(_ norm: Norm) -> Norm { norm.reached(through: through) }
}

extension ProceduralLaw: Codable {
    private enum CodingKeys: String, CodingKey { case base, through }

    public init(from decoder: any Decoder) throws {
        if let base = try? decoder.singleValueContainer().decode(Base.self) {
            self.init(base)
            return
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(Base.self, forKey: .base), through: try container.decodeIfPresent(Norm.self, forKey: .through))
    }

    public func encode(to encoder: any Encoder) throws {
        guard let through else {
            var container = encoder.singleValueContainer()
            return try container.encode(base)
        }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(base, forKey: .base)
        try container.encode(through, forKey: .through)
    }
}
