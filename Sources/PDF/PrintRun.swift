/// Several letters as one file for the printer, in the order given. It is for paper only: tags, outline and attachments stay
/// with the single documents, which remain what is kept and sent.
///
/// Only files of this module are taken apart: their objects stand one after the other with a classic cross-reference table
/// (`ObjectFile`).
public struct PrintRun: Sendable {
    /// Whether each letter begins on a sheet of its own when both sides are printed: an empty page fills up an odd number.
    private let isDoubleSided: Bool
    private var file = ObjectFile()
    private let root: Int
    private var kids: [Int] = []
    private var pages = 0

    /// - Parameter isDoubleSided: the printer uses both sides of a sheet.
    public init(isDoubleSided: Bool) {
        self.isDoubleSided = isDoubleSided
        root = file.reserve()
    }

    /// Adds a document; throws `PDFFault.foreignFile` for one that was not made here, and leaves the run as it was.
    public mutating func add(_ document: [UInt8]) throws(PDFFault) {
        let written = try WrittenFile(document)
        let tree = try written.pageTree()
        let count = try written.count(tree)
        let wanted = try written.reachable(from: tree)
        let kind = Array("/Type /Pages".utf8)
        guard try written.part(tree).head.firstRange(of: kind) != nil else { throw .foreignFile }
        var numbers: [Int: Int] = [:]
        for number in wanted { numbers[number] = file.reserve() }
        for number in wanted {
            guard let target = numbers[number] else { continue }
            let part = try written.part(number)
            var head = References.rewritten(part.head) { numbers[$0] ?? root }
            if number == tree {
                guard let place = head.firstRange(of: kind) else { throw .foreignFile }
                head.insert(contentsOf: Array(" /Parent \(root) 0 R".utf8), at: place.upperBound)
            }
            file.write(target) { out in
                out.append(contentsOf: head)
                if let stream = part.stream {
                    out.put("\nstream\n")
                    out.append(contentsOf: stream)
                    out.put("\nendstream")
                }
            }
        }
        if let target = numbers[tree] { kids.append(target) }
        pages += count
        if isDoubleSided, count % 2 == 1 { addEmptyPage() }
    }

    private mutating func addEmptyPage() {
        kids.append(
            file.add { out in
                out.put("<< /Type /Page /Parent \(root) 0 R /MediaBox [ 0 0 ")
                out.put(Canvas.width)
                out.put(" ")
                out.put(Canvas.height)
                out.put(" ] /Resources << >> >>")
            })
        pages += 1
    }

    /// The file. Equal letters in equal order give equal bytes.
    public func bytes(title: String) -> [UInt8] {
        var file = file
        file.write(root) { out in
            out.put("<< /Type /Pages /Count \(pages) /Kids [ ")
            for kid in kids { out.put("\(kid) 0 R ") }
            out.put("] >>")
        }
        let catalogue = file.add { $0.put("<< /Type /Catalog /Pages \(root) 0 R >>") }
        let info = file.add { out in
            out.put("<< /Title ")
            out.put(textString: CleanText.line(title))
            out.put(" /Producer (\(XMP.producer)) >>")
        }
        return file.finish(root: catalogue, info: info)
    }
}

/// A file of `ObjectFile`, taken apart again.
private struct WrittenFile {
    private let bytes: [UInt8]
    /// Where each object begins; the first is object 1.
    private var offsets: [Int] = []
    private var root = 0

    /// An object: its dictionary, and the content of its stream as it stands in the file.
    struct Part {
        let head: ArraySlice<UInt8>
        let stream: ArraySlice<UInt8>?
    }

    init(_ bytes: [UInt8]) throws(PDFFault) {
        self.bytes = bytes
        let tail = bytes.suffix(64)
        guard let mark = tail.lastRange("startxref\n"), let start = Self.number(bytes, mark.upperBound),
            bytes.indices.contains(start), Self.has("xref\n0 ", bytes, start), let count = Self.number(bytes, start + 7)
        else { throw .foreignFile }
        var line = start + 7 + String(count).utf8.count + 1
        for index in 0..<count {
            guard line + 20 <= bytes.count else { throw .foreignFile }
            if index > 0 {
                guard let offset = Self.number(bytes, line), offset < start else { throw .foreignFile }
                offsets.append(offset)
            }
            line += 20
        }
        guard line <= bytes.count, let found = bytes[line...].firstRange(of: Array("/Root ".utf8)),
            let root = Self.number(bytes, found.upperBound)
        else { throw .foreignFile }
        self.root = root
    }

