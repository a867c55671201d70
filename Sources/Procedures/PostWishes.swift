import Calendar
public import Store

/// How a case learns whether the holder of an account has refused electronic delivery: dates are counted by the way that a
/// notice goes (§ 41 (2), (2a) VwVfG, §§ 122 (2), 122a AO). The component that knows puts this part in its place; without it nobody has.
public struct PostWishes: Sendable {
    private let wantsPost: @Sendable (_ account: String, Reader) throws -> Bool

    public init(_ wantsPost: @escaping @Sendable (_ account: String, Reader) throws -> Bool) { self.wantsPost = wantsPost }

    /// By mailbox for whoever has an account and did not refuse it, otherwise by post.
    static func channel(of owner: String?, in reader: Reader) throws -> DeliveryChannel {
        guard let owner else { return .post }
        guard let wishes = try? reader.part(PostWishes.self) else { return .portalMailbox }
        return try wishes.wantsPost(owner, reader) ? .post : .portalMailbox
    }
}
