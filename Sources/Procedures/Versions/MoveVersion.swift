import Catalogue
import Folders
public import Kernel
public import Store

/// Staff let a running case go on by the version of its service that is in force. What was decided and issued stays as it is and keeps
/// being explained by the version under which it was made.
///
/// Law: a case is decided by the law in force at its decision, unless the law says otherwise; which version applies to cases that run
/// already is for the authority to judge, case by case. Unchecked.
public struct MoveVersion: Action {
    public static let name = "procedures.move-version"
    public static let audience: Audience = .staff
    let procedure: ID<Procedure>
    let version: String
    let seen: Int?
    let reason: String

    /// - Parameters:
    ///   - version: hash of the version that was previewed. - seen: the state of the case that was previewed.
    public init(procedure: ID<Procedure>, version: String, seen: Int?, reason: String) {
        self.procedure = procedure
        self.version = version
        self.seen = seen
        self.reason = reason
    }

    public func perform(in transaction: Transaction) throws {
        let seen = try CaseAccess.demand(MoveVersion.name, at: procedure, in: transaction)
        var run = try CaseRun(procedure, in: transaction)
        var mistakes = Mistakes()
        mistakes.need(reason, "reason", atLeast: 5, atMost: 2000)
        try mistakes.check()
        guard !seen.state.isOver else { throw ProcedureFault.tooLate }
        guard let service = try transaction.otherVersion(of: run) else { throw ProcedureFault.noOtherVersion }
        guard service.hash.hex == version, run.version == self.seen else { throw ProcedureFault.changedMeanwhile }
        let move = try VersionMove(run, to: service, in: transaction)
        guard move.obstacles.isEmpty else { throw ProcedureFault.notMovable(move.obstacles) }
        try run.adopt(move, in: transaction)
        transaction.audit(
            "procedure", procedure, unit: seen.unit,
            detail: [
                "from": .string(move.from.hash.hex), "to": .string(move.to.hash.hex), "reason": .string(reason),
                "dates": .object(Dictionary(move.dates.map { ($0.name, $0.detail) }, uniquingKeysWith: { $1 })),
            ])
        try transaction.emit(
            VersionMoved(
                procedure: procedure.text, fromHash: move.from.hash.hex, toHash: move.to.hash.hex,
                fromVersion: move.from.folder.about.version, toVersion: move.to.folder.about.version, reason: reason),
            subject: procedure)
        try run.keep(in: transaction)
    }
}

/// A case goes on by another version of its service.
public struct VersionMoved: Event {
    public static let name = "procedures.version-moved"
    public let procedure: String
    public let fromHash: String
    public let toHash: String
    public let fromVersion: String
    public let toVersion: String
    public let reason: String
}

extension VersionMove.DateChange {
    fileprivate var detail: JSON {
        ["from": before.map { .string($0.description) } ?? .null, "to": after.map { .string($0.description) } ?? .null]
    }
}

extension Reader {
    /// The version of a case's service that is in force, if it is another one than the case's.
    func otherVersion(of run: CaseRun) throws -> Service? {
        let offered = try part(CatalogueShelf.self).offered(run.facts.slug, on: now.date())
        return offered.flatMap { $0.hash == run.service.hash ? nil : $0 }
    }
}