    func part(_ number: Int) throws(PDFFault) -> Part {
        guard offsets.indices.contains(number - 1) else { throw .foreignFile }
        let opening = "\(number) 0 obj\n"
        let start = offsets[number - 1]
        guard Self.has(opening, bytes, start) else { throw .foreignFile }
        let body = bytes[(start + opening.utf8.count)...]
        guard let end = body.firstRange(of: Array("\nendobj\n".utf8)) else { throw .foreignFile }
        let stream = body[..<end.lowerBound].firstRange(of: Array("\nstream\n".utf8))
        guard let stream else { return Part(head: body[..<end.lowerBound], stream: nil) }
        let head = body[..<stream.lowerBound]
        guard let mark = head.lastRange("/Length "), let length = Self.number(bytes, mark.upperBound),
            stream.upperBound + length <= bytes.count, Self.has("\nendstream", bytes, stream.upperBound + length)
        else { throw .foreignFile }
        return Part(head: head, stream: bytes[stream.upperBound..<stream.upperBound + length])
    }

    /// The number of the node above all pages.
    func pageTree() throws(PDFFault) -> Int {
        let catalogue = try part(root).head
        guard let mark = catalogue.firstRange(of: Array("/Pages ".utf8)), let tree = Self.number(bytes, mark.upperBound) else {
            throw .foreignFile
        }
        return tree
    }

    func count(_ tree: Int) throws(PDFFault) -> Int {
        let head = try part(tree).head
        guard let mark = head.firstRange(of: Array("/Count ".utf8)), let count = Self.number(bytes, mark.upperBound) else {
            throw .foreignFile
        }
        return count
    }

    /// The objects that the pages need, in ascending order; structure, outline and metadata are none of them.
    func reachable(from first: Int) throws(PDFFault) -> [Int] {
        var seen: Set<Int> = [first]
        var waiting = [first]
        while let number = waiting.popLast() {
            for next in References.all(in: try part(number).head) where seen.insert(next).inserted { waiting.append(next) }
        }
        return seen.sorted()
    }

    private static func has(_ text: String, _ bytes: [UInt8], _ start: Int) -> Bool {
        start + text.utf8.count <= bytes.count && bytes[start..<start + text.utf8.count].elementsEqual(text.utf8)
    }

    private static func number(_ bytes: [UInt8], _ start: Int) -> Int? {
        let digits = bytes[min(start, bytes.count)...].prefix(12).prefix { (0x30...0x39).contains($0) }
        return Int(String(decoding: digits, as: UTF8.self))
    }
}

/// References to other objects in a dictionary, `12 0 R`; what stands in a text is none.
private enum References {
    static func all(in head: ArraySlice<UInt8>) -> [Int] {
        var found: [Int] = []
        _ = rewritten(head) { number in
            found.append(number)
            return number
        }
        return found
    }

    static func rewritten(_ head: ArraySlice<UInt8>, _ number: (Int) -> Int) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(head.count + 32)
        var index = head.startIndex
        var isStart = true
        while index < head.endIndex {
            let byte = head[index]
            var end = index + 1
            if byte == 0x28 {
                end = text(head, index)
            } else if byte == 0x3C, end < head.endIndex, head[end] != 0x3C {
                end = (head[end...].firstIndex(of: 0x3E) ?? head.endIndex - 1) + 1
            } else if byte == 0x3C {
                end += 1
            } else if isStart, (0x30...0x39).contains(byte) {
                end = head[index...].firstIndex { !(0x30...0x39).contains($0) } ?? head.endIndex
                if head[end...].starts(with: " 0 R".utf8), let old = Int(String(decoding: head[index..<end], as: UTF8.self)) {
                    out.put(number(old))
                    index = end
                    isStart = false
                    continue
                }
            }
            out.append(contentsOf: head[index..<end])
            isStart = [0x20, 0x0A, 0x5B].contains(head[end - 1])
            index = end
        }
        return out
    }

    /// The end of a text in parentheses.
    private static func text(_ head: ArraySlice<UInt8>, _ start: Int) -> Int {
        var depth = 0
        var index = start
        while index < head.endIndex {
            switch head[index] {
            case 0x5C: index += 1
            case 0x28: depth += 1
            case 0x29:
                depth -= 1
                if depth == 0 { return index + 1 }
            default: break
            }
            index += 1
        }
        return head.endIndex
    }
}

extension ArraySlice<UInt8> {
    fileprivate func lastRange(_ text: String) -> Range<Int>? {
        let wanted = Array(text.utf8)
        guard count >= wanted.count else { return nil }
        for start in stride(from: endIndex - wanted.count, through: startIndex, by: -1)
        where self[start..<start + wanted.count].elementsEqual(wanted) {
            return start..<start + wanted.count
        }
        return nil
    }
}
