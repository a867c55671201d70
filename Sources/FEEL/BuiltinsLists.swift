internal import Kernel

extension Builtin {
    /// 10.3.4.4, what takes lists apart and puts them together, and 10.3.4.11 (sort).
    static let lists: [Builtin] = [
        Builtin("list contains", "list, element") { call throws(Diagnostic) in
            let items = try call.list(0)
            try call.spendComparing(call[1], times: items.count)
            return .boolean(items.contains { Compare.equal($0, call[1]) == true })
        },
        Builtin("count", "list") { call throws(Diagnostic) in .number(try call.list(0).count) },
        Builtin("sublist", "list, start position, length?") { call throws(Diagnostic) in
            let items = try call.list(0)
            let first = try position(call, 1, in: items.count)
            let length = call.count > 2 ? try call.integer(2) : items.count - first
            guard length >= 0, length <= items.count - first else {
                throw call.problem(.index, "the list has no \(length) items from there")
            }
            return .list(Array(items[first..<first + length]))
        },
        Builtin("append", "list, item...") { call throws(Diagnostic) in
            try call.bounded((call[0].isNull ? [.null] : try call.list(0)) + call.values.dropFirst())
        },
        Builtin("concatenate", "list...") { call throws(Diagnostic) in
            var all: [Value] = []
            for index in 0..<call.count { all += try call.list(index) }
            return try call.bounded(all)
        },
        Builtin("insert before", "list, position, newItem") { call throws(Diagnostic) in
            var items = try call.list(0)
            items.insert(call[2], at: try position(call, 1, in: items.count))
            return try call.bounded(items)
        },
        Builtin("remove", "list, position") { call throws(Diagnostic) in
            var items = try call.list(0)
            items.remove(at: try position(call, 1, in: items.count))
            return .list(items)
        },
        Builtin("list replace", "list, position, newItem", "list, match, newItem") { call throws(Diagnostic) in
            var items = try call.list(0)
            guard case .function(let match) = call.scalar(1) else {
                items[try position(call, 1, in: items.count)] = call[2]
                return .list(items)
            }
            for (index, item) in items.enumerated() {
                let decision = call.run.call(match, .positional([item, call[2]]), at: call.place)
                guard case .boolean(let matches) = decision else {
                    throw call.problem(.type, "the match function must give true or false")
                }
                if matches { items[index] = call[2] }
            }
            return .list(items)
        },
        Builtin("reverse", "list") { call throws(Diagnostic) in .list(try call.list(0).reversed()) },
        Builtin("index of", "list, match") { call throws(Diagnostic) in
            let items = try call.list(0)
            try call.spendComparing(call[1], times: items.count)
            return .list(items.enumerated().filter { Compare.equal($1, call[1]) == true }.map { .number($0.offset + 1) })
        },
        Builtin("union", "list...") { call throws(Diagnostic) in
            var all: [Value] = []
            for index in 0..<call.count { all += try call.list(index) }
            return .list(try distinct(all, call))
        },
        Builtin("distinct values", "list") { call throws(Diagnostic) in .list(try distinct(try call.list(0), call)) },
        Builtin("flatten", "list") { call throws(Diagnostic) in
            var flat: [Value] = []
            try flatten(try call.list(0), into: &flat, call)
            return .list(flat)
        },
        Builtin("sort", "list, precedes?") { call throws(Diagnostic) in try sorted(call) },
    ]

    /// Index of the item at a position from 1, or from -1 at the end.
    private static func position(_ call: Call, _ index: Int, in count: Int) throws(Diagnostic) -> Int {
        let position = try call.integer(index)
        guard position != 0, position.magnitude <= count else {
            throw call.problem(.index, "a list of \(count) has no position \(position)")
        }
        return position > 0 ? position - 1 : count + position
    }

    private static func distinct(_ items: [Value], _ call: Call) throws(Diagnostic) -> [Value] {
        var kept: [Value] = []
        for item in items {
            guard call.run.spend(kept.count, at: call.place) else { throw call.problem(.limit, "\(call.name) ran out of steps") }
            try call.spendComparing(item, times: kept.count)
            if !kept.contains(where: { Compare.equal($0, item) == true }) { kept.append(item) }
        }
        return kept
    }

    private static func flatten(_ items: [Value], into flat: inout [Value], _ call: Call, depth: Int = 0) throws(Diagnostic) {
        for item in items {
            guard depth < Limits.nesting, flat.count <= Limits.elements, call.run.spend(at: call.place) else {
                throw call.problem(.limit, "the list is too large or nested too deeply")
            }
            if case .list(let inner) = item { try flatten(inner, into: &flat, call, depth: depth + 1) } else { flat.append(item) }
        }
    }

    /// Merge sort, stable, because a function written by somebody need be no order: it ends in any case.
    private static func sorted(_ call: Call) throws(Diagnostic) -> Value {
        let items = try call.list(0)
        let function = call.isMissing(1) ? nil : try call.function(1)
        if let function, function.parameters.count != 2 {
            throw call.problem(.arguments, "sort needs a function of two parameters")
        }
        func precedes(_ left: Value, _ right: Value) throws(Diagnostic) -> Bool {
            guard let function else {
                try call.spendComparing(left, times: 1)
                guard let order = Compare.order(left, right) else {
                    throw call.problem(.operands, "a \(left.typeName) and a \(right.typeName) have no order")
                }
                return order < 0
            }
            guard case .boolean(let value) = call.run.call(function, .positional([left, right]), at: call.place) else {
                throw call.problem(.type, "the function of sort must give true or false")
            }
            return value
        }
        func merge(_ part: ArraySlice<Value>) throws(Diagnostic) -> [Value] {
            guard part.count > 1 else { return Array(part) }
            let middle = (part.startIndex + part.endIndex) / 2
            let left = try merge(part[..<middle])
            let right = try merge(part[middle...])
            var merged: [Value] = []
            merged.reserveCapacity(part.count)
            var (first, second) = (0, 0)
            while first < left.count, second < right.count {
                if try precedes(right[second], left[first]) {
                    merged.append(right[second])
                    second += 1
                } else {
                    merged.append(left[first])
                    first += 1
                }
            }
            return merged + left[first...] + right[second...]
        }
        return .list(try merge(items[...]))
    }
}
