import Folders
import Kernel
import Store
import Web

/// What goes by mail to whoever reported a barrier and left an address: that it has arrived, and the answer.
enum FeedbackMail {
    enum Kind: String { case confirmation, answer }

    private static let kind = "feedback.mail"

    static func enqueue(_ report: ID<BarrierReport>, _ what: Kind, unit: String?, in transaction: Transaction) throws {
        try transaction.enqueue(
            kind, key: "\(kind):\(report):\(what.rawValue)", subject: report, payload: ["what": .string(what.rawValue)],
            unit: unit)
    }

    static let job = JobKind(kind, isDispensable: true) { job, store in
        let id = ID<BarrierReport>(job.subject)
        guard let what = job.payload["what"]?.string.flatMap({ Kind(rawValue: $0) }),
            let report = try await store.read({ try $0.barrierReport(id, visibleTo: .system("feedback")) }),
            let address = report.email
        else { return }
        let mailer: any Mailer
        do { mailer = try store.part((any Mailer).self) } catch {
            // A confirmation can be done without; the answer is owed, and waits as an incident for a mail server.
            guard what == .confirmation else { throw error }
            return Log.warning("feedback.no-mail-server", ["report": .string(id.text)])
        }
        let city = try store.part(City.self)
        // Nobody has shown that the address is theirs: what was typed goes out with a person's answer only, never by itself.
        let values = [
            "city": city.fullName[report.language], "text": report.text, "answer": report.answer ?? "",
            "due": Written.longDate(report.due, report.language),
        ]
        try await mailer.send(
            Mail(
                to: address, subject: Texts.shared("feedback.mail.\(what.rawValue).subject", report.language, values),
                text: Texts.shared("feedback.mail.\(what.rawValue).text", report.language, values)), key: job.key)
        if what == .answer { try await store.perform(ForgetSender(report: id), as: .system("feedback")) }
    }
}
