public import Kernel

extension FormProblem {
    /// The problem as the API and pages give it. The service's own words win over the general ones.
    /// - Parameter look: the service's text by key, `fields.dogs.chip.errors.pattern`.
    public func sentence(_ language: Language, look: (String) -> String?) -> FieldProblem {
        FieldProblem(pointer: pointer, code: code, detail: own(look) ?? general(language))
    }

    private func own(_ look: (String) -> String?) -> String? {
        if let rule { return look("rules.\(rule)") }
        guard !field.isEmpty else { return nil }
        switch code {
        case "bad-pattern": return look("fields.\(field).errors.pattern")
        case "check-failed": return look("fields.\(field).errors.check")
        default: return look("fields.\(field).errors.\(code)")
        }
    }

    private func general(_ language: Language) -> String {
        let text = FormProblem.sentences[code] ?? FormProblem.unknown
        var limit = limit
        if let date = LocalDate(limit) { limit = TemplateFormat.date(date, language) }
        if code == "file-too-large", let bytes = Int(limit) { limit = "\(bytes / 1_048_576) MB" }
        return text[language].replacing("{limit}", with: limit)
    }

    static let unknown = LocalText(de: "Diese Angabe passt nicht.", en: "This entry does not fit.", ls: "Das passt nicht.")

    static let sentences: [String: LocalText] = [
        "unknown-field": LocalText(
            de: "Dieses Feld gibt es im Formular nicht.", en: "The form has no such field.", ls: "Diese Frage gibt es nicht."),
        "required": LocalText(
            de: "Bitte füllen Sie dieses Feld aus.", en: "Please fill in this field.",
            ls: "Hier fehlt etwas. Schreiben Sie hier etwas."),
        "wrong-type": LocalText(
            de: "Diese Angabe hat die falsche Form.", en: "This entry has the wrong form.",
            ls: "Das ist nicht richtig geschrieben."),
        "too-short": LocalText(
            de: "Bitte schreiben Sie mindestens {limit} Zeichen.", en: "Please write at least {limit} characters.",
            ls: "Das ist zu kurz. Schreiben Sie mindestens {limit} Zeichen."),
        "too-long": LocalText(
            de: "Hier passen höchstens {limit} Zeichen.", en: "At most {limit} characters fit here.",
            ls: "Das ist zu lang. Hier passen {limit} Zeichen."),
        "too-small": LocalText(
            de: "Erlaubt ist {limit} oder mehr.", en: "Allowed is {limit} or more.",
            ls: "Das ist zu wenig oder zu früh. Es geht ab: {limit}."),
        "too-large": LocalText(
            de: "Erlaubt ist höchstens {limit}.", en: "Allowed is {limit} at most.",
            ls: "Das ist zu viel oder zu spät. Es geht bis: {limit}."),
        "too-few": LocalText(
            de: "Bitte geben Sie mindestens {limit} an.", en: "Please give at least {limit}.",
            ls: "Das sind zu wenige. Es müssen {limit} sein."),
        "too-many": LocalText(
            de: "Möglich sind höchstens {limit}.", en: "At most {limit} are possible.",
            ls: "Das sind zu viele. Es gehen nur {limit}."),
        "not-an-option": LocalText(
            de: "Bitte wählen Sie eine der angebotenen Antworten.", en: "Please choose one of the answers offered.",
            ls: "Wählen Sie eine Antwort aus der Liste."),
        "not-an-email": LocalText(
            de: "Das ist keine E-Mail-Adresse. Richtig ist zum Beispiel name@beispiel.de.",
            en: "This is no e-mail address. Right is for example name@example.org.",
            ls: "Das ist keine E-Mail-Adresse. Richtig ist zum Beispiel: name@beispiel.de."),
        "not-a-phone": LocalText(
            de: "Das ist keine Telefonnummer. Richtig ist zum Beispiel 0341 123456.",
            en: "This is no phone number. Right is for example 0341 123456.",
            ls: "Das ist keine Telefon-Nummer. Richtig ist zum Beispiel: 0341 123456."),
        "not-a-date": LocalText(
            de: "Diesen Tag gibt es nicht.", en: "There is no such day.", ls: "Diesen Tag gibt es nicht."),
        "not-a-number": LocalText(de: "Das ist keine Zahl.", en: "This is no number.", ls: "Das ist keine Zahl."),
        "too-many-decimals": LocalText(
            de: "Höchstens {limit} Stellen nach dem Komma.", en: "At most {limit} digits after the point.",
            ls: "Das sind zu viele Zahlen nach dem Komma."),
        "bad-postal-code": LocalText(
            de: "Eine Postleitzahl hat fünf Ziffern.", en: "A German postal code has five digits.",
            ls: "Eine Post-Leit-Zahl hat 5 Zahlen."),
        "bad-pattern": LocalText(
            de: "Diese Angabe hat nicht die verlangte Form.", en: "This entry does not have the form asked for.",
            ls: "Das ist nicht richtig geschrieben."),
        "bad-characters": LocalText(
            de: "Hier stehen Zeichen, die wir nicht verarbeiten können.", en: "There are characters here that we cannot process.",
            ls: "Hier sind Zeichen, die nicht gehen. Nehmen Sie nur Buchstaben und Zahlen."),
        "bad-file-type": LocalText(
            de: "Diese Art von Datei nehmen wir hier nicht an.", en: "We do not take this kind of file here.",
            ls: "Diese Datei geht hier nicht."),
        "file-too-large": LocalText(
            de: "Die Datei ist zu groß; möglich sind {limit}.", en: "The file is too large; possible are {limit}.",
            ls: "Die Datei ist zu groß. Es gehen nur {limit}."),
        "unknown-file": LocalText(
            de: "Diese Datei ist nicht angekommen. Bitte laden Sie sie noch einmal hoch.",
            en: "This file has not arrived. Please upload it again.",
            ls: "Die Datei ist nicht da. Laden Sie die Datei noch einmal hoch."),
        "check-failed": unknown,
        "rule-failed": LocalText(
            de: "Diese Angaben passen nicht zusammen.", en: "These entries do not fit together.", ls: "Das passt nicht zusammen."),
    ]
}
