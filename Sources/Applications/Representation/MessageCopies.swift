import Delivery
import Kernel
import Mandates
import Procedures
import Store

/// Copies of what the authority writes, for representatives whose mandate says so. The principal gets the original in any case.
enum MessageCopies {
    static func copy(_ event: MessageSent, in transaction: Transaction) throws {
        let system = Caller.system("applications")
        guard let id = ID<Message>(checking: event.message), let procedure = ID<Procedure>(checking: event.procedure) else {
            return
        }
        let message = try transaction.message(id, visibleTo: system)
        try send(message.title, procedure, original: message.owner, key: event.message, in: transaction)
    }

    /// Where the original goes by post, the copy goes into the mailbox all the same.
    static func copy(_ event: Delivered, in transaction: Transaction) throws {
        guard event.channel == DeliveryWay.post.rawValue, let procedure = ID<Procedure>(checking: event.procedure) else { return }
        let system = Caller.system("applications")
        let title = try transaction.postItems(of: procedure, visibleTo: system).first { $0.document == event.document }?.title
        guard let title else { return }
        let owner = try transaction.procedure(procedure, visibleTo: system).owner
        try send(title, procedure, original: owner, key: event.document, in: transaction)
    }

    private static func send(
        _ title: String, _ id: ID<Procedure>, original: String?, key: String, in transaction: Transaction
    ) throws {
        // Cases whose application is not kept here have no representatives; copies are not copied.
        guard let mandate = try transaction.mandateOfCase(id), original == mandate.principal else { return }
        let procedure = try transaction.procedure(id, visibleTo: .system("applications"))
        for copy in try recipients(mandate, in: transaction) {
            guard let to = copy.representative else { continue }
            let values = ["title": title, "name": copy.principalName, "reference": procedure.reference]
            let language = procedure.language
            _ = try transaction.perform(
                SendMessage(
                    procedure: id, reference: procedure.reference, key: "copy:\(key):\(copy.id)",
                    title: Texts.shared("applications.copy.title", language, values),
                    body: Texts.shared("applications.copy.body", language, values),
                    to: Addressee(account: to, lines: [], language: language), unit: procedure.unit,
                    confidential: procedure.confidential))
        }
    }

    /// Who gets a copy: the representative whose mandate says so, and for a company all of its people, whoever sent the application.
    private static func recipients(_ mandate: Mandate, in reader: Reader) throws -> [Mandate] {
        if mandate.role != nil, let company = mandate.principal { return try reader.peopleOf(company: company) }
        return mandate.wantsCopies && mandate.state(on: reader.now.date()) == .holds ? [mandate] : []
    }
}

extension Reader {
    /// The mandate by which an application was sent; nil for one's own.
    func mandateOfCase(_ id: ID<Procedure>) throws -> Mandate? {
        let mandate = try value(ID<Mandate>.self, "SELECT mandate FROM applications WHERE id = \(id) AND mandate IS NOT NULL")
        return try mandate.flatMap { try self.mandate($0) }
    }
}
