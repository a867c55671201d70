import Foundation
public import Kernel

extension Response {
    /// A stored document, streamed; answers `Range` and `If-None-Match`. The digest names the content for ever.
    public static func file(
        _ path: String, type: String, filename: String, digest: Digest, inline: Bool = false, for request: Request
    ) throws -> Response {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let size = (attributes?[.size] as? NSNumber)?.intValue else { throw WebFault.notFound }
        let tag = "\"\(digest.hex)\""
        var headers: Headers = [
            "content-type": type, "etag": tag, "accept-ranges": "bytes",
            "content-disposition": disposition(filename, inline: inline),
        ]
        if matches(request.headers["if-none-match"], tag) {
            headers["content-type"] = nil
            return Response(status: 304, headers: headers)
        }
        var range = request.headers["range"].flatMap { ByteRange.parse($0, size: size) } ?? .whole
        if let condition = request.headers["if-range"], condition != tag { range = .whole }
        switch range {
        case .whole: return Response(headers: headers, body: .file(path: path, offset: 0, count: size))
        case .part(let offset, let count):
            headers["content-range"] = "bytes \(offset)-\(offset + count - 1)/\(size)"
            return Response(status: 206, headers: headers, body: .file(path: path, offset: offset, count: count))
        case .outside:
            return Response(status: 416, headers: ["content-range": "bytes */\(size)"])
        }
    }

    /// True where an `If-None-Match` header names the tag or `*`; weak tags compare alike.
    static func matches(_ header: String?, _ tag: String) -> Bool {
        guard let header else { return false }
        return header.split(separator: ",").contains { part in
            let part = part.trimmed
            return part == "*" || part == tag || part == "W/" + tag
        }
    }
}

/// One range of bytes (RFC 9110 § 14.2). Several ranges in one request are answered with the whole.
enum ByteRange: Hashable {
    case whole
    case part(offset: Int, count: Int)
    case outside

    /// Nil for what is no byte range; such headers are ignored.
    static func parse(_ header: String, size: Int) -> ByteRange? {
        guard header.hasPrefix("bytes="), !header.contains(",") else { return nil }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        if ends[0].isEmpty {
            guard let last = number(ends[1]) else { return nil }
            return last == 0 || size == 0 ? .outside : .part(offset: max(0, size - last), count: min(last, size))
        }
        guard let first = number(ends[0]) else { return nil }
        guard first < size else { return .outside }
        if ends[1].isEmpty { return .part(offset: first, count: size - first) }
        guard let last = number(ends[1]), last >= first else { return nil }
        return .part(offset: first, count: min(last, size - 1) - first + 1)
    }

    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}
