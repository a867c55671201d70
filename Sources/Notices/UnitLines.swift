import Kernel
import Folders

extension City {
    /// How a unit stands at the head of its letters.
    func unitLines(_ key: String) -> NoticeText.UnitLines {
        let contact = contact(ofUnit: key)
        let unit = organisation.unit(key)?.name.de ?? ""
        let place = [contact.postalCode, contact.place].compactMap { $0 }.joined(separator: " ")
        let lines = [contact.street, place, contact.room, contact.phone, contact.email].compactMap { $0 }.filter { !$0.isEmpty }
        return NoticeText.UnitLines(
            authority: fullName.de, name: unit, lines: lines,
            returnAddress: [fullName.de, contact.street ?? "", place].filter { !$0.isEmpty }.joined(separator: ", "),
            recipient: payment.recipient, iban: payment.iban, bic: payment.bic)
    }
}
