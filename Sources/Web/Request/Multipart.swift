/// Reads `multipart/form-data` (RFC 7578, framing of RFC 2046 § 5.1) from pieces of any size. A pure state machine:
/// bytes in, events out; it holds back at most one delimiter and one part's header lines.
///
///     preamble ──delimiter──▶ headers ──blank line──▶ body ──delimiter──▶ headers …
///                                                      └──delimiter "--"──▶ end (the rest is ignored)
struct MultipartReader {
    enum Event: Hashable {
        /// A new part: field name, file name where it is a file, declared type.
        case part(name: String, filename: String?, contentType: String)
        case bytes([UInt8])
        case endOfPart
        case end
    }

    enum Problem: Error, Hashable {
        case noBoundary, headersTooLong, badHeaders, endsEarly
    }

    private enum State { case preamble, afterDelimiter, headers, body, done }

    /// Bytes of a part's header lines, at most.
    static let longestHeaders = 8192

    private let delimiter: [UInt8]
    private var state = State.preamble
    private var buffer: [UInt8]
    private var isFirst = true

    /// `boundary` is the parameter of the content type: 1 to 70 characters.
    init(boundary: String) throws(Problem) {
        guard (1...70).contains(boundary.utf8.count), boundary.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
            throw .noBoundary
        }
        delimiter = Array("\r\n--".utf8) + Array(boundary.utf8)
        // The first delimiter has no line break before it; this one makes it look like the others.
        buffer = [0x0D, 0x0A]
    }

    var isDone: Bool { state == .done }

    /// Takes the next bytes and tells what they mean.
    mutating func read(_ bytes: [UInt8]) throws(Problem) -> [Event] {
        var events: [Event] = []
        guard state != .done else { return events }
        buffer += bytes
        var position = 0
        while try step(&position, &events) {}
        if position > 0 { buffer.removeFirst(position) }
        return events
    }

    /// Says that no more bytes come.
    func finish() throws(Problem) {
        guard state == .done else { throw .endsEarly }
    }

    /// One step; false where more bytes are needed.
    private mutating func step(_ position: inout Int, _ events: inout [Event]) throws(Problem) -> Bool {
        switch state {
        case .preamble:
            guard let found = find(delimiter, from: position) else {
                position = max(position, buffer.count - delimiter.count + 1)
                return false
            }
            position = found + delimiter.count
            state = .afterDelimiter
            return true
        case .afterDelimiter: return try afterDelimiter(&position, &events)
        case .headers: return try headers(&position, &events)
        case .body: return body(&position, &events)
        case .done:
            position = buffer.count
            return false
        }
    }

    private mutating func afterDelimiter(_ position: inout Int, _ events: inout [Event]) throws(Problem) -> Bool {
        // "--" closes; otherwise optional space and a line break.
        guard position + 2 <= buffer.count else { return false }
        if buffer[position] == 0x2D, buffer[position + 1] == 0x2D {
            state = .done
            events.append(.end)
            return true
        }
        var index = position
        while index < buffer.count, buffer[index] == 0x20 || buffer[index] == 0x09 { index += 1 }
        guard index - position <= 100 else { throw .badHeaders }
        guard index + 2 <= buffer.count else { return false }
        guard buffer[index] == 0x0D, buffer[index + 1] == 0x0A else { throw .badHeaders }
        position = index + 2
        state = .headers
        return true
    }

    private mutating func headers(_ position: inout Int, _ events: inout [Event]) throws(Problem) -> Bool {
        if position + 2 <= buffer.count, buffer[position] == 0x0D, buffer[position + 1] == 0x0A { throw .badHeaders }
        guard let end = find([0x0D, 0x0A, 0x0D, 0x0A], from: position) else {
            guard buffer.count - position <= MultipartReader.longestHeaders else { throw .headersTooLong }
            return false
        }
        guard end - position <= MultipartReader.longestHeaders else { throw .headersTooLong }
        events.append(try part(buffer[position..<end]))
        // The blank line's second break stays: an empty body is followed at once by a delimiter that begins with it.
        position = end + 2
        state = .body
        isFirst = true
        return true
    }

    private mutating func body(_ position: inout Int, _ events: inout [Event]) -> Bool {
        if isFirst {
            // The break that ends the headers belongs to the delimiter only where the body is empty.
            guard position + delimiter.count <= buffer.count else {
                return matches(delimiter, at: position) == .no ? beginBody(&position) : false
            }
            if matches(delimiter, at: position) == .no { return beginBody(&position) }
            isFirst = false
        }
        if let found = find(delimiter, from: position) {
            if found > position { events.append(.bytes(Array(buffer[position..<found]))) }
            events.append(.endOfPart)
            position = found + delimiter.count
            state = .afterDelimiter
            return true
        }
        let safe = buffer.count - heldBack(from: position)
        if safe > position {
            events.append(.bytes(Array(buffer[position..<safe])))
            position = safe
        }
        return false
    }

    private mutating func beginBody(_ position: inout Int) -> Bool {
        position += 2
        isFirst = false
        return true
    }

    private enum Match { case no, partly, fully }

    private func matches(_ pattern: [UInt8], at start: Int) -> Match {
        for (offset, byte) in pattern.enumerated() {
            if start + offset == buffer.count { return .partly }
            if buffer[start + offset] != byte { return .no }
        }
        return .fully
    }

    /// How many bytes at the end may be the beginning of a delimiter.
    private func heldBack(from position: Int) -> Int {
        var start = max(position, buffer.count - delimiter.count + 1)
        while start < buffer.count {
            if buffer[start] == 0x0D, matches(delimiter, at: start) == .partly { return buffer.count - start }
            start += 1
        }
        return 0
    }

    private func find(_ pattern: [UInt8], from start: Int) -> Int? {
        guard let first = pattern.first, buffer.count >= pattern.count else { return nil }
        var index = start
        while index <= buffer.count - pattern.count {
            guard let candidate = buffer[index...].firstIndex(of: first) else { return nil }
            if candidate > buffer.count - pattern.count { return nil }
            if matches(pattern, at: candidate) == .fully { return candidate }
            index = candidate + 1
        }
        return nil
    }

    private func part(_ bytes: ArraySlice<UInt8>) throws(Problem) -> Event {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .badHeaders }
        var name: String?
        var filename: String?
        var contentType: String?
        for line in text.split(separator: "\r\n", omittingEmptySubsequences: true) {
            guard let colon = line.firstIndex(of: ":") else { throw .badHeaders }
            let value = String(line[line.index(after: colon)...].trimmed)
            switch line[..<colon].trimmed.lowercased() {
            case "content-disposition":
                let (kind, parameters) = HeaderParameters.parse(value)
                guard kind == "form-data" else { throw .badHeaders }
                name = parameters["name"].map(unescape)
                filename = extended(parameters["filename*"]) ?? parameters["filename"].map(unescape)
            case "content-type": contentType = HeaderParameters.parse(value).value
            default: break
            }
        }
        guard let name else { throw .badHeaders }
        return .part(name: name, filename: filename, contentType: contentType ?? "text/plain")
    }

    /// Browsers write quotes and line breaks in names as percent escapes (WHATWG HTML § 4.10.21.8).
    private func unescape(_ text: String) -> String {
        text.replacing("%22", with: "\"").replacing("%0D", with: "\r").replacing("%0A", with: "\n")
    }

    /// `UTF-8''na%C3%AFve.pdf` (RFC 5987); RFC 7578 forbids it, some clients send it.
    private func extended(_ value: String?) -> String? {
        guard let value, value.lowercased().hasPrefix("utf-8'") else { return nil }
        return value.split(separator: "'", omittingEmptySubsequences: false).dropFirst(2).first.flatMap { Address.decode($0) }
    }
}
