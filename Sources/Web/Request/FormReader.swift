import Foundation
import Kernel
import Synchronization

/// The body of one request: a stream that is read once, or the form that was read from it.
final class BodyBox: Sendable {
    private struct State {
        var form: FormData?
        var newCookie: String?
    }

    let stream: RequestBody
    private let state = Mutex(State())

    init(_ stream: RequestBody) { self.stream = stream }

    /// The cookie for a visitor who has none yet; the same for all forms of one page.
    func newCookie(_ make: () -> String) -> String {
        state.withLock { state in
            if let cookie = state.newCookie { return cookie }
            let cookie = make()
            state.newCookie = cookie
            return cookie
        }
    }

    var cookieToSet: String? { state.withLock { $0.newCookie } }

    func form(_ request: Request) async throws -> FormData {
        if let form = state.withLock({ $0.form }) { return form }
        let form = try await FormReader(request).read()
        state.withLock { $0.form = form }
        return form
    }
}

/// Reads a form from a body within the route's limits; files go to temporary files with their running digest.
struct FormReader {
    private let type: String
    private let parameters: [String: String]
    private let body: RequestBody
    private let limits: BodyLimits

    init(_ request: Request) {
        (type, parameters) = HeaderParameters.parse(request.headers["content-type"] ?? "")
        body = request.body.stream
        limits = request.limits
    }

    func read() async throws -> FormData {
        switch type {
        case "application/x-www-form-urlencoded":
            return try FormData.urlencoded(try await body.collect(upTo: limits.request), limits: limits)
        case "multipart/form-data": return try await multipart()
        case "application/json":
            let bytes = try await body.collect(upTo: limits.json)
            let json: JSON
            do { json = try JSON(parsing: bytes) } catch { throw WebFault.badBody("\(error)") }
            return try FormData.flattened(json, limits: limits)
        case "":
            guard try await body.collect(upTo: limits.field).isEmpty else { throw WebFault.badContentType("") }
            return FormData()
        default: throw WebFault.badContentType(type)
        }
    }

    private func multipart() async throws -> FormData {
        do {
            var reader = try MultipartReader(boundary: parameters["boundary"] ?? "")
            var collector = PartCollector(limits: limits)
            var total = 0
            for try await piece in body {
                total += piece.count
                guard total <= limits.request else { throw WebFault.bodyTooLarge(limit: limits.request) }
                for event in try reader.read(piece) { try collector.take(event) }
            }
            try reader.finish()
            return collector.form
        } catch let problem as MultipartReader.Problem {
            throw WebFault.badBody("\(problem)")
        }
    }
}

/// Gathers the parts of one multipart body.
private struct PartCollector {
    var form = FormData()
    let limits: BodyLimits
    private var count = 0
    private var field: (name: String, bytes: [UInt8])?
    private var file: OpenFile?

    init(limits: BodyLimits) { self.limits = limits }

    private struct OpenFile {
        let name: String
        let filename: String
        let contentType: String
        let spool: Spool
        let handle: FileHandle
        let digest = DigestStream()
        var size = 0
    }

    mutating func take(_ event: MultipartReader.Event) throws {
        switch event {
        case .part(let name, let filename, let contentType):
            count += 1
            guard count <= limits.parts else { throw WebFault.tooManyParts(limit: limits.parts) }
            try begin(name, filename, contentType)
        case .bytes(let bytes): try append(bytes)
        case .endOfPart: try endPart()
        case .end: break
        }
    }

    private mutating func begin(_ name: String, _ filename: String?, _ contentType: String) throws {
        guard let filename else {
            field = (name, [])
            return
        }
        let spool = try Spool()
        guard let handle = FileHandle(forWritingAtPath: spool.path) else { throw WebFault.badBody("no room for the file") }
        file = OpenFile(name: name, filename: filename, contentType: contentType, spool: spool, handle: handle)
    }

    private mutating func append(_ bytes: [UInt8]) throws {
        if let held = field {
            guard held.bytes.count + bytes.count <= limits.field else { throw WebFault.bodyTooLarge(limit: limits.field) }
            field?.bytes += bytes
        } else if var open = file {
            open.size += bytes.count
            guard open.size <= limits.file else { throw WebFault.bodyTooLarge(limit: limits.file) }
            open.digest.update(bytes)
            try open.handle.write(contentsOf: bytes)
            file = open
        }
    }

    private mutating func endPart() throws {
        if let held = field {
            guard let text = String(validating: held.bytes, as: UTF8.self) else { throw WebFault.badBody("a field is not UTF-8") }
            form.add(held.name, text)
            field = nil
        } else if let open = file {
            try open.handle.close()
            file = nil
            // A file field that was left empty is sent without name and bytes.
            guard !(open.filename.isEmpty && open.size == 0), let digest = open.digest.finish() else { return }
            form.add(
                Upload(
                    field: open.name, filename: open.filename, contentType: open.contentType, spool: open.spool, size: open.size,
                    digest: digest))
        }
    }
}
