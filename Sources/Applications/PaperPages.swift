import Documents
import Kernel
import Notices
import Procedures
import Store
import Web

/// Letters and receipts as files.
enum PaperPages {
    /// The receipt, made when it is first asked for and kept from then on.
    static func receipt(_ request: Request) async throws -> Response {
        let status = try await ApplicationStatus.load(request, try await Admission.caller(of: request))
        guard let sent = status.sent else { throw WebFault.notFound }
        let document = try await ApplicationPaper.document(.receipt, of: sent, in: request.store)
        return try file(document, request)
    }

    static func notice(_ request: Request) async throws -> Response {
        let caller = try await Admission.caller(of: request)
        let status = try await ApplicationStatus.load(request, caller)
        guard let notice = status.notices.first(where: { $0.id.text == request.parameter("notice") }) else {
            throw ApplicationFault.noNotice
        }
        return try await file(of: notice, request, caller)
    }

    static func file(of notice: Notice, _ request: Request, _ caller: Caller) async throws -> Response {
        guard let id = notice.document else { throw ApplicationFault.noNotice }
        return try file(try await request.read { try $0.document(ID(id), visibleTo: caller) }, request)
    }

    private static func file(_ document: Document, _ request: Request) throws -> Response {
        let contents = try request.store.part(DocumentStore.self)
        guard contents.has(document.sha256) else { throw DocumentFault.contentsMissing(document.sha256.hex) }
        return try Response.file(
            contents.path(of: document.sha256), type: document.mediaType, filename: document.name, digest: document.sha256,
            for: request
        ).with("cache-control", "private, no-cache")
    }
}
