import Kernel

/// Finds the route of a path: literal segments before parameters, parameters before the rest.
struct Router: Sendable {
    private final class Node: Sendable {
        let literals: [String: Node]
        let parameter: Node?
        let routes: [Method: Route]
        let rest: [Method: Route]

        init(_ branch: Branch) {
            literals = branch.literals.mapValues { Node($0) }
            parameter = branch.parameter.map { Node($0) }
            routes = branch.routes
            rest = branch.rest
        }
    }

    private final class Branch {
        var literals: [String: Branch] = [:]
        var parameter: Branch?
        var routes: [Method: Route] = [:]
        var rest: [Method: Route] = [:]
    }

    enum Found {
        case route(Route, parameters: [String: String])
        case wrongMethod(allow: String)
        case nothing
    }

    private let root: Node
    let routes: [Route]

    /// Throws where two routes have the same method and path.
    init(_ routes: [Route]) throws {
        self.routes = routes
        let root = Branch()
        for route in routes {
            var node = root
            var isRest = false
            for segment in route.path.split(separator: "/") {
                precondition(!isRest, "\(route.path): nothing may follow the rest")
                if segment.hasPrefix("*") {
                    isRest = true
                } else if segment.hasPrefix(":") {
                    let next = node.parameter ?? Branch()
                    node.parameter = next
                    node = next
                } else {
                    let next = node.literals[String(segment)] ?? Branch()
                    node.literals[String(segment)] = next
                    node = next
                }
            }
            let previous =
                isRest ? node.rest.updateValue(route, forKey: route.method) : node.routes.updateValue(route, forKey: route.method)
            if let previous { throw RoutingProblem.twice(route.listing, previous.listing) }
        }
        self.root = Node(root)
    }

    /// `segments` are decoded.
    func find(_ method: Method, _ segments: [String]) -> Found {
        var allowed: Set<Method> = []
        if let route = search(root, segments[...], method, &allowed) {
            return .route(route, parameters: parameters(route, segments))
        }
        if allowed.isEmpty { return .nothing }
        if allowed.contains(.get) { allowed.insert(.head) }
        return .wrongMethod(allow: allowed.map(\.rawValue).sorted().joined(separator: ", "))
    }

    private func search(_ node: Node, _ segments: ArraySlice<String>, _ method: Method, _ allowed: inout Set<Method>) -> Route? {
        if let segment = segments.first {
            if let next = node.literals[segment], let route = search(next, segments.dropFirst(), method, &allowed) {
                return route
            }
            if !segment.isEmpty, let next = node.parameter, let route = search(next, segments.dropFirst(), method, &allowed) {
                return route
            }
        } else if let route = pick(node.routes, method, &allowed) {
            return route
        }
        return pick(node.rest, method, &allowed)
    }

    private func pick(_ routes: [Method: Route], _ method: Method, _ allowed: inout Set<Method>) -> Route? {
        if let route = routes[method] ?? (method == .head ? routes[.get] : nil) { return route }
        allowed.formUnion(routes.keys)
        return nil
    }

    private func parameters(_ route: Route, _ segments: [String]) -> [String: String] {
        var values: [String: String] = [:]
        for (index, segment) in route.path.split(separator: "/").enumerated() {
            if segment.hasPrefix(":"), index < segments.count { values[String(segment.dropFirst())] = segments[index] }
            if segment.hasPrefix("*") { values[String(segment.dropFirst())] = segments.dropFirst(index).joined(separator: "/") }
        }
        return values
    }

    /// The decoded segments of a path; nil where it cannot be a path of ours: broken escapes, `..`, control characters.
    static func segments(_ path: Substring) -> [String]? {
        guard path.hasPrefix("/") else { return nil }
        var segments: [String] = []
        let raw = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in raw.enumerated() {
            if part.isEmpty, index == raw.count - 1 { break }
            guard let segment = Address.decode(part), !segment.isEmpty, segment != ".", segment != "..",
                segment.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), !segment.utf8.contains(0x2F)
            else { return nil }
            segments.append(segment)
        }
        return segments
    }
}

enum RoutingProblem: Error, CustomStringConvertible {
    case twice(String, String)
    var description: String {
        switch self {
        case .twice(let one, let other): "two routes for one address: \(one) and \(other)"
        }
    }
}
