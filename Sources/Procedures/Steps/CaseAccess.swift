import Catalogue
import Folders
import Kernel
import Store

/// What an act of staff at a whole procedure begins with: it is there for the caller, and the right is held where it belongs.
enum CaseAccess {
    /// The procedure, if the caller may do `action` in its unit. Who only works on it for another unit may not.
    static func demand(_ action: String, at id: ID<Procedure>, by caller: Caller, in reader: Reader) throws -> Procedure {
        let procedure = try reader.procedure(id, visibleTo: caller)
        guard caller.may(action, in: procedure.unit) else { throw StoreFault.forbidden(action) }
        return procedure
    }

    static func demand(_ action: String, at id: ID<Procedure>, in transaction: Transaction) throws -> Procedure {
        try demand(action, at: id, by: transaction.caller, in: transaction)
    }

    /// Whether a page offers an act.
    static func offers(_ action: String, at procedure: Procedure, to caller: Caller) -> Bool {
        caller.staff != nil && caller.may(action, in: procedure.unit)
    }
}

/// Mistakes in what was typed, all of them at once. Their sentences stand under `procedures.problem.<code>`.
struct Mistakes: Sendable {
    private(set) var problems: [FieldProblem] = []

    init(_ problems: [FieldProblem] = []) { self.problems = problems }

    mutating func add(_ field: String, _ code: String) {
        problems.append(
            FieldProblem(pointer: "/\(field)", code: code, detail: Texts.shared("procedures.problem.\(code)", .de)))
    }

    /// What a fault of another component says, at a field.
    mutating func add(_ field: String, _ fault: some Fault) {
        let detail = Texts.shared("faults.\(fault.code)", .de, fault.details)
        problems.append(FieldProblem(pointer: "/\(field)", code: fault.code, detail: detail))
    }

    /// A text that must be there and fit.
    mutating func need(_ text: String, _ field: String, atLeast least: Int = 1, atMost most: Int = 4000) {
        let count = text.filter { !$0.isWhitespace }.count
        if count == 0 {
            add(field, "text-missing")
        } else if count < least {
            add(field, "text-too-short")
        } else if text.count > most {
            add(field, "text-too-long")
        }
    }

    func check() throws {
        if !problems.isEmpty { throw InvalidInput(problems) }
    }

    /// What is wrong at a field, in the reader's language.
    func sentence(_ field: String, _ language: Language) -> String? {
        problems.first { $0.pointer == "/\(field)" }.map { Mistakes.sentence($0, language) }
    }

    /// The lines above a form, each leading to its field.
    func lines(_ language: Language) -> [(field: String, sentence: String)] {
        problems.map { (String($0.pointer.dropFirst()), Mistakes.sentence($0, language)) }
    }

    private static func sentence(_ problem: FieldProblem, _ language: Language) -> String {
        let key = "procedures.problem.\(problem.code)"
        return Texts.shared.has(key) ? Texts.shared(key, language) : problem.detail
    }
}
