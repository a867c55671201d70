public import Kernel

/// What can go wrong while a document is made. Text alone never makes it fail.
public enum PDFFault: Fault {
    /// A font file is missing (Debian package fonts-dejavu).
    case fontsMissing(file: String)
    /// A font file is there but HarfBuzz cannot cut it down.
    case fontUnusable
    /// More different characters than one font of a PDF can address (65,535).
    case tooManyGlyphs
    /// A file that was not made here cannot be taken into a run of letters.
    case foreignFile

    public var code: String {
        switch self {
        case .fontsMissing: "pdf.fonts-missing"
        case .fontUnusable: "pdf.font-unusable"
        case .tooManyGlyphs: "pdf.too-many-glyphs"
        case .foreignFile: "pdf.foreign-file"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .fontsMissing, .fontUnusable: .internalError
        case .tooManyGlyphs: .tooLarge
        case .foreignFile: .invalid
        }
    }

    public var details: [String: String] {
        if case .fontsMissing(let file) = self { return ["file": file] }
        return [:]
    }
}

extension PDFFault: Equatable {}
