@testable import Delivery
import Foundation
import Kernel
@_spi(Testing) import Store
import Synchronization
import Testbed
import Testing

@Suite("E-mail, against a real server", .serialized) struct MailTests {
    private func mailer(_ server: MailServer, user: String = "") throws -> SMTPMailer {
        let settings = try MailSettings(
            server: "smtp://\(user)127.0.0.1:\(server.port)", from: "service@stadt.example", name: "Stadt Löbau – Bürgerdienste")
        return SMTPMailer(settings, clock: SimulatedClock(start: .testStart, frozen: true))
    }

    @Test("a mail with a long German subject and a text of all letters decodes to what was written")
    func decodes() async throws {
        guard let server = MailServer() else { return }
        let subject =
            "Ihre Anmeldung zur Hundesteuer für Frau Zoë Ḩäußler-Łęcka: Bitte reichen Sie die fehlenden Nachweise bis zum 23. November 2026 nach – vielen Dank für Ihre Mühe"
        let text =
            "Guten Tag,\n\n.ein Punkt am Anfang\nFrom hier\näöüß ḨłęŠ €\n" + String(repeating: "sehr lang ", count: 200)
            + "\n\nEnde\n"
        try await mailer(server).send(Mail(to: "anna.mueller+amt@mail.example", subject: subject, text: text), key: "k1")
        let path = try #require(server.mails.first)
        let mail = try #require(MailServer.read(path))
        #expect(mail["Subject"]?.string == subject)
        #expect(mail["text"]?.string == text)
        #expect(mail["From"]?.string == "Stadt Löbau – Bürgerdienste <service@stadt.example>")
        #expect(mail["To"]?.string == "anna.mueller+amt@mail.example")
        // 2 March 2026, 09:00 in Berlin is 08:00 UTC.
        #expect(mail["moment"]?.int == 1_772_438_400)
        #expect(mail["Auto-Submitted"]?.string == "auto-generated")
        #expect(mail["MIME-Version"]?.string == "1.0")
        #expect(mail["defects"] == [])
        #expect(server.attempts.first?["from"]?.string == "service@stadt.example")
        #expect(server.attempts.first?["to"] == ["anna.mueller+amt@mail.example"])
        let raw = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(raw.split(separator: 0x0A).allSatisfy { $0.count <= 999 })
        #expect(raw.allSatisfy { $0 < 0x80 })
    }

    @Test("the same key gives the same Message-ID, another key another one")
    func messageID() async throws {
        guard let server = MailServer() else { return }
        let mail = Mail(to: "a@mail.example", subject: "x", text: "y")
        for key in ["one", "one", "two"] { try await mailer(server).send(mail, key: key) }
        let ids = server.mails.compactMap { MailServer.read($0)?["Message-ID"]?.string }
        #expect(ids.count == 3)
        #expect(ids[0] == ids[1])
        #expect(ids[0] != ids[2])
        #expect(ids[0].hasSuffix("@stadt.example>"))
    }

    @Test("no subject and no text can bring a header or a recipient of its own")
    func injection() async throws {
        guard let server = MailServer() else { return }
        let subject = "Hallo\r\nBcc: alle@stadt.example\r\n\r\nAnderer Text"
        let text = "Zeile\r\n.\r\nMAIL FROM:<x@y.example>\r\nRCPT TO:<z@y.example>\r\nDATA\r\nBcc: z@y.example\r\n.\r\n"
        try await mailer(server).send(Mail(to: "a@mail.example", subject: subject, text: text), key: "k")
        #expect(server.mails.count == 1)
        #expect(server.attempts.count == 1)
        #expect(server.attempts.first?["to"] == ["a@mail.example"])
        let mail = try #require(server.mails.first.flatMap(MailServer.read))
        #expect(mail["Bcc"] == nil)
        #expect(mail["Subject"]?.string == "Hallo Bcc: alle@stadt.example Anderer Text")
        #expect(mail["text"]?.string == text.replacing("\r\n", with: "\n"))
    }

    @Test("a server that says come back later gets the mail on a later attempt, with the same Message-ID")
    func later() async throws {
        guard let server = MailServer(["--refuse", "451", "--times", "2"]) else { return }
        let world = try await World(mailer: mailer(server))
        try await world.send(to: world.addressee())
        try await world.store.settle()
        #expect(server.attempts.map { $0["answer"]?.string?.prefix(3) } == ["451"])
        #expect(try await world.store.read { try $0.value(String.self, "SELECT state FROM jobs") } == "waiting")
        for _ in 0..<2 {
            world.clock.advance(seconds: 120)
            try await world.store.settle()
        }
        #expect(server.attempts.map { $0["answer"]?.string?.prefix(3) } == ["451", "451", "250"])
        #expect(server.mails.count == 1)
        #expect(try await world.store.read { try $0.value(String.self, "SELECT state FROM jobs") } == "done")
        #expect(try await world.store.read { try $0.values(String.self, "SELECT ending FROM delivery_hints") } == ["sent"])
        let message = try #require(try await world.messages().first)
        let mail = try #require(server.mails.first.flatMap(MailServer.read))
        #expect(mail["Message-ID"]?.string == "<\(MIME.messageID(key: "delivery.mail:\(message.id)", domain: "stadt.example"))>")
    }

    @Test(
        "a server that refuses for good makes an incident that names nobody; the message stays in the mailbox",
        arguments: ["rcpt", "data"])
    func never(stage: String) async throws {
        guard let server = MailServer(["--refuse", "550", "--stage", stage]) else { return }
        let world = try await World(mailer: mailer(server))
        try await world.send(to: world.addressee())
        try await world.store.settle()
        let clerk = Caller(.staff("c"), units: ["tax-unit"])
        let incidents = try await world.store.read { try $0.incidents(visibleTo: clerk) }
        #expect(incidents.map(\.kind) == ["delivery.mail"])
        #expect(incidents.first?.sentence.contains("550") == true)
        #expect(incidents.first?.sentence.contains("anna") == false)
        #expect(server.attempts.count == 1)
        #expect(try await world.messages().count == 1)
    }

