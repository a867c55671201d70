import CArchive
import Kernel

/// A ZIP file that is being written. It is thrown away unless it was finished.
final class ZipFile {
    private var zip: OpaquePointer?
    private let at: Instant
    private var names: Set<String> = []

    /// - Parameter at: the moment that every entry carries.
    init(_ path: String, at: Instant) throws {
        guard let zip = carchive_open(path) else { throw DisclosureFault.noSpace }
        self.zip = zip
        self.at = at
    }

    deinit { if let zip { _ = carchive_close(zip, 0) } }

    /// Adds a file. Returns its name in the archive: the same name a second time gets a number.
    @discardableResult func add(_ name: String, _ bytes: [UInt8]) throws -> String {
        let plain = ZipFile.plain(name)
        let dot = plain.lastIndex(of: ".") ?? plain.endIndex
        var name = plain
        var number = 1
        while !names.insert(name).inserted {
            number += 1
            name = plain[..<dot] + "-\(number)" + plain[dot...]
        }
        guard carchive_begin(zip, name, Int64(bytes.count), at.microseconds / 1_000_000) == 0,
            bytes.withUnsafeBytes({ carchive_write(zip, $0.baseAddress, $0.count) }) == 0
        else { throw DisclosureFault.noSpace }
        return name
    }

    func finish() throws {
        guard let zip else { return }
        self.zip = nil
        guard carchive_close(zip, 1) == 0 else { throw DisclosureFault.noSpace }
    }

    /// A name that every system can unpack: letters of ASCII, digits, dots, hyphens and slashes, and no way out of the folder.
    static func plain(_ name: String) -> String {
        let spelled = ["ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"]
        var text = ""
        for character in name {
            if let plain = spelled[String(character)] {
                text += plain
            } else if character.isASCII, character.isLetter || character.isNumber || "./-_".contains(character) {
                text.append(character)
            } else if text.last != "-" {
                text.append("-")
            }
        }
        let parts = text.split(separator: "/").map { part in part.drop { $0 == "." || $0 == "-" } }.filter { !$0.isEmpty }
        return parts.isEmpty ? "file" : parts.joined(separator: "/")
    }
}
