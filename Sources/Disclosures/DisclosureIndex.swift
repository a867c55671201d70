import Accounts
import Applications
import Delivery
import Documents
import Folders
import Forms
import Kernel
import PDF
import Procedures
import Store
import Web

/// What stands in the file, twice: to read (`index.pdf`) and for machines (`data.json`).
struct DisclosureIndex: Sendable {
    private let wanted: Disclosure
    private let city: City
    private var members: [String: JSON]
    private var cases: [JSON] = []
    private var blocks: [Block]
    private let tail: [Block]

    private var language: Language { wanted.language }

    init(_ wanted: Disclosure, in reader: Reader) throws {
        self.wanted = wanted
        city = try reader.part(City.self)
        let language = wanted.language
        func say(_ key: String, _ values: [String: String] = [:]) -> String { Texts.shared(key, language, values) }
        let caller = Caller(.account(wanted.owner))
        let account = try Account.own(caller, in: reader)
        let choices = try reader.deliveryChoices(of: wanted.owner, limit: 200)
        let drafts = try reader.drafts(of: DraftKey(account: wanted.owner, session: nil))
        let looks = try AccessEntry.all(of: wanted.owner, in: reader)
        let chosen = choices.map { choice -> JSON in
            [
                "at": .string(choice.at.description), "electronic": .bool(choice.isElectronic),
                "wording": .string(choice.wording),
            ]
        }
        let begun = drafts.map { draft -> JSON in ["service": .string(draft.slug), "answers": draft.answers] }
        members = [
            "deliveryChoices": .array(chosen), "drafts": .array(begun),
            "accesses": .array(looks.map { $0.json(language) }), "made": .string(wanted.requestedAt.description),
        ]
        members["account"] = try account.map { try JSON(encoding: $0) }
        blocks = [
            .paragraph(say("disclosures.index.lead", ["moment": Written.moment(wanted.requestedAt, language)])),
            Block(.heading(level: 1, [.text(say("disclosures.index.account"))]), keepsWithNext: true),
            Block(.keyValues(DisclosureIndex.lines(account, language))),
        ]
        if !drafts.isEmpty {
            blocks.append(.paragraph(say("disclosures.index.drafts", ["count": String(drafts.count)])))
        }
        let rows = looks.map { line in
            KeyValue(
                Written.moment(line.at, language), "\(line.unit(language)): \(line.purpose(language)) (\(line.reference))")
        }
        let told: Block = rows.isEmpty ? .paragraph(say("disclosures.accesses.none")) : Block(.keyValues(rows))
        tail = [Block(.heading(level: 1, [.text(say("disclosures.accesses.title"))]), keepsWithNext: true), told]
    }

    private static func lines(_ account: Account?, _ language: Language) -> [KeyValue] {
        guard let account else { return [] }
        func say(_ key: String) -> String { Texts.shared(key, language) }
        let street = [account.street, account.houseNumber].compactMap { $0 }.joined(separator: " ")
        let place = [account.postalCode, account.place].compactMap { $0 }.joined(separator: " ")
        let found: [(String, String?)] = [
            ("identity.email", account.email), ("accounts.givenName", account.givenName),
            ("accounts.familyName", account.familyName), ("accounts.born", account.born.map { Written.date($0, language) }),
            ("accounts.phone", account.phone), ("accounts.street", street), ("accounts.place", place),
        ]
        return found.compactMap { key, value in value.flatMap { $0.isEmpty ? nil : KeyValue(say(key), $0) } }
    }

    /// - Parameter files: where the documents lie in the archive, by identifier.
    mutating func add(_ part: CasePart, files: [String: String]) {
        func say(_ key: String, _ values: [String: String] = [:]) -> String { Texts.shared(key, language, values) }
        var json = part.disclosed.json.object ?? [:]
        let documents = part.documents.map { document -> JSON in
            [
                "name": .string(document.name), "kind": .string(document.kind), "sha256": .string(document.sha256.hex),
                "at": .string(document.createdAt.description),
                "file": files[document.id.text].map { .string($0) } ?? .null,
            ]
        }
        let messages = part.messages.map { message -> JSON in
            ["at": .string(message.sentAt.description), "title": .string(message.title), "text": .string(message.body)]
        }
        let notes = part.notes.texts.map { note -> JSON in
            ["at": .string(note.at.description), "text": .string(note.text)]
        }
        json["documents"] = .array(documents)
        json["messages"] = .array(messages)
        json["notes"] = .array(notes)
        json["notesWithheld"] = .number(Decimal128(part.notes.withheld))
        cases.append(.object(json))

        blocks += part.disclosed.blocks
        func section(_ key: String, _ rows: [KeyValue]) {
            guard !rows.isEmpty else { return }
            blocks.append(Block(.heading(level: 2, [.text(say(key))]), keepsWithNext: true))
            blocks.append(Block(.keyValues(rows)))
        }
        section(
            "disclosures.index.documents",
            part.documents.map { KeyValue($0.name, files[$0.id.text] ?? say("disclosures.index.missing")) })
        section(
            "disclosures.index.messages",
            part.messages.map { KeyValue(Written.moment($0.sentAt, language), $0.title) })
        section(
            "disclosures.index.notes",
            part.notes.texts.map { KeyValue(Written.moment($0.at, language), $0.text) })
        if part.notes.withheld > 0 {
            blocks.append(.paragraph(say("disclosures.index.withheld", ["count": String(part.notes.withheld)])))
        }
    }

    var json: JSON {
        var all = members
        all["applications"] = .array(cases)
        return .object(all)
    }

    var report: Report {
        let title = Texts.shared("disclosures.index.title", language)
        return Report(
            language: language, issuer: city.fullName[language], title: title,
            reference: Written.date(wanted.requestedAt.date(), language), body: blocks + tail,
            details: DocumentDetails(
                title: title, author: city.fullName[language], subject: title, created: wanted.requestedAt))
    }
}
