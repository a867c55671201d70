import Catalogue
import Folders
public import Forms
public import Kernel
import Procedures
public import Store

extension Applications {
    /// What an account answered in its own last applications, of whatever service, as far as the fields have a meaning beyond
    /// their form. Files and sensitive answers (Art. 9 GDPR) are given anew each time.
    public static func answers(of account: String, _ language: Language, in reader: Reader) throws -> [AnswerSource] {
        let cases = try reader.cases(visibleTo: Caller(.account(account)), nil, limit: 10).filter { $0.owner == account }
        return try cases.compactMap { procedure in
            guard let sent = try reader.sentApplication(procedure.id) else { return nil }
            let service = try reader.part(CatalogueShelf.self).pinned(sent.hash, in: reader)
            let words = ServiceWords(service, city: try reader.part(City.self), language: language, now: reader.now)
            let answers = service.folder.form.fields.compactMap { field -> AnswerSource.Answer? in
                guard let meaning = field.meaning, !field.sensitive, let value = sent.answers[field.id] else { return nil }
                return AnswerSource.Answer(meaning, field.type, value)
            }
            return AnswerSource(
                id: procedure.id.text, kind: .application, reference: sent.reference, service: words.title, on: sent.at.date(),
                answers: answers)
        }
    }
}
