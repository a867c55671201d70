public import Kernel

/// The one permission predicate of reading. Records carry `owner` (an account), `unit`, `post` (whom it is assigned to) and
/// `confidential`; the caller carries units, posts and grants. Every list, search, export, count and download goes through it.
///
/// Seen are: one's own records; records of one's units unless confidential; records assigned to one's posts;
/// confidential records of one's units by whoever holds `confidential.read`; records opened by a code.
public enum Visibility {
    public static func of(_ caller: Caller, columns alias: StaticString) -> SQL {
        let column = { (name: StaticString) -> SQL in "\(name: alias).\(name: name)" }
        var ways: [SQL] = []
        switch caller.kind {
        case .system: return "1 = 1"
        case .account(let id): ways.append(column("owner") + " = \(id)")
        case .staff:
            if !caller.units.isEmpty {
                let inUnit = column("unit") + " IN \(list: caller.units)"
                let open = caller.units(with: "confidential.read").intersection(caller.units)
                if open != caller.units { ways.append("(" + inUnit + " AND " + column("confidential") + " = 0)") }
                if !open.isEmpty { ways.append(column("unit") + " IN \(list: open)") }
            }
            if !caller.posts.isEmpty { ways.append(column("post") + " IN \(list: caller.posts)") }
        case .anonymous: break
        }
        if !caller.grants.isEmpty { ways.append(column("id") + " IN \(list: caller.grants)") }
        return SQL.any(ways)
    }
}
