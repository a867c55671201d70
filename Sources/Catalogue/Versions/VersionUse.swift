public import Store

/// How many running cases go by which version of a service; put into the store's parts by the executable, because cases are kept by a
/// component that is built on this one.
public struct VersionUse: Sendable {
    /// Numbers by the hash of the version; nothing of the cases themselves.
    public let count: @Sendable (String, Reader) throws -> [String: Int]
    /// The list of those cases of a version that a reader may see.
    let address: @Sendable (String, String) -> String

    /// - Parameters:
    ///   - count: for the slug of a service. - address: for the slug and the hash of a version.
    public init(
        count: @escaping @Sendable (String, Reader) throws -> [String: Int],
        address: @escaping @Sendable (String, String) -> String
    ) {
        self.count = count
        self.address = address
    }
}
