/// Writes the objects of a PDF file one after the other (ISO 32000-1, 7.5), with a classic cross-reference table so that
/// a signature can be appended as an incremental update.
struct ObjectFile {
    private(set) var bytes: [UInt8] = []
    /// Byte offset of each object; index 0 is object 1.
    private var offsets: [Int] = []

    init() {
        bytes.put("%PDF-1.7\n%")
        // Four bytes above 127 say that the file is binary (ISO 19005-3, 6.1.2).
        bytes.append(contentsOf: [0xE2, 0xE3, 0xCF, 0xD3])
        bytes.put("\n")
    }

    /// A number for an object that is written later.
    mutating func reserve() -> Int {
        offsets.append(0)
        return offsets.count
    }

    mutating func write(_ number: Int, _ body: (inout [UInt8]) -> Void) {
        offsets[number - 1] = bytes.count
        bytes.put(number)
        bytes.put(" 0 obj\n")
        body(&bytes)
        bytes.put("\nendobj\n")
    }

    mutating func add(_ body: (inout [UInt8]) -> Void) -> Int {
        let number = reserve()
        write(number, body)
        return number
    }

    // `entries` is the inside of a stream's dictionary without Length and Filter.

    /// The content is a zlib stream already.
    mutating func addStream(deflated content: [UInt8], _ entries: String) -> Int {
        add { ObjectFile.put(content, entries + " /Filter /FlateDecode", to: &$0) }
    }

    mutating func addStream(_ content: [UInt8], _ entries: String = "", compressed: Bool = true) -> Int {
        guard compressed, let data = content.deflated() else { return add { ObjectFile.put(content, entries, to: &$0) } }
        return addStream(deflated: data, entries)
    }

    private static func put(_ content: [UInt8], _ entries: String, to out: inout [UInt8]) {
        out.put("<< \(entries) /Length \(content.count) >>\nstream\n")
        out.append(contentsOf: content)
        out.put("\nendstream")
    }

    /// Closes the file. The identifier is made of the content, so equal documents are equal files.
    mutating func finish(root: Int, info: Int) -> [UInt8] {
        var fingerprint = Fingerprint()
        fingerprint.add(bytes)
        let identifier = fingerprint.hex
        let start = bytes.count
        bytes.put("xref\n0 \(offsets.count + 1)\n0000000000 65535 f \n")
        for offset in offsets {
            let digits = String(offset)
            bytes.put(String(repeating: "0", count: 10 - digits.utf8.count) + digits + " 00000 n \n")
        }
        bytes.put("trailer\n<< /Size \(offsets.count + 1) /Root \(root) 0 R /Info \(info) 0 R ")
        bytes.put("/ID [ <\(identifier)> <\(identifier)> ] >>\nstartxref\n\(start)\n%%EOF\n")
        return bytes
    }
}
