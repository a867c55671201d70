import Web
import Foundation
import Identity
import Kernel
import Organisation
import Store

extension Command {
    static let staff = Command(
        name: "staff",
        usage:
            "staff add --city DIR --documents DIR --name \"GIVEN FAMILY\" --email ADDRESS --post POST   adds a person; the password is asked for, or read from standard input"
    ) { options in
        guard options.rest == ["add"] else { throw UsageError("the only way is staff add, and a password is no word of it") }
        let (name, email, post) = (try options.need("name"), try options.need("email"), try options.need("post"))
        let folder = URL(fileURLWithPath: options.cities[0]).lastPathComponent
        let documents = (options.one("documents") ?? "documents").replacingOccurrences(of: "{city}", with: folder)
        let program = try CityProgram.open(
            city: options.cities[0], services: options.services, database: Options.database(for: folder), documents: documents,
            clock: { _ in SystemClock() })
        try await program.prepare()
        let posts = try await program.store.read { try Organisation.snapshot(in: $0).posts.keys.sorted() }
        guard posts.contains(post) else {
            throw UsageError("there is no post \(post); organisation.json has \(posts.joined(separator: ", "))")
        }
        guard name.split(separator: " ").count >= 2 else { throw UsageError("--name is given and family name: \"Ada Muster\"") }
        let password = try PasswordPrompt().read(for: email)
        let words = name.split(separator: " ")
        let hash = try await Identity.hash(password, about: [email, name], in: program.store)
        let adding = AddPerson(
            givenName: words.dropLast().joined(separator: " "), familyName: words.last.map(String.init) ?? name, email: email,
            password: hash)
        // Both or nothing: somebody without a post could do nothing, and could not be added again.
        let since = program.store.clock.now().date()
        try await program.store.perform(as: .system("staff add")) { transaction in
            let id = try transaction.perform(adding)
            _ = try transaction.perform(AssignPost(person: id, post: post, since: since))
        }
        await program.store.close()
        say("\(email) holds \(post); one-time codes are set up after the first sign-in")
        return 0
    }
}
