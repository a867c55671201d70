import Accesses
import Kernel
import Store
import Web

/// A document as a download or, with `?view=inline`, as what the browser shows; and uploads by programs.
enum DocumentPages {
    /// Contents come from outside: nothing in them may run, load or be embedded, whatever the browser takes them for.
    static let contentPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox; frame-ancestors 'none'; base-uri 'none'"

    /// The same for a document that a page of this site shows beside its own contents.
    static let besidePolicy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'self'; frame-ancestors 'self'; base-uri 'none'"

    static func show(_ request: Request) async throws -> Response {
        guard let id = ID<Document>(checking: request.parameter("id")) else { throw DocumentFault.notFound }
        let document = try await request.read { [caller = request.caller, session = Uploads.session(of: request)] in
            try $0.document(id, visibleTo: caller, session: session)
        }
        try await request.noteAccess(to: document.subject ?? id.text, for: "documents.show", unit: document.unit)
        let contents = try request.store.part(DocumentStore.self)
        guard contents.has(document.sha256) else {
            Log.error("documents.contents-missing", ["document": .string(id.text), "sha256": .string(document.sha256.hex)])
            throw DocumentFault.contentsMissing(document.sha256.hex)
        }
        let view = request.query("view")
        let isShown = MediaType.isShown(document.mediaType)
        if view == "beside", isShown { return try beside(document, contents, request) }
        let inline = view == "inline" && isShown
        return try Response.file(
            contents.path(of: document.sha256), type: document.mediaType, filename: document.name, digest: document.sha256,
            inline: inline, for: request
        ).with("content-security-policy", contentPolicy).with("x-content-type-options", "nosniff").with(
            "cache-control", "private, no-cache")
    }

    /// As a part of one of our own pages (`?view=beside`). A browser's viewer does not start in a sandbox, so there is none;
    /// only what a browser shows without running anything of it comes here, and only into pages of this site.
    private static func beside(_ document: Document, _ contents: DocumentStore, _ request: Request) throws -> Response {
        try Response.file(
            contents.path(of: document.sha256), type: document.mediaType, filename: document.name, digest: document.sha256,
            inline: true, for: request
        ).with("content-security-policy", besidePolicy).with("x-frame-options", "SAMEORIGIN")
            .with("x-content-type-options", "nosniff").with("cache-control", "private, no-cache")
    }

    static func upload(_ request: Request) async throws -> Response {
        let (id, digest) = try await Uploads.take(bodyOf: request)
        return Response.json(["id": .string(id.text), "sha256": .string(digest.hex)], status: 201)
            .with("location", "/documents/\(id)")
    }
}

/// What the API description says.
enum DocumentAPI {
    static let upload = APIOperation(
        "Upload a file; its id stands in a file field of an application", tag: "uploads",
        parameters: [
            APIParameter(.header, "Content-Disposition", .string(), "attachment; filename=\"…\": the name that people will see")
        ],
        request: APIBody(.string(format: "binary"), as: "application/octet-stream"),
        responses: [
            APIAnswer(
                201,
                "Taken. Attach it within a day by submitting an application with the same account, session or, without either, this id.",
                .object([
                    .init("id", .string(format: "uuid"), "for the file field"),
                    .init("sha256", .string(), "of the bytes received"),
                ]),
                headers: [APIParameter(.header, "Location", .string(), "where those who may see it can fetch it")]),
            APIAnswer(400, "Empty"), APIAnswer(413, "More than 20 MB"),
            APIAnswer(415, "Contents and Content-Type disagree, or the type is not taken"),
            APIAnswer(503, "No room; try again later"),
        ], needsToken: false)
}
