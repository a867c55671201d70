import Catalogue
import FEEL
import Folders
public import Kernel
public import Store

/// What a document with a code grants, and for how long: all that the public page of the code may say.
public struct Verification: Codable, Sendable {
    /// Why it ended before its last day.
    public enum Ending: String, Codable, Sendable, SQLConvertible {
        /// Another document took its place.
        case replaced
        /// The authority withdrew it (§§ 48, 49 VwVfG), or it was returned.
        case withdrawn
    }

    /// A line of the page; values that point to a person are masked before they are stored.
    public struct Line: Codable, Hashable, Sendable {
        public let label: LocalText
        public let value: LocalText
    }

    public let notice: ID<Notice>
    public let procedure: String
    public let title: LocalText
    public let lines: [Line]
    public let validFrom: LocalDate
    public let validUntil: LocalDate
    public let endedOn: LocalDate?
    public let ending: Ending?

    public enum Status: String, Sendable { case valid, notYet = "not-yet", expired, replaced, withdrawn }

    /// What holds on a day. A document that ended on a day no longer holds on that day.
    public func status(on date: LocalDate) -> Status {
        if let ending { return ending == .replaced ? .replaced : .withdrawn }
        if date < validFrom { return .notYet }
        return date > validUntil ? .expired : .valid
    }
}

extension Reader {
    private static let columns: SQL =
        "v.notice, v.procedure, v.title, v.lines, v.valid_from, v.valid_until, v.ended_on, v.ending"

    private struct Row: Codable, Sendable {
        let notice: ID<Notice>
        let procedure: String
        let title: JSON
        let lines: JSON
        let validFrom: LocalDate
        let validUntil: LocalDate
        let endedOn: LocalDate?
        let ending: Verification.Ending?

        func verification() throws -> Verification {
            Verification(
                notice: notice, procedure: procedure, title: try title.decode(), lines: try lines.decode(), validFrom: validFrom,
                validUntil: validUntil, endedOn: endedOn, ending: ending)
        }
    }

    /// What a code stands for. The code itself is the permission to see it; it says nothing but what the page may say.
    func verification(code: String) throws -> Verification? {
        let row: Row? = try first(
            "SELECT " + Reader.columns + " FROM notices_verifications v WHERE v.digest = \(Digest(of: code))")
        return try row?.verification()
    }

    /// What the documents of a procedure grant, the newest first, as far as the caller may see them.
    public func verifications(of procedure: some CustomStringConvertible, visibleTo caller: Caller) throws -> [Verification] {
        // What a code opens is the procedure; these rows have no identifier of their own.
        var holder = caller
        holder.grants = []
        var ways = [Visibility.of(holder, columns: "v")]
        if !caller.grants.isEmpty { ways.append("v.procedure IN \(list: caller.grants)") }
        let rows: [Row] = try all(
            "SELECT " + Reader.columns + " FROM notices_verifications v WHERE v.procedure = \(procedure.description) AND "
                + SQL.any(ways) + " ORDER BY v.issued_at DESC")
        return try rows.map { try $0.verification() }
    }
}

/// Lays down what the code of a notice will say, while the notice is issued.
struct VerificationIssue {
    let service: Service
    let facts: CaseFacts
    let scope: Scope

    /// Stores the digest of a new code with the days and lines that `validity` names, and returns what the letter shows.
    func store(_ rule: Validity, notice: ID<Notice>, template: String, in transaction: Transaction) throws -> NoticeText.Code {
        guard let from = rule.from.evaluate(in: scope).date, let until = rule.until.evaluate(in: scope).date, from <= until else {
            throw NoticeFault.notRendered(
                "\"validity\" does not give a first and a last day (\(rule.from.text), \(rule.until.text))")
        }
        let code = VerificationCode.make()
        let lines = rule.shows.map(line)
        try transaction.run(
            """
            INSERT INTO notices_verifications (digest, notice, procedure, reference, slug, title, lines, valid_from, valid_until,
                issued_at, ended_on, ending, unit, owner, post, confidential)
            VALUES (\(Digest(of: code)), \(notice), \(facts.procedure), \(facts.reference), \(facts.slug),
                \(try JSON(encoding: text("notices.\(template).title"))), \(try JSON(encoding: lines)), \(from), \(until),
                \(transaction.now), NULL, NULL, \(facts.unit), \(facts.owner), NULL, \(facts.confidential))
            """)
        return NoticeText.Code(address: "\(try origin(transaction))/notices/verification/\(code)", code: code)
    }

    private func line(_ shown: Validity.Shown) -> Verification.Line {
        let value = shown.value.evaluate(in: scope)
        func written(_ language: Language) -> String {
            let text = OriginWords.written(value, language)
            return shown.isMasked ? Validity.masked(text) : text
        }
        return Verification.Line(label: text("validity.\(shown.name)"), value: LocalText(de: written(.de), en: written(.en)))
    }

    private func text(_ key: String) -> LocalText {
        let texts = service.folder.texts
        return LocalText(de: texts.text(key, .de) ?? key, en: texts.text(key, .en), ls: texts.text(key, .ls))
    }

    /// Where the page of the code is reached from outside.
    private func origin(_ transaction: Transaction) throws -> String {
        if let origin = try? transaction.part(PublicOrigin.self) { return origin.text }
        return "https://" + (try transaction.part(City.self).hosts.first ?? "localhost")
    }
}
