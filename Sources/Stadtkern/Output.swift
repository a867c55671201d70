import Foundation
import Glibc

/// Standard output, line by line, unbuffered where somebody waits for it. Where the reader has gone (`stadtkern routes | head`)
/// nobody is left to tell anything: the program ends by SIGPIPE, as other tools do, without a word.
func say(_ line: String) {
    guard !Output.write(line, to: STDOUT_FILENO) else { return }
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
}

/// What a server tells while it goes on serving, whether anybody reads it or not.
func announce(_ line: String) { _ = Output.write(line, to: STDOUT_FILENO) }

/// Standard error, for mistakes of usage.
func complain(_ line: String) { _ = Output.write(line, to: STDERR_FILENO) }

enum Output {
    /// Writes a line whole; false where the other end has been closed.
    static func write(_ line: String, to file: Int32) -> Bool {
        var rest = Array((line + "\n").utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var wait = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
                poll(&wait, 1, -1)
            } else if errno != EINTR {
                // A full disk is no reason to stop either: the exit status says what came of the command.
                return errno != EPIPE
            }
        }
        return true
    }
}
