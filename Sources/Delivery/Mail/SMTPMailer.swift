import CCurl
import Dispatch
public import Kernel
import Store

/// Sends mails to a mail server by SMTP (RFC 5321), through libcurl.
///
/// Replies of 4xx, and a server that does not answer, are worth another attempt (`MailRefused`); replies of 5xx are final
/// (`PermanentFailure`): a person must look. Neither says to whom the mail went.
public struct SMTPMailer: Mailer {
    private let settings: MailSettings
    private let clock: any Clock
    private static let queue = DispatchQueue(label: "mail", attributes: .concurrent)

    public init(_ settings: MailSettings, clock: any Clock) {
        self.settings = settings
        self.clock = clock
    }

    public func send(_ mail: Mail, key: String) async throws {
        let to: MailAddress
        do { to = try MailAddress(mail.to) } catch let DeliveryFault.addressNotTaken(why) {
            throw PermanentFailure("the e-mail address cannot be used: \(why)")
        }
        let bytes = try MIME.compose(mail, to: to, settings: settings, key: key, at: clock.now())
        let outcome = await handOver(bytes, to: to)
        Log.info(
            "delivery.mail",
            [
                "key": .string(String(Digest(of: key).hex.prefix(16))), "reply": .number(Decimal128(outcome.reply)),
                "code": .number(Decimal128(outcome.code)),
            ])
        guard outcome.code != 0 else { return }
        if (500...599).contains(outcome.reply) {
            throw PermanentFailure("the mail server refused the mail for good, with \(outcome.reply)")
        }
        throw MailRefused(reply: outcome.reply, words: outcome.words)
    }

    private struct Outcome: Sendable {
        let code: Int
        let reply: Int
        let words: String
    }

    /// On a thread of its own, because libcurl waits for the server.
    private func handOver(_ bytes: [UInt8], to: MailAddress) async -> Outcome {
        await withCheckedContinuation { continuation in
            SMTPMailer.queue.async { [settings] in continuation.resume(returning: SMTPMailer.exchange(bytes, to: to, settings)) }
        }
    }

    private static func exchange(_ bytes: [UInt8], to: MailAddress, _ settings: MailSettings) -> Outcome {
        let address = "\(settings.isTLS ? "smtps" : "smtp")://\(settings.host):\(settings.port)/\(settings.from.domain)"
        let result = address.withCString { url in
            settings.from.text.withCString { from in
                to.text.withCString { to in
                    withOptional(settings.user) { user in
                        withOptional(settings.password) { password in
                            bytes.withUnsafeBytes { buffer in
                                var mail = ccurl_mail(
                                    url: url, user: user, password: password, needs_tls: settings.needsTLS, from: from, to: to,
                                    bytes: buffer.baseAddress?.assumingMemoryBound(to: CChar.self), count: buffer.count,
                                    connect_seconds: 10, seconds: 60)
                                return ccurl_send_mail(&mail)
                            }
                        }
                    }
                }
            }
        }
        let words = withUnsafeBytes(of: result.words) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return Outcome(code: Int(result.code), reply: result.reply, words: words)
    }

    private static func withOptional<T>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> T) -> T {
        guard let text else { return body(nil) }
        return text.withCString { body($0) }
    }
}

/// The mail was not taken now; it is worth another attempt.
struct MailRefused: Error, CustomStringConvertible {
    /// The server's reply code, 0 where it did not answer.
    let reply: Int
    let words: String

    var description: String {
        reply == 0 ? "the mail server does not answer: \(words)" : "the mail server asks to come back later, with \(reply)"
    }
}
