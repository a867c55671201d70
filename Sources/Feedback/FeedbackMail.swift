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
        if let mailer = try? store.part((any Mailer).self) {
            let city = try store.part(City.self)
            let values = [
                "city": city.fullName[report.language], "text": report.text, "answer": report.answer ?? "",
                "due": Written.longDate(report.due, report.language),
            ]
            try await mailer.send(
                Mail(
                    to: address, subject: Texts.shared("feedback.mail.\(what.rawValue).subject", report.language, values),
                    text: Texts.shared("feedback.mail.\(what.rawValue).text", report.language, values)), key: job.key)
        } else {
            Log.warning("feedback.no-mail-server", ["report": .string(id.text)])
        }
        if what == .answer { try await store.perform(ForgetSender(report: id), as: .system("feedback")) }
    }
}
