import Foundation
import Testing

/// What came back from a program.
struct Outcome {
    let status: Int32
    let output: String
}

/// The programs that look into PDF files from outside.
enum Tools {
    /// The tree's root, found from this file.
    static let root: URL = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func run(_ program: String, _ arguments: [String]) throws -> Outcome {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: String(decoding: data, as: UTF8.self))
    }

    static func exists(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// A directory that is gone when the closure ends.
    static func inDirectory<Result>(_ use: (URL) throws -> Result) throws -> Result {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("pdf-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        return try use(place)
    }

    /// Output of a tool that gets the file's path where the arguments say `FILE`.
    static func ask(_ program: String, _ arguments: [String], about bytes: [UInt8]) throws -> String {
        try inDirectory { place in
            let file = place.appendingPathComponent("document.pdf")
            try Data(bytes).write(to: file)
            let outcome = try run("/usr/bin/\(program)", arguments.map { $0 == "FILE" ? file.path : $0 })
            #expect(outcome.status == 0, "\(program) ended with \(outcome.status)")
            return outcome.output
        }
    }

    /// All words of the document as poppler reads them from the pages, separated by single spaces.
    static func words(_ bytes: [UInt8], page: Int? = nil) throws -> String {
        let pages = page.map { ["-f", "\($0)", "-l", "\($0)"] } ?? []
        return try ask("pdftotext", pages + ["FILE", "-"], about: bytes).split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
    }

    /// The structure tree with its texts, one element or text per line, indentation removed.
    static func structure(_ bytes: [UInt8]) throws -> [String] {
        try ask("pdfinfo", ["-struct-text", "FILE"], about: bytes).split(whereSeparator: \.isNewline).map { line in
            String(line.drop { $0 == " " }).replacing(" (block)", with: "").replacing(" (inline)", with: "")
        }
    }

    /// The objects in readable form.
    static func readable(_ bytes: [UInt8]) throws -> String {
        try ask("qpdf", ["--qdf", "--object-streams=disable", "FILE", "-"], about: bytes)
    }

    static func pageCount(_ bytes: [UInt8]) throws -> Int {
        try Int(ask("qpdf", ["--show-npages", "FILE"], about: bytes).filter(\.isNumber)) ?? 0
    }
}

/// A word and where it stands, in millimetres from the upper left corner.
struct PlacedWord {
    let text: String
    let page: Int
    let left: Double, top: Double, right: Double, bottom: Double

    static func all(in bytes: [UInt8]) throws -> [PlacedWord] {
        var page = 0
        return try Tools.ask("pdftotext", ["-bbox", "FILE", "-"], about: bytes).split(whereSeparator: \.isNewline).compactMap {
            line in
            if line.contains("<page ") { page += 1 }
            guard
                let match = line.firstMatch(
                    of: #/<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)<\/word>/#)
            else { return nil }
            let numbers = [match.1, match.2, match.3, match.4].map { (Double($0) ?? .nan) * 25.4 / 72 }
            return PlacedWord(
                text: String(match.5), page: page, left: numbers[0], top: numbers[1], right: numbers[2], bottom: numbers[3])
        }
    }
}
