extension Builtin {
    /// 10.3.4.10
    static let contexts: [Builtin] = [
        Builtin("get value", "m, key", "context, key", "context, keys") { call throws(Diagnostic) in
            guard case .list(let keys) = call[1] else {
                let key = try call.string(1)
                guard let value = try call.context(0)[key] else {
                    throw call.problem(.unknownMember, "this context has no “\(key)”")
                }
                return value
            }
            guard !keys.isEmpty else { throw call.problem(.value, "get value needs a key") }
            guard !call.isNamed || call.shape == 2 else { throw call.wrong(1, "string") }
            var value = Value.context(try call.context(0))
            for item in keys {
                guard case .string(let key) = item else { throw call.problem(.type, "a key must be a string") }
                guard let inner = value.context?[key] else { throw call.problem(.unknownMember, "this context has no “\(key)”") }
                value = inner
            }
            return value
        },
        Builtin("get entries", "m", "context") { call throws(Diagnostic) in
            .list(try call.context(0).entries.map { .context(Context([("key", .string($0)), ("value", $1)])) })
        },
        Builtin("context", "entries") { call throws(Diagnostic) in
            var made = Context()
            for item in try call.list(0) {
                guard case .context(let entry) = item, case .string(let key)? = entry["key"], let value = entry["value"] else {
                    throw call.problem(.type, "each entry needs a key, which is a string, and a value")
                }
                guard !made.has(key) else { throw call.problem(.value, "the key “\(key)” stands twice") }
                made[key] = value
            }
            return try call.bounded(.context(made))
        },
        Builtin("context put", "context, key, value", "context, keys, value") { call throws(Diagnostic) in
            let context = try call.context(0)
            guard case .list(let keys) = call[1] else {
                return try call.bounded(.context(try put(context, [.string(try call.string(1))], call)))
            }
            guard !call.isNamed || call.shape == 1 else { throw call.wrong(1, "string") }
            guard !keys.isEmpty else { throw call.problem(.value, "context put needs a key") }
            return try call.bounded(.context(try put(context, keys[...], call)))
        },
        Builtin("context merge", "contexts") { call throws(Diagnostic) in
            var merged = Context()
            for item in try call.list(0) {
                guard case .context(let context) = item else {
                    throw call.problem(.type, "context merge needs contexts, not a \(item.typeName)")
                }
                for (key, value) in context.entries { merged[key] = value }
            }
            return try call.bounded(.context(merged))
        },
    ]

    private static func put(_ context: Context, _ keys: ArraySlice<Value>, _ call: Call) throws(Diagnostic) -> Context {
        guard keys.count <= Limits.nesting else { throw call.problem(.limit, "more than \(Limits.nesting) keys") }
        guard case .string(let key)? = keys.first else { throw call.problem(.type, "a key must be a string") }
        var changed = context
        if keys.count == 1 {
            changed[key] = call[2]
        } else {
            guard case .context(let inner)? = context[key] else {
                throw call.problem(.unknownMember, "“\(key)” is no context that something could be put into")
            }
            changed[key] = .context(try put(inner, keys.dropFirst(), call))
        }
        return changed
    }
}
