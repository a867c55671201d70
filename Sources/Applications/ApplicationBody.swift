import Catalogue
import Documents
import FEEL
import Folders
import Forms
import Kernel
import Procedures
import Store
import Web

/// The body of an application that a program sent: checked as a whole, every problem at once.
struct ApplicationBody {
    private let body: JSON
    private let words: ServiceWords

    init(_ body: JSON, words: ServiceWords) {
        self.body = body
        self.words = words
    }

    private var form: Form { words.service.folder.form }

    func content(_ request: Request) async throws -> SubmitApplication.Content {
        guard let members = body.object else {
            throw InvalidInput([FieldProblem(pointer: "", code: "wrong-type", detail: request.say("web.schema.no-object"))])
        }
        var problems: [FieldProblem] = []
        for name in members.keys.sorted() where name != "answers" && name != "language" {
            let pointer = "/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
            problems.append(FieldProblem(pointer: pointer, code: "unknown-field", detail: request.say("web.schema.unknown")))
        }
        let language = self.language(members["language"], request, &problems)
        guard let answers = members["answers"] else {
            throw InvalidInput(
                problems + [FieldProblem(pointer: "/answers", code: "required", detail: request.say("web.schema.required"))])
        }
        let files = try await uploads(answers, request)
        let facts = files.mapValues { UploadFacts(mediaType: $0.mediaType, bytes: $0.bytes) }
        let result = form.check(answers, files: facts, in: words.scope)
        problems += result.problems.map { problem in problem.sentence(words.language) { words.text($0) } }
        guard problems.isEmpty else { throw InvalidInput(problems) }
        return SubmitApplication.Content(
            slug: words.service.slug, answers: result.answers, values: result.values.typedJSON, language: language,
            documents: form.files(in: result.answers).map { ($0.field, $0.id) }, fileNames: files.mapValues(\.name))
    }

    private func language(_ json: JSON?, _ request: Request, _ problems: inout [FieldProblem]) -> Language {
        guard let json else { return .de }
        let spoken = words.service.folder.about.languages
        if let language = json.string.flatMap({ Language(rawValue: $0) }), spoken.contains(language) { return language }
        let allowed = spoken.map(\.rawValue).joined(separator: ", ")
        problems.append(
            FieldProblem(
                pointer: "/language", code: "not-an-option", detail: request.say("web.schema.not-allowed", ["allowed": allowed])))
        return .de
    }

    /// The uploads that the answers name. One that is bound to nobody is known to whoever has its identifier; whether it may be
    /// taken is decided when it is attached.
    private func uploads(_ answers: JSON, _ request: Request) async throws -> [String: Document] {
        let ids = form.files(in: answers).compactMap { ID<Document>(checking: $0.id) }
        guard !ids.isEmpty else { return [:] }
        let (caller, session) = (request.caller, Uploads.session(of: request))
        return try await request.read { reader in
            var found: [String: Document] = [:]
            for id in ids {
                if let own = try? reader.document(id, visibleTo: caller, session: session) {
                    if own.subject == nil { found[id.text] = own }
                } else if let loose = try? reader.document(id, visibleTo: .system("applications")), loose.subject == nil,
                    loose.owner == nil
                {
                    found[id.text] = loose
                }
            }
            return found
        }
    }

    /// The answer where an upload could not be taken: it belongs to somebody else, is too old, or is part of another case.
    static func unknownFiles(_ content: SubmitApplication.Content, _ words: ServiceWords) -> InvalidInput {
        let detail = Texts.shared("applications.unknown-file", words.language)
        let files = words.service.folder.form.files(in: content.answers)
        return InvalidInput(files.map { FieldProblem(pointer: "/answers" + $0.pointer, code: "unknown-file", detail: detail) })
    }
}
