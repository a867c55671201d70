/// The one executable of Stadtkern. `Components.swift` lists what it is made of; each command has a file of its own.
import Foundation
import Glibc
import Kernel

@main
enum Main {
    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        // Database, documents and backups are nobody else's on this machine, however the shell was set up.
        _ = umask(umask(0o077) | 0o007)
        let arguments = CommandLine.arguments.dropFirst()
        guard let name = arguments.first, let command = Command.all.first(where: { $0.name == name }) else {
            let asked = arguments.first == "help" || arguments.first == "--help"
            asked ? say(Command.help()) : complain(Command.help())
            exit(asked ? 0 : 2)
        }
        do {
            let options = try Options(arguments.dropFirst())
            if options.flag("help") {
                say(command.usage)
                exit(0)
            }
            exit(try await command.run(options))
        } catch let error as UsageError {
            complain("stadtkern \(name): \(error)\n\(command.usage)")
            exit(2)
        } catch let fault as any Fault where Texts.shared.has("faults.\(fault.code)", .en) {
            complain("stadtkern \(name): \(Texts.shared("faults.\(fault.code)", .en, fault.details))")
            exit(1)
        } catch {
            complain("stadtkern \(name): \(error)")
            exit(1)
        }
    }
}
