import Foundation
import Kernel

/// The real local mail server of `scripts/mailserver.py`; nil where Python or its library is missing.
///
/// It ends when its standard input closes, so that it never outlives the tests.
final class MailServer {
    let port: Int
    let directory: String
    private let process: Process
    private let input: Pipe

    init?(_ options: [String] = []) {
        guard let python = MailServer.python(World.root) else {
            print("skipped: no Python with aiosmtpd for the mail server")
            return nil
        }
        directory = NSTemporaryDirectory() + "/mails-" + Crypto.token(bytes: 8)
        process = Process()
        input = Pipe()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments =
            [World.root.appendingPathComponent("scripts/mailserver.py").path, "--directory", directory, "--until-eof"] + options
        process.standardInput = input
        process.standardOutput = output
        guard (try? process.run()) != nil else { return nil }
        var line: [UInt8] = []
        while let byte = try? output.fileHandleForReading.read(upToCount: 1), let first = byte.first, first != 0x0A {
            line.append(first)
        }
        guard let port = (try? JSON(parsing: line))?["port"]?.int else { return nil }
        self.port = port
    }

    deinit { stop() }

    func stop() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    private static func python(_ root: URL) -> String? {
        [root.appendingPathComponent("var/venv/bin/python").path, "/usr/bin/python3"].first { path in
            run(path, "-c", "import aiosmtpd") != nil
        }
    }

    /// The output of a command that succeeds.
    static func run(_ command: String, _ arguments: String..., input text: String? = nil) -> String? {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: command)
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let bytes = (try? output.fileHandleForReading.readToEnd()) ?? nil
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(decoding: bytes ?? Data(), as: UTF8.self) : nil
    }

    /// Paths of the mails that were taken, in order.
    var mails: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).filter { $0.hasSuffix(".eml") }.sorted().map {
            "\(directory)/\($0)"
        }
    }

    /// Envelopes and answers of all attempts.
    var attempts: [JSON] {
        let text = (try? String(contentsOfFile: directory + "/attempts.log", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { try? JSON(parsing: String($0)) }
    }

    /// A mail as Python's e-mail package reads it: headers by name, decoded, and the text.
    static func read(_ path: String) -> JSON? {
        let script = """
            import email, email.policy, json, sys
            mail = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
            names = ['From', 'To', 'Subject', 'Message-ID', 'Date', 'Auto-Submitted', 'MIME-Version', 'Content-Type', 'Bcc', 'Cc']
            told = {name: str(mail[name]) for name in names if mail[name] is not None}
            told['defects'] = [str(defect) for part in mail.walk() for defect in part.defects]
            told['headers'] = [name for name in mail.keys()]
            told['text'] = mail.get_body(('plain',)).get_content()
            told['moment'] = int(mail['Date'].datetime.timestamp())
            print(json.dumps(told))
            """
        return run("/usr/bin/env", "python3", "-c", script, path).flatMap { try? JSON(parsing: $0) }
    }
}
