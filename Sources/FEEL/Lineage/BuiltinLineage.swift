internal import Kernel

extension Tracer {
    /// What a built-in function's result depends on: with each part on its own part of the arguments where the function only
    /// rearranges lists, else on all of them.
    func outcome(of builtin: String, _ values: [Value], _ arguments: [Lineage]) -> Lineage {
        guard let first = arguments.first, values.count == arguments.count, case .list(let list) = values.first else {
            return all(arguments)
        }
        let items = self.items(of: .list(list), first)
        let rest = arguments.dropFirst().reduce(into: Marks()) { $0.formUnion(deep($1)) }
        switch builtin {
        case "count" where arguments.count == 1: return Lineage(own: shape(of: first))
        case "sublist":
            guard arguments.count <= 3, let start = values[1].number?.integer, start > 0, start <= list.count + 1 else {
                return all(arguments)
            }
            // What stands before the end does not depend on it, but on where to begin.
            return Lineage(shape: shape(of: first).union(rest), parts: .items(items.dropFirst(start - 1).map { $0.adding(rest) }))
        case "reverse":
            return Lineage(own: shape(of: first), parts: .items(items.reversed()))
        case "append":
            let added = arguments.dropFirst().map { $0.adding(shape(of: first)) }
            return Lineage(shape: shape(of: first), parts: .items(items + added))
        case "concatenate":
            var (parts, before) = (items, shape(of: first))
            for (value, lineage) in zip(values, arguments).dropFirst() {
                guard case .list = value else { return all(arguments) }
                parts += self.items(of: value, lineage).map { $0.adding(before) }
                before.formUnion(shape(of: lineage))
            }
            return Lineage(shape: before, parts: .items(parts))
        default: return all(arguments)
        }
    }

    private func all(_ arguments: [Lineage]) -> Lineage {
        Lineage(own: arguments.reduce(into: Marks()) { $0.formUnion(deep($1)) })
    }
}
