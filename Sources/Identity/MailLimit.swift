import Kernel
public import Web

extension Request {
    /// One recipient gets so many mails an hour that somebody without a proof of the address asks for, whoever asks and wherever:
    /// nobody's mailbox is filled through this house.
    public func limitMails(to email: String) throws { try limit("mails:\(Digest(of: email))", RateLimit(6, per: 3600)) }
}
