import Kernel

/// The sentences a date explains itself with. `{…}` are filled by the computation.
enum Sentences {
    static let event = LocalText(de: "Ereignis", en: "event")
    static let notification = LocalText(de: "Bekanntgabe", en: "notification")

    static let endOfEarlier = LocalText(de: "Ende der vorigen Frist", en: "end of the earlier period")

    static let beginAfterEvent = LocalText(
        de:
            "Die Frist ({period}) beginnt am {date}, weil der Tag des Ereignisses nicht mitzählt: {event} am {eventDate} ({norm}).",
        en:
            "The period ({period}) begins on {date}, because the day of the event does not count: {event} on {eventDate} ({norm})."
    )
    static let beginWithDay = LocalText(
        de: "Die Frist ({period}) beginnt mit dem Anfang des Tages, {date}; dieser Tag zählt mit ({norm}).",
        en: "The period ({period}) begins with the start of {date}; this day counts ({norm}).")
    static let end = LocalText(
        de: "Sie endet mit Ablauf von {date} ({norm}).",
        en: "It ends at the close of {date} ({norm}).",
        ls: "Der letzte Tag ist {date}.")
    static let endShortMonth = LocalText(
        de: "Sie endet mit Ablauf von {date}, dem letzten Tag des Monats, weil ihm der entsprechende Tag fehlt ({norm}).",
        en: "It ends at the close of {date}, the last day of the month, because the month lacks the corresponding day ({norm}).",
        ls: "Der letzte Tag ist {date}.")
    static let fixedDate = LocalText(
        de: "Der Tag ist festgelegt: {date} ({norm}).",
        en: "The day is fixed: {date} ({norm}).",
        ls: "Der letzte Tag ist {date}.")
    static let suspended = LocalText(
        de: "Vom {from} bis {through}{reason} läuft sie nicht; {days} kommen hinzu, sie endet mit Ablauf von {date} ({norm}).",
        en: "From {from} to {through}{reason} it does not run; {days} are added and it ends at the close of {date} ({norm}).",
        ls: "Die Frist hat eine Pause gemacht. Der neue letzte Tag ist {date}.")
    static let extended = LocalText(
        de:
            "Die Frist ist verlängert ({period}), gerechnet vom Ende der alten Frist am {old}; sie endet mit Ablauf von {date} ({norm}).",
        en:
            "The period is extended ({period}), counted from the end of the old one on {old}; it ends at the close of {date} ({norm}).",
        ls: "Sie haben mehr Zeit bekommen. Der neue letzte Tag ist {date}.")

    static let before = LocalText(
        de:
            "Zwischen der Handlung und dem Tag, auf den es ankommt, muss die volle Frist liegen ({period}): {event} am {eventDate}; "
            + "der letzte Tag ist {date} ({norm}, rückwärts gerechnet).",
        en: "The full period ({period}) must lie between the act and the day that matters: {event} on {eventDate}; "
            + "the last day is {date} ({norm}, counted backwards).",
        ls: "Der letzte Tag ist {date}.")

    static let shift = LocalText(
        de: "Weil {reasons}, ist der letzte Tag erst der nächste Werktag, {date} ({norm}).",
        en: "Because {reasons}, the last day is only the next working day, {date} ({norm}).",
        ls: "An diesem Tag ist frei. Darum haben Sie länger Zeit. Der letzte Tag ist {date}.")
    static let announcedDay = LocalText(
        de:
            "Obwohl {reasons}, bleibt es bei {date}, weil dieser Tag unter Hinweis auf die Vorschrift als Ende mitgeteilt wurde ({norm}).",
        en:
            "Although {reasons}, it stays at {date}, because this day was announced as the end with reference to the provision ({norm})."
    )
    static let benefitSpan = LocalText(
        de: "Obwohl {reasons}, endet der Zeitraum der Leistung mit Ablauf von {date} ({norm}).",
        en: "Although {reasons}, the span of the benefit ends at the close of {date} ({norm}).")
    static let appointment = LocalText(
        de: "Obwohl {reasons}, ist der von der Behörde gesetzte Termin am {date} einzuhalten ({norm}).",
        en: "Although {reasons}, the appointment set by the authority on {date} must be kept ({norm}).")
}

extension EndRule {
    var sentence: LocalText {
        switch self {
        case .nextWorkingDay, .none: Sentences.shift
        case .announcedDay: Sentences.announcedDay
        case .benefitSpan: Sentences.benefitSpan
        case .appointment: Sentences.appointment
        }
    }
}

