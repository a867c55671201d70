import CMime

/// An e-mail address as mail servers take it everywhere (RFC 5321 § 4.1.2, dot-atoms only). Nothing in it can end a line, so
/// none can bring a header or a command of its own.
public struct MailAddress: Hashable, Sendable {
    /// Local part, `@`, and domain in ASCII.
    public let text: String
    /// Domain in ASCII.
    public let domain: String

    /// Throws `DeliveryFault.addressNotTaken` with `syntax`, `too-long`, `local-part` (letters beyond ASCII before the `@` need
    /// SMTPUTF8, which many servers lack) or `domain`. Letters beyond ASCII in the domain are written as IDNA does.
    public init(_ address: String) throws {
        guard
            !address.unicodeScalars.contains(where: { $0.properties.generalCategory == .control || $0.properties.isWhitespace }),
            let at = address.lastIndex(of: "@")
        else { throw DeliveryFault.addressNotTaken("syntax") }
        let local = address[..<at]
        guard local.utf8.allSatisfy({ $0 < 0x80 }) else { throw DeliveryFault.addressNotTaken("local-part") }
        guard MailAddress.isDotAtom(local) else { throw DeliveryFault.addressNotTaken("syntax") }
        let domain = try MailAddress.ascii(String(address[address.index(after: at)...]))
        guard local.utf8.count <= 64, domain.utf8.count <= 253, local.utf8.count + domain.utf8.count < 254 else {
            throw DeliveryFault.addressNotTaken("too-long")
        }
        text = "\(local)@\(domain)"
        self.domain = domain
    }

    private static func isDotAtom(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty && atom.utf8.allSatisfy { isLetterOrDigit($0) || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
        }
    }

    private static func ascii(_ domain: String) throws -> String {
        var host = domain.lowercased()
        if !host.utf8.allSatisfy({ $0 < 0x80 }) {
            guard let found = cmime_domain(host) else { throw DeliveryFault.addressNotTaken("domain") }
            defer { cmime_free(found) }
            host = String(cString: found).lowercased()
        }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        let areFine = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 0x2D }
                && !label.hasPrefix("-") && !label.hasSuffix("-")
        }
        guard areFine, labels.count >= 2 || host == "localhost" else { throw DeliveryFault.addressNotTaken("domain") }
        return host
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
