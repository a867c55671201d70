import Foundation
public import Kernel
import Store
public import Web

/// How contents come in from outside: through a form of a page, or as the body of a request.
public enum Uploads {
    /// Bytes of one upload at most.
    public static let limit = 20_000_000

    /// What an upload of this request is bound to where it is no account: the member of staff, the visitor's anonymous session,
    /// or the visitor's signed form cookie. Nil for programs without token and cookie, whose uploads are bound to their identifier
    /// alone (`AttachDocument`). Cookies are stored as digests: who reads the table cannot use them.
    public static func session(of request: Request) -> String? {
        if let staff = request.caller.staff { return "staff:\(staff)" }
        if let id = request.session.id, request.caller.isAnonymous { return binding(session: id) }
        return request.visitKey
    }

    static func binding(session id: String) -> String { "session:\(id)" }

    /// Takes a file of a multipart form into the house as a loose upload; returns the identifier that goes into the file field.
    ///
    /// - Parameter session: what binds it besides the account, such as a draft that goes on elsewhere.
    /// - Throws: `DocumentFault` where it is empty, too large, not what it says, or of a type that is not taken.
    public static func take(_ file: Upload, from request: Request, session: String? = nil) async throws -> ID<Document> {
        guard file.size > 0 else { throw DocumentFault.empty }
        guard file.size <= limit else { throw DocumentFault.tooLarge(limit: limit) }
        let head = try FileHead.read(file.path)
        let type = try MediaType.agreed(said: file.contentType, head: head)
        let store = try request.store.part(DocumentStore.self)
        try store.put(copyOf: file.path, digest: file.digest)
        return try await add(Taken(digest: file.digest, bytes: file.size, type: type), name: file.filename, request, session)
    }

    /// Takes the body of a request.
    static func take(bodyOf request: Request) async throws -> (id: ID<Document>, digest: Digest) {
        let said = request.headers["content-type"] ?? ""
        let name = AttachmentName.read(request.headers["content-disposition"] ?? "")
        // Announced too large: refused before anything is read.
        if let length = request.headers["content-length"].flatMap({ Int($0) }), length > limit {
            throw DocumentFault.tooLarge(limit: limit)
        }
        let taken = try await receive(request.bytes, said: said, into: try request.store.part(DocumentStore.self))
        return (try await add(taken, name: name, request, nil), taken.digest)
    }

    struct Taken: Sendable {
        let digest: Digest
        let bytes: Int
        let type: String
    }

    /// Writes a stream beside the store's contents while it computes the digest. What fails on the way leaves nothing behind.
    static func receive(_ body: RequestBody, said: String, into store: DocumentStore) async throws -> Taken {
        let file = try Incoming(in: store)
        let digest = DigestStream()
        var head: [UInt8] = []
        var count = 0
        for try await piece in body {
            count += piece.count
            guard count <= limit else { throw DocumentFault.tooLarge(limit: limit) }
            if head.count < MediaType.headLength { head += piece.prefix(MediaType.headLength - head.count) }
            digest.update(piece)
            try file.write(piece)
        }
        guard count > 0 else { throw DocumentFault.empty }
        let type = try MediaType.agreed(said: said, head: head)
        guard let sum = digest.finish() else { throw DocumentFault.empty }
        if !store.renew(sum) { try file.adopt(as: sum) }
        return Taken(digest: sum, bytes: count, type: type)
    }

    private static func add(_ taken: Taken, name: String, _ request: Request, _ session: String?) async throws -> ID<Document> {
        let account = request.caller.account
        // Whoever may open a form may put a file into it; what becomes of the file is decided where it is attached.
        var caller = request.caller
        caller.permissions.insert(AddDocument.name)
        return try await request.store.perform(
            AddDocument(
                digest: taken.digest, bytes: taken.bytes, mediaType: taken.type, fileName: name, owner: account,
                session: session ?? (account == nil ? Uploads.session(of: request) : nil), retention: .months3),
            as: caller)
    }
}

/// The first bytes of a file.
enum FileHead {
    static func read(_ path: String) throws -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else { throw DocumentFault.noSpace }
        defer { try? file.close() }
        return [UInt8](try file.read(upToCount: MediaType.headLength) ?? Data())
    }
}

/// The file name in a `Content-Disposition` header (RFC 6266, with the extended form of RFC 8187).
enum AttachmentName {
    static func read(_ header: String) -> String {
        var plain = ""
        for part in parts(header) {
            guard let equals = part.firstIndex(of: "=") else { continue }
            let name = part[..<equals].trimmingCharacters(in: .whitespaces).lowercased()
            let value = part[part.index(after: equals)...].trimmingCharacters(in: .whitespaces)
            if name == "filename*", let decoded = extended(value) { return decoded }
            if name == "filename" { plain = unquoted(value) }
        }
        return plain
    }

    private static func extended(_ value: String) -> String? {
        let pieces = value.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard pieces.count == 3, pieces[0].lowercased() == "utf-8" else { return nil }
        return Address.decode(pieces[2])
    }

    private static func unquoted(_ value: String) -> String {
        guard value.hasPrefix("\""), value.hasSuffix("\""), value.count >= 2 else { return value }
        return String(value.dropFirst().dropLast()).replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
    }

    /// Parts between semicolons that do not stand in quotes.
    private static func parts(_ header: String) -> [Substring] {
        var quoted = false
        var escaped = false
        return header.split { character in
            if escaped { escaped = false; return false }
            if quoted, character == "\\" { escaped = true; return false }
            if character == "\"" { quoted.toggle() }
            return character == ";" && !quoted
        }
    }
}
