import Kernel
import Synchronization

/// City-wide values by type: the catalogue, the document directory, the organisation. Put in at start, read everywhere.
public final class Parts: Sendable {
    private let values = Mutex<[ObjectIdentifier: any Sendable]>([:])

    public init() {}

    /// Puts a part in its place; the last one wins, so that a city can be reloaded.
    public func set<T: Sendable>(_ part: T) { values.withLock { $0[ObjectIdentifier(T.self)] = part } }

    /// Takes a part out, where a city can do without.
    public func remove<T: Sendable>(_ type: T.Type) { values.withLock { $0[ObjectIdentifier(T.self)] = nil } }

    /// Throws `StoreFault.partMissing` when the executable forgot it.
    public func get<T: Sendable>(_ type: T.Type = T.self) throws -> T {
        guard let part = values.withLock({ $0[ObjectIdentifier(type)] }) as? T else {
            throw StoreFault.partMissing("\(type)")
        }
        return part
    }
}