    @Test("no server at all is worth another attempt; a name and password are taken where the server wants them")
    func connection() async throws {
        guard let server = MailServer(["--user", "stadt", "--password", "ge:heim"]) else { return }
        let mail = Mail(to: "a@mail.example", subject: "x", text: "y")
        try await mailer(server, user: "stadt:ge%3Aheim@").send(mail, key: "k")
        #expect(server.mails.count == 1)
        await #expect(throws: PermanentFailure.self) { try await mailer(server, user: "stadt:falsch@").send(mail, key: "k") }
        let gone = try mailer(server)
        server.stop()
        await #expect(throws: MailRefused.self) { try await gone.send(mail, key: "k") }
    }

    @Test("nothing that is logged names a person")
    func log() async throws {
        guard let server = MailServer() else { return }
        let lines = Mutex<[String]>([])
        Log.redirect { line in lines.withLock { $0.append(line) } }
        defer { Log.redirect(to: nil) }
        try await mailer(server).send(Mail(to: "geheim@mail.example", subject: "Vertraulich", text: "Inhalt"), key: "k")
        let all = lines.withLock { $0 }.joined()
        #expect(all.contains("delivery.mail"))
        for word in ["geheim", "mail.example", "Vertraulich", "Inhalt"] { #expect(!all.contains(word)) }
    }
}

@Suite("Addresses and settings") struct AddressTests {
    @Test(
        "addresses that every mail server takes",
        arguments: [
            ("a@b.example", "a@b.example"), ("Anna.Mueller+x@Mail.Example", "Anna.Mueller+x@mail.example"),
            ("o'neil@x-y.example", "o'neil@x-y.example"),
            ("post@müller.example", "post@xn--mller-kva.example"), ("post@BÜCHER.example", "post@xn--bcher-kva.example"),
            ("root@localhost", "root@localhost"),
        ])
    func taken(address: String, text: String) throws { #expect(try MailAddress(address).text == text) }

    @Test(
        "addresses that are refused, each with its reason",
        arguments: [
            ("müller@mail.example", "local-part"), ("", "syntax"), ("a", "syntax"), ("@b.example", "syntax"), ("a@", "domain"),
            ("a b@c.example", "syntax"),
            ("a@b.example\r\nBcc: x@y.example", "syntax"), ("a@b.example\n", "syntax"), ("a\0@b.example", "syntax"),
            ("<a@b.example>", "syntax"),
            ("a@b.example, c@d.example", "syntax"), ("a,c@d.example", "syntax"), ("\"a b\"@c.example", "syntax"),
            ("\"a\"@c.example", "syntax"),
            ("a..b@c.example", "syntax"), (".a@c.example", "syntax"), ("a@b", "domain"), ("a@b..example", "domain"),
            ("a@-b.example", "domain"),
            ("a@[127.0.0.1]", "domain"), ("a@b.example/path", "domain"), ("a@ü/x.example", "domain"), ("a@b_c.example", "domain"),
        ])
    func refused(address: String, why: String) {
        #expect(throws: DeliveryFault.addressNotTaken(why)) { _ = try MailAddress(address) }
    }

    @Test("an address that cannot be used is an incident at once, not eight attempts")
    func incident() async throws {
        let settings = try MailSettings(server: "smtp://127.0.0.1:1", from: "a@b.example", name: "Stadt")
        let world = try await World(mailer: SMTPMailer(settings, clock: SystemClock()))
        try await world.send(to: world.addressee(nil, email: "jörg@mail.example"))
        try await world.store.settle()
        let incidents = try await world.store.read { try $0.incidents(visibleTo: .system("test")) }
        #expect(incidents.map(\.sentence) == ["the e-mail address cannot be used: local-part"])
    }

    @Test("settings come from the environment and the city; a wrong address of a server is said clearly")
    func settings() throws {
        #expect(try MailSettings(environment: [:], from: "a@b.example", name: "Stadt") == nil)
        let found = try #require(
            try MailSettings(
                environment: [
                    "STADTKERN_SMTP": "smtps://u:p%40ss@mail.stadt.example", "STADTKERN_MAIL_FROM": "amt@stadt.example",
                ], from: "a@b.example",
                name: "Stadt\r\nX"))
        #expect(found.port == 465)
        #expect(found.isTLS)
        #expect(found.user == "u")
        #expect(found.password == "p@ss")
        #expect(found.from.text == "amt@stadt.example")
        #expect(found.name == "Stadt X")
        #expect(try MailSettings(server: "smtp://mail.example", from: "a@b.example", name: "").port == 25)
        #expect(try MailSettings(server: "smtp://u:p@mail.example:587", from: "a@b.example", name: "").needsTLS)
        #expect(try !MailSettings(server: "smtp://u:p@127.0.0.1", from: "a@b.example", name: "").needsTLS)
        for wrong in [
            "mail.example", "http://mail.example", "smtp://", "smtp://h/path", "smtp://h:0", "smtp://h:70000", "smtp://h?x=1",
        ] {
            #expect(throws: MailSettingsProblem.server, "\(wrong)") {
                _ = try MailSettings(server: wrong, from: "a@b.example", name: "")
            }
        }
        #expect(throws: DeliveryFault.addressNotTaken("syntax")) {
            _ = try MailSettings(server: "smtp://h", from: "kein Absender", name: "")
        }
    }
}
