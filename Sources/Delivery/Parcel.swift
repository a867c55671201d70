import Kernel
import Store

/// What is being sent, before it is known how.
struct Parcel {
    let key: String
    let procedure: String
    let reference: String
    let title: String
    let body: String
    let document: String?
    let to: Addressee
    let unit: String
    let confidential: Bool
    /// How it is served; then it is a letter, whatever the addressee has chosen.
    var service: String?
    /// `post` where it was said to be a letter when dates were counted by that.
    var way: DeliveryWay?

    /// How and as what it was sent before.
    private func present(in transaction: Transaction) throws -> (DeliveryWay, String)? {
        struct Sent: Codable {
            let message: String?
            let item: String?
        }
        let sent: Sent? = try transaction.first(
            """
            SELECT (SELECT id FROM delivery_messages WHERE key = \(key)) AS message,
                (SELECT id FROM delivery_items WHERE key = \(key)) AS item
            """)
        if let message = sent?.message { return (.portalMailbox, message) }
        return sent?.item.map { (.post, $0) }
    }

    /// Sends it on the best way there is; how, as what, and whether it had not been sent before.
    ///
    /// - Parameter mailWithoutAccount: whether an e-mail address is enough, because the status page shows it; a document
    ///   that must be served is not served by that. For the same reason a document goes only into a mailbox whose owner has
    ///   agreed to it (§ 41 (2a) VwVfG, § 9 OZG; docs/decisions/0014); without an address for a letter, it becomes an incident.
    ///   A message that serves nothing goes into every mailbox whose owner has not refused.
    func send(mailWithoutAccount: Bool, in transaction: Transaction) throws -> (DeliveryWay, String, isFirst: Bool) {
        if let (way, id) = try present(in: transaction) { return (way, id, false) }
        if service != nil || way == .post {
            guard to.hasPostalAddress else { throw DeliveryFault.nowhereToDeliver }
            return (.post, try putOnList(in: transaction), true)
        }
        let wish = try to.account.map { try transaction.deliveryWish(of: $0, at: procedure) } ?? .electronic
        let isByPost = wish == .post || (wish == .unasked && !mailWithoutAccount)
        if isByPost, to.hasPostalAddress || !mailWithoutAccount {
            guard to.hasPostalAddress else { throw DeliveryFault.nowhereToDeliver }
            return (.post, try putOnList(in: transaction), true)
        }
        if to.account != nil || (mailWithoutAccount && to.email != nil) {
            return (.portalMailbox, try putIntoMailbox(in: transaction), true)
        }
        guard to.hasPostalAddress else { throw DeliveryFault.nowhereToDeliver }
        return (.post, try putOnList(in: transaction), true)
    }

    private func putIntoMailbox(in transaction: Transaction) throws -> String {
        let id = ID<Message>(at: transaction.now)
        try transaction.post(
            """
            INSERT INTO delivery_messages (id, key, procedure, title, body, language, document, owner, unit, post, confidential, sent_at)
            VALUES (\(id), \(key), \(procedure), \(title), \(body), \(to.language), \(document), \(to.account), \(unit), NULL,
                    \(confidential), \(transaction.now))
            """)
        try Hints.queue(for: id, to, unit: unit, in: transaction)
        try transaction.emit(MessageSent(message: id.text, procedure: procedure), subject: procedure)
        return id.text
    }

    private func putOnList(in transaction: Transaction) throws -> String {
        let id = ID<PostItem>(at: transaction.now)
        let lines = to.lines.map(Lines.single).filter { !$0.isEmpty }
        try transaction.post(
            """
            INSERT INTO delivery_items (id, key, procedure, reference, title, body, language, document, recipient, owner, unit, post,
                                        confidential, created_at, service)
            VALUES (\(id), \(key), \(procedure), \(reference), \(title), \(document == nil ? body : nil), \(to.language), \(document),
                    \(try JSON(encoding: lines)), NULL, \(unit), NULL, \(confidential), \(transaction.now), \(service))
            """)
        return id.text
    }
}

/// Texts that must stay on one line: titles, subjects of mails, lines of an address.
enum Lines {
    static func single(_ text: String) -> String {
        let plain = text.unicodeScalars.map {
            $0.properties.generalCategory == .control || $0.properties.isWhitespace ? " " : Character($0)
        }
        return String(plain).split(separator: " ").joined(separator: " ")
    }
}
