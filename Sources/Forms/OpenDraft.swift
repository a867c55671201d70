public import Catalogue
public import Documents
import FEEL
public import Folders
public import Kernel
import Mandates
import Store
public import Web

/// A draft with everything that its pages need: its service today, what is wrong, which steps there are.
public struct OpenDraft: Sendable {
    public let draft: Draft
    public let words: ServiceWords
    /// The answers that the form of today knows.
    public let answers: JSON
    /// Answers to fields that are no more, by name.
    public let former: [String: JSON]
    public let result: FormResult
    /// The uploads that the answers name, as far as they are still there.
    public let files: [String: Document]
    /// The form has changed since the draft was saved last.
    public let hasChanged: Bool
    /// Whom it is written for, where that is somebody else who has authorised the writer.
    public let principal: String?
    /// Nobody can send it off any more: the service is not offered today.
    public let isGone: Bool

    public var service: Service { words.service }
    public var form: Form { service.folder.form }
    var fieldWords: FieldWords { FieldWords(words, answers: result.values) }

    /// Where answers were taken over from, as sentences by field.
    var origins: [String: String] {
        Origin.kept(draft.origins, draft.answers).mapValues { $0.sentence(words.language) }
    }

    /// The steps that are shown with these answers.
    var steps: [Form.Step] {
        let scope = words.scope.adding(["answers": result.values])
        return form.steps.filter { $0.showWhen.holds(in: scope) }
    }

    func messages(_ problems: [FormProblem]) -> FormMessages { FormMessages(problems, fields: form.fields, words: fieldWords) }

    /// What is wrong, in the reader's words, as the interface says it.
    public func problems() -> [FieldProblem] { result.problems.map { $0.sentence(words.language) { words.text($0) } } }

    /// Loads a draft of whoever asks. Throws `FormFault.draftNotFound`, and `CatalogueFault.versionMissing` where the service is
    /// neither offered nor kept.
    public static func load(_ id: String, _ request: Request) async throws -> OpenDraft {
        guard let id = ID<Draft>(checking: id) else { throw FormFault.draftNotFound }
        let key = DraftKey(request)
        let draft = try await request.read { try $0.draft(id, of: key) }
        return try await open(draft, request)
    }

    static func open(_ draft: Draft, _ request: Request) async throws -> OpenDraft {
        let (caller, session) = (request.caller, Uploads.session(of: request))
        let (language, now) = (request.language, draft.entry?.moment(now: request.now) ?? request.now)
        return try await request.read { reader in
            let city = try reader.part(City.self)
            let shelf = try reader.part(CatalogueShelf.self)
            let offered = city.services.contains(draft.slug) ? shelf.offered(draft.slug, on: now.date()) : nil
            let service = try offered ?? shelf.pinned(draft.hash, in: reader)
            let words = ServiceWords(service, city: city, language: language, now: now)
            let form = service.folder.form
            let (known, unknown) = AnswerPath.split(draft.answers, form.fields)
            var files: [String: Document] = [:]
            for file in form.files(in: known) {
                guard let id = ID<Document>(checking: file.id) else { continue }
                files[file.id] = try? reader.document(id, visibleTo: caller, session: session)
            }
            let facts = files.mapValues { UploadFacts(mediaType: $0.mediaType, bytes: $0.bytes) }
            return OpenDraft(
                draft: draft, words: words, answers: known, former: unknown,
                result: form.check(known, files: facts, in: words.scope),
                files: files, hasChanged: service.hash.hex != draft.hash,
                principal: try draft.mandate.flatMap { try reader.mandate($0)?.principalName }, isGone: offered == nil)
        }
    }
}
