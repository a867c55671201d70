import Foundation
import Synchronization

/// The program's log: one JSON object a line on standard error. Never personal data: identifiers and codes only.
public enum Log {
    public enum Level: Int, Sendable, Comparable {
        case debug, info, warning, error
        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
        var name: String { ["debug", "info", "warning", "error"][rawValue] }
    }

    private struct Settings {
        var threshold = Level.info
        var sink: (@Sendable (String) -> Void)?
    }

    private static let settings = Mutex(Settings())

    /// Lines below this level are dropped.
    public static var threshold: Level {
        get { settings.withLock { $0.threshold } }
        set { settings.withLock { $0.threshold = newValue } }
    }

    /// Where lines go instead of standard error; nil puts it back.
    public static func redirect(to sink: (@Sendable (String) -> Void)?) { settings.withLock { $0.sink = sink } }

    public static func debug(_ event: String, _ fields: [String: JSON] = [:]) { write(.debug, event, fields) }
    public static func info(_ event: String, _ fields: [String: JSON] = [:]) { write(.info, event, fields) }
    public static func warning(_ event: String, _ fields: [String: JSON] = [:]) { write(.warning, event, fields) }
    public static func error(_ event: String, _ fields: [String: JSON] = [:]) { write(.error, event, fields) }

    public static func write(_ level: Level, _ event: String, _ fields: [String: JSON]) {
        guard level >= threshold else { return }
        var line = fields
        line["at"] = .string(Instant.now.description)
        line["level"] = .string(level.name)
        line["event"] = .string(event)
        let text = JSON.object(line).description
        if let sink = settings.withLock({ $0.sink }) {
            sink(text)
        } else {
            // One write per line, so that lines of several threads do not mix.
            let bytes = Array((text + "\n").utf8)
            bytes.withUnsafeBytes { _ = write(2, $0.baseAddress, $0.count) }
        }
    }

    private static func write(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        guard let bytes else { return 0 }
        return Foundation.write(file, bytes, count)
    }
}
