import Folders
import Kernel
import PDF
import Web

/// A short message as a letter after DIN 5008, for people who have neither an account nor e-mail.
struct PostLetter {
    let item: PostItem
    let city: City

    /// Nil for an item whose letter is a document of its own.
    var letter: Letter? {
        guard let body = item.body else { return nil }
        let date = item.createdAt.date()
        return Letter(
            language: item.language, letterhead: letterhead, returnAddress: returnAddress, address: item.recipient,
            information: [KeyValue(say("reference"), item.reference), KeyValue(say("date"), Written.date(date, item.language))],
            reference: item.reference, subject: item.title, body: Markdown.blocks(from: body),
            closing: [.paragraph(say("regards")), .paragraph(city.fullName[item.language])],
            details: DocumentDetails(
                title: "\(item.title), \(item.reference)", author: city.fullName.de, subject: item.title, created: item.createdAt)
        )
    }

    private var contact: City.Contact { item.unit.map(city.contact(ofUnit:)) ?? city.contact }
    private var place: String { [contact.postalCode, contact.place].compactMap { $0 }.joined(separator: " ") }

    private var letterhead: Letterhead {
        let lines = [contact.street, place, contact.room, contact.phone, contact.email].compactMap { $0 }.filter { !$0.isEmpty }
        let unit = item.unit.flatMap { city.organisation.unit($0)?.name[item.language] }
        return Letterhead(authority: city.fullName[item.language], unit: unit ?? "", lines: lines)
    }

    /// A sheet with nothing but the address field, for what goes along with copies, forms or plans in an envelope with a window.
    var cover: Letter {
        let date = item.createdAt.date()
        return Letter(
            language: item.language, letterhead: letterhead, returnAddress: returnAddress, address: item.recipient,
            information: [KeyValue(say("reference"), item.reference), KeyValue(say("date"), Written.date(date, item.language))],
            reference: item.reference, subject: item.title, body: [],
            details: DocumentDetails(
                title: "\(item.title), \(item.reference)", author: city.fullName.de, subject: item.title, created: item.createdAt)
        )
    }

    var envelope: Envelope { Envelope(language: item.language, sender: returnAddress, address: item.recipient) }

    private var returnAddress: String {
        [city.fullName.de, contact.street ?? "", place].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    private func say(_ key: String) -> String { Texts.shared("delivery.letter." + key, item.language) }
}
