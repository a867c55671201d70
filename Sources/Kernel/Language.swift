/// The languages every page speaks: German, English, Leichte Sprache.
public enum Language: String, CaseIterable, Codable, Sendable {
    case de, en, ls

    /// BCP 47 tag for the `lang` attribute; Leichte Sprache has the registered variant `simple`.
    public var tag: String { self == .ls ? "de-simple" : rawValue }
}

/// A text in several languages; German is always there.
public struct LocalText: Hashable, Codable, Sendable {
    public var de: String
    public var en: String?
    public var ls: String?

    public init(de: String, en: String? = nil, ls: String? = nil) {
        self.de = de
        self.en = en
        self.ls = ls
    }

    public subscript(_ language: Language) -> String {
        switch language {
        case .de: de
        case .en: en ?? de
        case .ls: ls ?? de
        }
    }
}
