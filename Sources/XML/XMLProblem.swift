private import CXML

/// Why a document is refused, and where.
public struct XMLProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable {
        case notWellFormed = "not-well-formed"
        case doctype, tooDeep = "too-deep", tooLarge = "too-large", invalid, unreadable
    }

    /// Line (from 1); 0 where the reader cannot say.
    public let line: Int
    /// Column (from 1); 0 where the reader cannot say.
    public let column: Int
    public let code: Code
    /// One English sentence.
    public let sentence: String

    public init(line: Int, column: Int, code: Code, sentence: String) {
        self.line = line
        self.column = column
        self.code = code
        self.sentence = sentence
    }

    public var description: String { "line \(line), column \(column): \(sentence)" }

    /// From a code of `CXML` or libxml2.
    init(library: Int, line: Int, column: Int, message: String) {
        let code: Code =
            switch library {
            case CX_DOCTYPE: .doctype
            case CX_DEPTH: .tooDeep
            case CX_MEMORY: .unreadable
            default: .notWellFormed
            }
        self.init(line: max(line, 1), column: column, code: code, sentence: XMLProblem.sentence(message))
    }

    /// libxml2's messages are phrases that end with a line break; make one sentence of each.
    static func sentence(_ message: String) -> String {
        let words = message.split(whereSeparator: { $0 == "\n" || $0 == " " }).joined(separator: " ")
        guard let first = words.first else { return "The document cannot be read." }
        let sentence = first.uppercased() + words.dropFirst()
        return sentence.hasSuffix(".") ? sentence : sentence + "."
    }
}
