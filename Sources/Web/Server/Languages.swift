import Kernel

/// Which language a page speaks: `?lang=`, then the account's choice, then the cookie, then the browser's wish, then German.
enum Languages {
    static let cookie = "lang"

    static func asked(by request: Request) -> Language? { request.query("lang").flatMap { Language(rawValue: $0) } }

    static func choose(for request: Request) -> Language {
        asked(by: request) ?? request.session.language ?? request.cookies[cookie].flatMap { Language(rawValue: $0) }
            ?? accepted(request.headers["accept-language"]) ?? .de
    }

    /// The best of the header's wishes that we speak; Leichte Sprache is chosen, never guessed.
    static func accepted(_ header: String?) -> Language? {
        guard let header else { return nil }
        var best: (Language, Double)?
        for part in header.split(separator: ",") {
            let (tag, parameters) = HeaderParameters.parse(String(part))
            let quality = Double(parameters["q"] ?? "1") ?? 0
            guard let language = [Language.de, .en].first(where: { tag == $0.rawValue || tag.hasPrefix($0.rawValue + "-") })
            else { continue }
            if quality > (best?.1 ?? 0) { best = (language, quality) }
        }
        return best?.0
    }
}
