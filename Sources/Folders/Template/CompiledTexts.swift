import FEEL
import Synchronization

/// What was compiled of the texts of folders, which are filled again and again: each once.
///
/// Texts are told apart by their bytes, because two spellings of a letter that Swift takes for equal are to be written as they stand.
enum CompiledTexts {
    private struct Key: Hashable {
        let bytes: [UInt8]
        let line: Int
    }

    /// More than all folders of a city have; beyond that, texts were made up from values.
    private static let most = 20_000

    private static let segments = Mutex<[Key: [Template.Segment]]>([:])
    private static let expressions = Mutex<[Key: Expression]>([:])

    /// The segments of a text, names being open.
    static func segments(of text: String, line: Int) -> [Template.Segment] {
        // Most texts have no insertion.
        if !text.utf8.contains(0x7B) { return text.isEmpty ? [] : [.text(text)] }
        let key = Key(bytes: Array(text.utf8), line: line)
        if let known = segments.withLock({ $0[key] }) { return known }
        let made = Template.segments(of: text, line: line).segments
        segments.withLock { known in
            if known.count >= most { known = [:] }
            known[key] = made
        }
        return made
    }

    /// An expression, names being open; nil where the text is none.
    static func expression(_ text: String) -> Expression? {
        let key = Key(bytes: Array(text.utf8), line: 0)
        if let known = expressions.withLock({ $0[key] }) { return known }
        guard let made = try? Expression(parsing: text) else { return nil }
        expressions.withLock { known in
            if known.count >= most { known = [:] }
            known[key] = made
        }
        return made
    }
}
