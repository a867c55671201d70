import Foundation
public import Kernel
import Store

/// Lays mails into a folder instead of sending them, for a demo without a mail server: `<digest of the key>.eml`, readable by
/// their owner only, because they contain links that open accounts.
public struct FolderMailer: Mailer {
    private let directory: String
    private let clock: any Clock
    /// The sender and the city's name; the server in it is never asked.
    public let settings: MailSettings

    /// Makes the folder where it is missing. Throws `DeliveryFault.addressNotTaken` for the sender.
    public init(directory: String, from: String, name: String, clock: any Clock) throws {
        self.directory = directory
        self.clock = clock
        settings = try MailSettings(server: "smtp://localhost", from: from, name: name)
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    public func send(_ mail: Mail, key: String) async throws {
        let file = "\(directory)/\(Digest(of: key).hex.prefix(40)).eml"
        guard !FileManager.default.fileExists(atPath: file) else { return }
        let to: MailAddress
        do { to = try MailAddress(mail.to) } catch let DeliveryFault.addressNotTaken(why) {
            throw PermanentFailure("the e-mail address cannot be used: \(why)")
        }
        let bytes = try MIME.compose(mail, to: to, settings: settings, key: key, at: clock.now())
        guard
            FileManager.default.createFile(atPath: file, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
        else { throw MailRefused(reply: 0, words: "the mail could not be written") }
        Log.debug("delivery.mail-laid-down", ["key": .string(String(Digest(of: key).hex.prefix(16)))])
    }
}
