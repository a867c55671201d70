import Catalogue
import Documents
import Folders
import Forms
import Kernel
import Notices
import Procedures
import Store
import Synchronization
import Web

/// Applications as programs send and follow them.
enum ApplicationAPI {
    static func submit(_ request: Request) async throws -> Response {
        guard let given = request.headers["idempotency-key"], !given.isEmpty, given.utf8.count <= 200 else {
            throw ApplicationFault.keyMissing
        }
        let words = try words(request)
        let slug = words.service.slug
        if words.service.folder.about.account == .required, request.caller.account == nil { throw WebFault.signInNeeded }
        let body = try await request.json()
        let scope = request.caller.isAnonymous ? Uploads.session(of: request) ?? "anonymous" : request.caller.label
        let key = SubmitApplication.Key(scope: scope, slug: slug, key: given, body: Digest(of: body.bytes))
        guard let turn = RunningKeys.shared.begin("\(request.site.id):\(key.key)") else { throw ApplicationFault.keyRunning }
        defer { turn.end() }
        if let before = try await request.read({ try $0.submission(key) }) { return answer(before) }
        let content = try await ApplicationBody(body, words: words).content(request)
        let action = SubmitApplication(content, owner: request.caller.account, session: Uploads.session(of: request), key: key)
        do {
            return answer(try await request.perform(action))
        } catch StoreFault.duplicate {
            // Another process was quicker with the same key.
            guard let before = try await request.read({ try $0.submission(key) }) else { throw ApplicationFault.keyRunning }
            return answer(before)
        } catch DocumentFault.notFound, DocumentFault.taken {
            throw ApplicationBody.unknownFiles(content, words)
        }
    }

    private static func words(_ request: Request) throws -> ServiceWords {
        let city = try request.store.part(City.self)
        let slug = request.parameter("slug")
        guard city.services.contains(slug),
            let service = try request.store.part(CatalogueShelf.self).offered(slug, on: request.now.date()),
            service.folder.about.channels.contains(.online)
        else { throw CatalogueFault.notOffered(slug) }
        return ServiceWords(service, city: city, language: request.language, now: request.now)
    }

    private static func answer(_ submitted: SubmitApplication.Submitted) -> Response {
        var members: [String: JSON] = [
            "id": .string(submitted.id.text), "reference": .string(submitted.reference),
            "state": .string(submitted.state.rawValue),
        ]
        if let code = submitted.accessCode { members["accessCode"] = .string(code) }
        return Response.json(.object(members), status: 201).with("location", "/api/v1/applications/\(submitted.id)")
    }

    static func show(_ request: Request) async throws -> Response {
        let caller = try await Admission.caller(of: request)
        return .json(try await ApplicationStatus.load(request, caller).json)
    }

    /// The latest notice. One that was issued this moment is waited for, because its letter is being set.
    static func notice(_ request: Request) async throws -> Response {
        let caller = try await Admission.caller(of: request)
        guard let id = ID<Procedure>(checking: request.parameter("id")) else { throw ProcedureFault.notFound }
        let set = try await request.store.watch(id, for: .seconds(2)) { () -> Notice? in
            let notices = try await request.read { reader in
                _ = try reader.procedure(id, visibleTo: caller)
                return try reader.notices(of: id, visibleTo: caller)
            }
            guard let last = notices.last else { throw ApplicationFault.noNotice }
            return last.document == nil ? nil : last
        }
        if let set { return try await PaperPages.file(of: set, request, caller) }
        let fault = ApplicationFault.noNotice
        let problem: JSON = [
            "type": .string("/problems/\(fault.code)"), "title": .string(request.say("applications.notice.waiting")),
            "status": 404,
            "code": .string(fault.code),
        ]
        return Response(
            status: 404, headers: ["content-type": "application/problem+json", "retry-after": "1"], body: .bytes(problem.bytes))
    }

    static func withdraw(_ request: Request) async throws -> Response {
        let caller = try await Admission.caller(of: request)
        guard let id = ID<Procedure>(checking: request.parameter("id")) else { throw ProcedureFault.notFound }
        let side = try await ActingSide.of(request)
        let status = try await ApplicationStatus.load(request, caller)
        try await side.perform(WithdrawProcedure(procedure: id), at: status.procedure, in: request.store)
        return .json(try await ApplicationStatus.load(request, caller).json)
    }
}

/// The keys whose requests are at work in this process; other processes find the row that the first one wrote.
final class RunningKeys: Sendable {
    static let shared = RunningKeys()
    private let keys = Mutex<Set<String>>([])

    struct Turn {
        let key: String
        let keys: RunningKeys
        func end() { keys.keys.withLock { _ = $0.remove(key) } }
    }

    /// Nil while another request holds the key.
    func begin(_ key: String) -> Turn? { keys.withLock { $0.insert(key).inserted } ? Turn(key: key, keys: self) : nil }
}
