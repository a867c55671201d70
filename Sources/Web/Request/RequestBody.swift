/// The bytes of a request as they arrive. They are read once: a second reading finds nothing.
public struct RequestBody: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    private let source: BodySource

    /// Bytes that are all there.
    public init(_ bytes: [UInt8] = []) { self.init(pieces: bytes.isEmpty ? [] : [bytes]) }

    /// Bytes in given pieces.
    public init(pieces: [[UInt8]]) {
        var rest = pieces[...]
        source = BodySource { rest.popFirst() }
    }

    /// Bytes from another sequence.
    init<S: AsyncSequence & Sendable>(_ sequence: S, bytes: @escaping @Sendable (S.Element) throws -> [UInt8]) {
        var iterator = sequence.makeAsyncIterator()
        source = BodySource {
            guard let element = try await iterator.next() else { return nil }
            return try bytes(element)
        }
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        let source: BodySource
        public mutating func next() async throws -> [UInt8]? { try await source.next() }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source: source) }

    /// All bytes; a fault where there are more than `limit`.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await piece in self {
            guard bytes.count + piece.count <= limit else { throw WebFault.bodyTooLarge(limit: limit) }
            bytes += piece
        }
        return bytes
    }

    /// The same bytes; a fault at the piece that goes beyond the limit.
    func limited(to limit: Int) -> RequestBody {
        let source = source
        var count = 0
        return RequestBody(
            BodySource {
                guard let piece = try await source.next() else { return nil }
                count += piece.count
                guard count <= limit else { throw WebFault.bodyTooLarge(limit: limit) }
                return piece
            })
    }

    private init(_ source: BodySource) { self.source = source }

    /// Reads on for nobody; true when the end was reached within `limit` bytes and some seconds.
    func drain(upTo limit: Int, seconds: Double) async -> Bool {
        guard !source.isFinished else { return true }
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask { await source.drain(upTo: limit) }
            group.addTask {
                try? await Task.sleep(for: .seconds(seconds))
                return false
            }
            let isDone = await group.next() ?? false
            // Ends the waiting read as well; the connection is closed then, so nobody misses what it would have read.
            group.cancelAll()
            return isDone
        }
    }
}

/// Where the bytes come from.
final class BodySource: @unchecked Sendable {
    // One request is answered by one task, which reads its body in order; so this needs no lock.
    private var step: () async throws -> [UInt8]?
    private(set) var isFinished = false

    init(_ step: @escaping () async throws -> [UInt8]?) { self.step = step }

    func next() async throws -> [UInt8]? {
        // Asking the connection again after the end would take the head of the next request.
        if isFinished { return nil }
        let piece = try await step()
        if piece == nil { isFinished = true }
        return piece
    }

    func drain(upTo limit: Int) async -> Bool {
        var count = 0
        while count <= limit {
            do {
                guard let piece = try await next() else { return !Task.isCancelled }
                count += piece.count
            } catch {
                return false
            }
        }
        return false
    }
}
