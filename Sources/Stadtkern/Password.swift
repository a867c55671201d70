import Foundation
import Glibc

/// Reads a password for a command: from a terminal without showing it and twice, from anything else as the first line.
/// Never from the command line, which every user of the machine can see.
struct PasswordPrompt {
    var input: Int32 = STDIN_FILENO
    var output: Int32 = STDERR_FILENO

    /// Throws `UsageError` where nothing was typed, the two differ, or the person broke off.
    func read(for whom: String) throws -> String {
        guard isatty(input) == 1 else {
            guard let line = line(), !line.isEmpty else { throw UsageError("no password on standard input") }
            return line
        }
        let first = try hidden("Password for \(whom): ")
        guard !first.isEmpty else { throw UsageError("no password was typed") }
        guard try hidden("Once more: ") == first else { throw UsageError("the two passwords differ") }
        return first
    }

    /// Asks with the terminal's echo off. Signals are off too, so that nobody is left with a terminal that shows nothing:
    /// Ctrl-C arrives as a character.
    private func hidden(_ question: String) throws -> String {
        var before = termios()
        guard tcgetattr(input, &before) == 0 else { throw UsageError("the terminal cannot be asked") }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO | ISIG)
        silent.c_lflag |= tcflag_t(ICANON)
        // Ctrl-C ends the line, so that it is seen at once.
        withUnsafeMutableBytes(of: &silent.c_cc) { $0[Int(VEOL)] = 3 }
        guard tcsetattr(input, TCSAFLUSH, &silent) == 0 else { throw UsageError("the terminal cannot be made silent") }
        defer { tcsetattr(input, TCSAFLUSH, &before) }
        show(question)
        let typed = line()
        show("\n")
        guard let typed, !typed.contains("\u{3}") else { throw UsageError("broken off") }
        return typed
    }

    private func show(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(output, bytes, bytes.count)
    }

    /// One line, without its end; nil at the end of the input. Byte by byte, because what follows is not ours.
    private func line() -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = Glibc.read(input, &byte, 1)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return bytes.isEmpty ? nil : String(validating: bytes, as: UTF8.self) }
            if byte == 0x0A || byte == 0x03 && isatty(input) == 1 {
                if byte == 0x03 { bytes.append(byte) }
                if bytes.last == 0x0D { bytes.removeLast() }
                return String(validating: bytes, as: UTF8.self)
            }
            bytes.append(byte)
        }
    }
}
