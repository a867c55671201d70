import Foundation

/// Part of a file in pieces of 64 KiB.
final class FilePieces {
    private let handle: FileHandle
    private var left: Int

    init(path: String, offset: Int, count: Int) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else { throw WebFault.notFound }
        self.handle = handle
        left = count
        try handle.seek(toOffset: UInt64(offset))
    }

    deinit { try? handle.close() }

    func next() throws -> [UInt8]? {
        guard left > 0, let data = try handle.read(upToCount: min(left, 65_536)), !data.isEmpty else { return nil }
        left -= data.count
        return Array(data)
    }
}
