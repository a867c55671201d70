/// The bytes of a request as they arrive. They can be read once.
public struct RequestBody: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    private let start: @Sendable () -> AsyncIterator

    /// Bytes that are all there.
    public init(_ bytes: [UInt8] = []) { self.init(pieces: bytes.isEmpty ? [] : [bytes]) }

    /// Bytes in given pieces.
    public init(pieces: [[UInt8]]) {
        start = {
            var rest = pieces[...]
            return AsyncIterator { rest.popFirst() }
        }
    }

    /// Bytes from another sequence.
    init<S: AsyncSequence & Sendable>(_ sequence: S, bytes: @escaping @Sendable (S.Element) throws -> [UInt8]) {
        start = {
            var iterator = sequence.makeAsyncIterator()
            return AsyncIterator {
                guard let element = try await iterator.next() else { return nil }
                return try bytes(element)
            }
        }
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        var step: () async throws -> [UInt8]?
        public mutating func next() async throws -> [UInt8]? { try await step() }
    }

    public func makeAsyncIterator() -> AsyncIterator { start() }

    /// All bytes; a fault where there are more than `limit`.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await piece in self {
            guard bytes.count + piece.count <= limit else { throw WebFault.bodyTooLarge(limit: limit) }
            bytes += piece
        }
        return bytes
    }
}
