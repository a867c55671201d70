public import Kernel
public import Store

/// How a notice lost its place. It stays in the file as it was, and says what took its place.
public enum Replacement: String, Codable, Sendable, CaseIterable, SQLConvertible {
    /// An obvious error was put right (§ 42 VwVfG, § 129 AO, § 38 SGB X); the notice stands as corrected.
    case corrected
    /// Taken back because it was unlawful (§ 48 VwVfG, § 130 AO).
    case withdrawn
    /// Revoked although it was lawful (§ 49 VwVfG, § 131 AO).
    case revoked
    /// Changed on an objection (§ 72 VwGO, § 367 (2) AO), or by a new decision.
    case replaced

    /// Whether the notice has no effect any more.
    public var endsEffect: Bool { self != .corrected }
}

/// Notes at a notice that another one took its place; called where that one is issued.
public struct ReplaceNotice: Action {
    public static let name = "notices.replace"
    public static let audience: Audience = .system
    let notice: ID<Notice>
    let successor: ID<Notice>
    let how: Replacement

    public init(notice: ID<Notice>, by successor: ID<Notice>, how: Replacement) {
        self.notice = notice
        self.successor = successor
        self.how = how
    }

    public func perform(in transaction: Transaction) throws {
        let found = try transaction.notice(notice, visibleTo: .system("notices"))
        transaction.audit(
            "notice", notice, detail: ["by": .string(successor.text), "how": .string(how.rawValue)])
        guard found.replacement?.endsEffect != true else { throw NoticeFault.replaced }
        try transaction.run(
            """
            UPDATE notices SET replacement = \(how), replaced_by = \(successor), replaced_at = \(transaction.now)
            WHERE id = \(notice)
            """)
        try transaction.emit(
            NoticeReplaced(
                notice: notice.text, procedure: found.procedure, template: found.template, by: successor.text, how: how.rawValue),
            subject: found.procedure)
    }
}

/// Another notice took the place of one.
public struct NoticeReplaced: Event {
    public static let name = "notices.replaced"
    public let notice: String
    public let procedure: String
    public let template: String
    public let by: String
    /// See `Replacement`.
    public let how: String
}
