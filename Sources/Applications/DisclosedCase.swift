import Catalogue
import Folders
public import Kernel
import Notices
public import PDF
public import Procedures
public import Store
import Web

/// Everything of a case that its applicant gets when asking for their data: as values for a machine, and as pages to read.
public struct DisclosedCase: Sendable {
    public let procedure: Procedure
    /// The service's title in the reader's language.
    public let title: String
    public let json: JSON
    public let blocks: [Block]
}

extension Applications {
    /// What an account learns of one of its own cases (Art. 15 (1), (3) GDPR). Throws `ProcedureFault.notFound` for anybody else's.
    public static func disclosed(_ id: ID<Procedure>, to account: String, language: Language, in reader: Reader) throws
        -> DisclosedCase
    {
        let status = try ApplicationStatus.read(id, Caller(.account(account)), language: language, in: reader)
        func say(_ key: String) -> String { Texts.shared(key, language) }
        let procedure = status.procedure
        var members = status.json.object ?? [:]
        members["channel"] = .string(procedure.channel)
        members["unit"] = .string(procedure.unit)
        members["serviceVersion"] = .string(procedure.serviceVersion)
        members["answers"] = status.sent?.answers ?? .null
        members["origins"] = try status.sent.map { try JSON(encoding: $0.origins) } ?? .null
        members["notices"] = .array(
            try status.notices.map { notice in
                [
                    "title": .string(status.title(of: notice.template, at: notice.issuedAt)),
                    "issued": .string(notice.issuedAt.description),
                    "channel": .string(notice.channel), "document": notice.document.map { .string($0) } ?? .null,
                    "text": .string(try reader.noticeText(notice, language)),
                ]
            })
        var blocks: [Block] = [
            Block(.heading(level: 1, [.text("\(status.words.title), \(procedure.reference)")]), keepsWithNext: true),
            Block(
                .keyValues(
                    [
                        KeyValue(say("applications.column.received"), Written.moment(procedure.receivedAt, language)),
                        KeyValue(say("applications.column.state"), status.stateText),
                    ] + (status.outcomeText.map { [KeyValue(say("applications.disclosed.outcome"), $0)] } ?? []))),
        ]
        if let sent = status.sent {
            let service = try reader.part(CatalogueShelf.self).pinned(sent.hash, in: reader)
            blocks.append(Block(.heading(level: 2, [.text(say("applications.disclosed.answers"))]), keepsWithNext: true))
            blocks += FormFacts(service: service, sent: sent, words: status.words).blocks.map { $0.below(2) }
        }
        blocks.append(Block(.heading(level: 2, [.text(say("applications.timeline"))]), keepsWithNext: true))
        blocks.append(
            Block(
                .keyValues(
                    status.timeline.map { entry in
                        KeyValue(
                            entry.due.map { Written.longDate($0, language) } ?? Written.moment(entry.at, language), entry.text)
                    })))
        return DisclosedCase(procedure: procedure, title: status.words.title, json: .object(members), blocks: blocks)
    }

    /// The cases of an account, the newest first.
    public static func cases(of account: String, limit: Int = 2000, in reader: Reader) throws -> [Procedure] {
        try reader.ownCases(of: account, limit: limit)
    }
}

extension Block {
    /// The same block with its heading so many levels deeper.
    fileprivate func below(_ levels: Int) -> Block {
        guard case .heading(let level, let text) = content else { return self }
        return Block(.heading(level: min(3, level + levels), text), id: id, keepsWithNext: keepsWithNext)
    }
}
