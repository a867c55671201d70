import CMime
import Kernel

/// Mails as bytes (RFC 5322, MIME), composed by GMime.
enum MIME {
    /// The identifier of a mail follows from its key: a mail that is sent again after a crash has the one it had before, so
    /// that mail servers and programs can drop the second.
    static func messageID(key: String, domain: String) -> String { "\(Digest(of: key).hex.prefix(40))@\(domain)" }

    static func compose(_ mail: Mail, to: MailAddress, settings: MailSettings, key: String, at moment: Instant) throws -> [UInt8]
    {
        let text = mail.text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").replacing("\0", with: "")
        let identifier = messageID(key: key, domain: settings.from.domain)
        var count = 0
        let bytes: UnsafeMutablePointer<CChar>? = settings.name.withCString { name in
            settings.from.text.withCString { from in
                to.text.withCString { to in
                    Lines.single(mail.subject).withCString { subject in
                        identifier.withCString { identifier in
                            text.withCString { text in
                                var letter = cmime_mail(
                                    from_name: name, from: from, to: to, subject: subject, message_id: identifier,
                                    date: moment.microseconds / 1_000_000, language: nil, text: text)
                                return cmime_compose(&letter, &count)
                            }
                        }
                    }
                }
            }
        }
        guard let bytes else { throw MailRefused(reply: 0, words: "the mail could not be composed") }
        defer { cmime_free(bytes) }
        return UnsafeBufferPointer(start: bytes, count: count).map { UInt8(bitPattern: $0) }
    }
}
