private import CAssets

/// Files of the source tree that the program carries: texts, style sheet, script. `Sources/CAssets/list.inc` names them.
public enum Assets {
    nonisolated(unsafe) private static let table: [String: Range<UnsafePointer<UInt8>>] = {
        var table: [String: Range<UnsafePointer<UInt8>>] = [:]
        var count = 0
        guard let assets = ca_assets(&count) else { return table }
        for index in 0..<count {
            guard let name = assets[index].name, let bytes = assets[index].bytes else { continue }
            table[String(cString: name)] = bytes..<(bytes + assets[index].count)
        }
        return table
    }()

    /// Paths below `Sources`, sorted.
    public static var names: [String] { table.keys.sorted() }

    /// The contents of a file by its path below `Sources`, `Web/Design/stadtkern.css`; nil where it is not carried.
    public static func bytes(_ name: String) -> [UInt8]? {
        guard let range = table[name] else { return nil }
        return Array(UnsafeBufferPointer(start: range.lowerBound, count: range.count))
    }
}
