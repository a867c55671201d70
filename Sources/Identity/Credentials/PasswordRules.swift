import Foundation

/// Why a password is not taken.
public enum PasswordProblem: String, Sendable, Hashable {
    case short, long, common, personal
}

/// Rules for passwords after NIST SP 800-63B § 5.1.1.2 and BSI ORP.4: length and a list of bad ones, no rules of composition.
public enum PasswordRules {
    public static let shortest = 12
    /// Bytes; longer ones would only cost time.
    static let longest = 512

    /// What is wrong with a new password; nil where it is fine. `about` holds words of the person: address and names.
    public static func problem(_ password: String, about: [String] = []) -> PasswordProblem? {
        let normal = normalised(password)
        if normal.count < shortest { return .short }
        if normal.utf8.count > longest { return .long }
        let folded = normal.lowercased()
        let letters = folded.filter { $0.isLetter || $0.isNumber }
        if CommonPasswords.contains(folded) || CommonPasswords.contains(letters) { return .common }
        if isSimple(folded) { return .common }
        let words = about.flatMap { $0.lowercased().split { !$0.isLetter && !$0.isNumber } }.filter { $0.count >= 4 }
        if isMade(of: words.map(String.init), letters) { return .personal }
        return nil
    }

    /// The form that is hashed: one spelling for what looks the same (NFKC).
    public static func normalised(_ password: String) -> String { password.precomposedStringWithCompatibilityMapping }

    /// Few different characters, a repeated piece, or a run along alphabet, digits or keyboard.
    private static func isSimple(_ text: String) -> Bool {
        let characters = Array(text)
        if Set(characters).count < 5 { return true }
        for length in 1...6 where characters.count >= length * 2 {
            if characters.indices.allSatisfy({ characters[$0] == characters[$0 % length] }) { return true }
        }
        return CommonPasswords.runs.contains { run in
            let twice = run + run
            return twice.contains(text) || String(twice.reversed()).contains(text)
        }
    }

    /// The person's own words and fewer than eight other characters.
    private static func isMade(of words: [String], _ text: String) -> Bool {
        let rest = words.sorted { $0.count > $1.count }.reduce(text) { $0.replacingOccurrences(of: $1, with: "") }
        return rest.count < text.count && rest.count < 8
    }
}

/// Passwords that attackers try first, of twelve characters and more, and pieces of which such are made.
enum CommonPasswords {
    static let runs = [
        "abcdefghijklmnopqrstuvwxyz", "01234567890", "12345678901234567890", "qwertzuiopasdfghjklyxcvbnm",
        "qwertyuiopasdfghjklzxcvbnm",
        "1q2w3e4r5t6z7u8i9o0p", "1q2w3e4r5t6y7u8i9o0p", "1qay2wsx3edc4rfv5tgb", "1qaz2wsx3edc4rfv5tgb", "q1w2e3r4t5z6u7i8o9p0",
        "q1w2e3r4t5y6u7i8o9p0",
    ]

    private static let stems: Set<String> = [
        "passwort", "password", "kennwort", "geheim", "secret", "hallo", "hello", "willkommen", "welcome", "schatz", "liebling",
        "sommer",
        "winter", "herbst", "frühling", "fruehling", "summer", "autumn", "spring", "admin", "administrator", "verwaltung",
        "stadtverwaltung",
        "rathaus", "behörde", "behoerde", "amt", "stadtamt", "bürgeramt", "buergeramt",
        "deutschland", "qwertz", "qwerty",
        "asdfgh", "yxcvbn", "letmein", "iloveyou", "ichliebedich", "monkey", "dragon", "master", "princess", "football",
        "fussball", "fußball",
        "sunshine", "superman", "batman", "login", "changeme", "change", "default", "test", "testtest", "user", "benutzer",
        "computer",
        "internet", "januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
        "dezember",
        "january", "february", "march", "may", "june", "july", "october", "december", "montag", "monday", "freitag", "friday",
        "start",
        "neu", "new", "mein", "meinpasswort", "mypassword", "dasistgeheim", "passwd", "root", "guest", "gast", "service",
        "serviceportal", "portal",
        "lassmichrein", "trustno", "whatever", "starwars", "pokemon", "michael", "andreas", "thomas", "stefan", "sabine",
        "claudia", "alexander",
    ]

    private static let whole: Set<String> = [
        "correcthorsebatterystaple", "thequickbrownfox", "diedreichinesen", "allemeineentchen", "ichbineinberliner",
        "sesamöffnedich", "sesamoeffnedich",
        "passwortvergessen", "nichtvergessen", "keineahnung", "keinpasswort", "nopassword", "iforgotmypassword", "abc123abc123",
        "aa123456789",
        "1234qwerasdf", "qwer1234asdf", "asdf1234qwer", "zaq12wsxcde3", "p@ssw0rd1234", "pa55word1234", "g3h3im123456",
    ]

    private static let swaps: [Character: Character] = [
        "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i",
    ]

    /// Common stems with digits and marks around them, alone or doubled, are as good as in the list.
    static func contains(_ text: String) -> Bool {
        if whole.contains(text) { return true }
        let core = String(text.drop { !$0.isLetter }.reversed().drop { !$0.isLetter }.reversed())
        return isStem(core) || isStem(String(core.map { swaps[$0] ?? $0 }))
    }

    private static func isStem(_ text: String) -> Bool {
        let letters = text.filter(\.isLetter)
        guard text.count - letters.count <= 6 else { return false }
        if stems.contains(letters) { return true }
        // Two stems one after the other: `passwortpasswort`, `sommerrathaus`.
        var head = ""
        for character in letters {
            head.append(character)
            if stems.contains(head), stems.contains(String(letters.dropFirst(head.count))) { return true }
        }
        return false
    }
}
