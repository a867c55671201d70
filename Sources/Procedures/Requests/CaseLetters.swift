import Calendar
import BPMN
import Catalogue
import FEEL
import Folders
import Kernel
import Notices
import Store

extension CaseRun {
    /// Issues a letter of the platform in this case, signed by who acts.
    @discardableResult
    func write(
        _ letter: String, kind: String, remedy: String? = nil, values: [String: Value],
        replaces: (notice: ID<Notice>, how: Replacement)? = nil, service: String? = nil, issuer: String? = nil,
        in transaction: Transaction
    ) throws -> ID<Notice> {
        let names = try transaction.part(StaffNames.self)
        let signature = transaction.caller.staff == nil ? nil : try names.name(transaction.caller, transaction)
        let way: DeliveryChannel = try service == nil ? channel(in: transaction) : .post
        return try transaction.perform(
            IssueLetter(
                IssueLetter.Letter(
                    letter, kind: kind, remedy: remedy, channel: way.rawValue, signature: signature, values: values,
                    replaces: replaces, service: service, issuer: issuer), facts: facts, context: context))
    }

    /// A text as lines of a letter, because a sentence of a letter stands on one line.
    static func lines(_ text: String) -> Value {
        .list(text.split(whereSeparator: \.isNewline).map { .string(String($0)) })
    }
}