/// Sentences on notification.
extension Sentences {
    static let notifiedOnDay = LocalText(
        de: "{channel} am {dispatched}; der Bescheid gilt am {ordinal} Tag danach als bekannt gegeben, {date} ({norm}).",
        en: "{channel} on {dispatched}; the decision counts as notified on the {ordinal} day after, {date} ({norm}).",
        ls: "Es zählt so: Sie haben den Bescheid am {date} bekommen.")
    static let notifiedAfterPeriod = LocalText(
        de: "{channel} am {dispatched}; der Bescheid gilt nach dieser Zeit ({period}) als bekannt gegeben, {date} ({norm}).",
        en: "{channel} on {dispatched}; the decision counts as notified after this time ({period}), {date} ({norm}).",
        ls: "Es zählt so: Sie haben den Bescheid am {date} bekommen.")
    static let notifiedAtOnce = LocalText(
        de: "{channel}: der Bescheid ist an diesem Tag bekannt gegeben, {date} ({norm}).",
        en: "{channel}: the decision is notified on this day, {date} ({norm}).",
        ls: "Sie haben den Bescheid am {date} bekommen.")
    static let notifiedOnArrival = LocalText(
        de: "{channel} am {dispatched}; der Bescheid ist mit dem Zugang bekannt gegeben, {date} ({norm}).",
        en: "{channel} on {dispatched}; the decision is notified on arrival, {date} ({norm}).",
        ls: "Sie haben den Bescheid am {date} bekommen.")
    static let notifiedAfterRetrieval = LocalText(
        de:
            "{channel} am {dispatched}, abgerufen am {received}; der Bescheid gilt am Tag danach als bekannt gegeben, {date} ({norm}).",
        en:
            "{channel} on {dispatched}, retrieved on {received}; the decision counts as notified on the day after, {date} ({norm}).",
        ls: "Es zählt so: Sie haben den Bescheid am {date} bekommen.")
    static let arrivedLater = LocalText(
        de: "Tatsächlich ist er erst am {date} zugegangen; dieser Tag zählt ({norm}).",
        en: "In fact it arrived only on {date}; this day counts ({norm}).",
        ls: "Der Bescheid war später da: am {date}. Dieser Tag zählt.")
    static let notificationMoved = LocalText(
        de: "Weil {reasons}, gilt er erst am nächsten Werktag als bekannt gegeben, {date} ({norm}).",
        en: "Because {reasons}, it counts as notified only on the next working day, {date} ({norm}).",
        ls: "An diesem Tag ist frei. Darum zählt ein anderer Tag: {date}.")

    /// How the sentence names what happened on the day of dispatch.
    static func dispatch(_ channel: DeliveryChannel) -> LocalText {
        switch channel {
        case .post: LocalText(de: "Zur Post gegeben", en: "Posted")
        case .postAbroad: LocalText(de: "Ins Ausland zur Post gegeben", en: "Posted to another country")
        case .electronic: LocalText(de: "Elektronisch abgesandt", en: "Sent electronically")
        case .portalMailbox: LocalText(de: "Im Postfach bereitgestellt", en: "Put into the mailbox")
        case .portalRetrieval: LocalText(de: "Zum Abruf bereitgestellt", en: "Offered for retrieval")
        case .registeredLetter: LocalText(de: "Als Einschreiben zur Post gegeben", en: "Posted as a registered letter")
        case .returnReceipt: LocalText(de: "Einschreiben mit Rückschein", en: "Registered letter with return receipt")
        case .serviceCertificate: LocalText(de: "Mit Zustellungsurkunde zugestellt", en: "Served with a certificate")
        case .receiptConfirmation: LocalText(de: "Gegen Empfangsbekenntnis", en: "Against confirmation of receipt")
        case .handover: LocalText(de: "Persönlich übergeben", en: "Handed over in person")
        case .oral: LocalText(de: "Mündlich bekannt gegeben", en: "Announced by word of mouth")
        case .publicNotice: LocalText(de: "Ortsüblich bekannt gemacht", en: "Publicly announced")
        case .publicService: LocalText(de: "Öffentlich zugestellt", en: "Served by public notice")
        }
    }
}

/// Sentences on what follows from a date.
extension Sentences {
    static let remedy = LocalText(
        de: "{remedy} ist innerhalb eines Monats möglich, also bis {date} ({norm}).",
        en: "The {remedy} is open for one month, until {date} ({norm}).",
        ls: "Sie sind nicht einverstanden? Dann müssen Sie bis zum {date} schreiben.")
    static let remedyWithoutInstruction = LocalText(
        de:
            "Weil die Belehrung über den Rechtsbehelf fehlt oder falsch ist, ist {remedy} innerhalb eines Jahres möglich, also bis {date} ({norm}).",
        en: "Because the instruction on remedies is missing or wrong, the {remedy} is open for one year, until {date} ({norm}).",
        ls: "Sie sind nicht einverstanden? Dann müssen Sie bis zum {date} schreiben.")
    static let deemedGranted = LocalText(
        de: "Ist bis dahin nicht entschieden, gilt die Genehmigung mit Ablauf dieses Tages als erteilt, also ab {date} ({norm}).",
        en: "Without a decision by then, the permit counts as granted when that day has passed, that is from {date} ({norm}).",
        ls: "Haben Sie bis dahin keine Antwort? Dann haben Sie ab dem {date} die Erlaubnis.")
    static let paymentGrace = LocalText(
        de:
            "Die Zahlung ist am {due} fällig; geht sie binnen drei Tagen ein, also bis {date}, entsteht kein Säumniszuschlag ({norm}).",
        en: "The payment is due on {due}; if it arrives within three days, by {date}, there is no late-payment charge ({norm}).",
        ls: "Bezahlen Sie bis zum {due}.")
}
