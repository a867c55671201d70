import Folders
public import Kernel
public import Store

/// What an account may fill in on request: `{"person": {"givenName": …, "address": {…}}, "company": {…}}`.
/// The component that knows accounts puts this part in its place.
public struct PrefillSource: Sendable {
    private let lookup: @Sendable (_ account: String, Reader) throws -> JSON?

    public init(_ lookup: @escaping @Sendable (_ account: String, Reader) throws -> JSON?) { self.lookup = lookup }

    func known(_ account: String, in reader: Reader) throws -> JSON { try lookup(account, reader) ?? [:] }

    /// The answers with what is known in the empty fields; nothing that was typed is replaced.
    static func fill(_ answers: JSON, fields: [Field], known: JSON) -> JSON {
        var members = answers.object ?? [:]
        for field in fields where members[field.id] == nil {
            guard let path = field.prefill else { continue }
            let value = path.split(separator: ".").reduce(Optional(known)) { $0?[String($1)] }
            if let value, !value.isNull, value.string?.isEmpty != true { members[field.id] = value }
        }
        return .object(members)
    }
}
