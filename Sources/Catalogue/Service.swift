public import Folders
public import Kernel

/// One version of a public service, ready to run.
public final class Service: Sendable {
    public let folder: ServiceFolder
    public var hash: Digest { folder.hash }
    public var slug: String { folder.slug }

    public init(_ folder: ServiceFolder) { self.folder = folder }

    public func text(_ key: String, _ language: Language) -> String { folder.texts.text(key, language) ?? key }
    public func title(_ language: Language) -> String { text("service.title", language) }
}
