import Folders
import Kernel
import Web

/// What one step sent, on its way into the answers.
struct StepPost {
    let fields: [Field]
    let form: FormData
    private(set) var answers: JSON

    init(fields: [Field], form: FormData, answers: JSON) {
        self.fields = fields
        self.form = form
        let posted = AnswerReading.json(from: form, fields: fields)
        var members = answers.object ?? [:]
        for field in fields { members[field.id] = posted[field.id] }
        self.answers = .object(members)
    }

    /// A new file joins those of a field that takes several, and takes the place of a single one.
    mutating func add(file id: String, at name: String, _ field: Field) throws {
        let path = AnswerPath.parts(name)
        guard path.count <= 3 else { return }
        let there = field.multiple ? answers.at(path: path)?.array ?? [] : []
        answers = answers.placing(field.multiple ? .array(there + [.string(id)]) : .string(id), at: path[...])
    }

    /// Carries out the buttons that change the page itself, without scripts: an entry more or less, a file taken out.
    /// Returns where to go on reading.
    mutating func change() -> String? {
        if let group = form.optional("_add"), let field = fields.first(where: { $0.id == group && $0.type == .group }) {
            let entries = answers[field.id]?.array ?? []
            guard entries.count < AnswerReading.mostEntries else { return nil }
            answers = answers.placing(.array(entries + [[:]]), at: [field.id])
            return FieldID.of("\(field.id).\(entries.count).\(field.fields.first?.id ?? "")")
        }
        if let entry = form.optional("_remove") {
            let path = AnswerPath.parts(entry)
            guard path.count == 2, fields.contains(where: { $0.id == path[0] && $0.type == .group }) else { return nil }
            answers = answers.placing(nil, at: path[...])
            if answers[path[0]]?.array?.isEmpty == true { answers = answers.placing(nil, at: [path[0]]) }
            return FieldID.of(path[0])
        }
        if let file = form.optional("_drop") {
            let parts = file.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2, fields.contains(where: { $0.id == AnswerPath.parts(parts[0]).first }) else { return nil }
            let path = AnswerPath.parts(parts[0])
            let left = (answers.at(path: path)?.array ?? []).filter { $0.string != parts[1] }
            answers = answers.placing(left.isEmpty ? nil : .array(left), at: path[...])
            return FieldID.of(parts[0])
        }
        return nil
    }
}
