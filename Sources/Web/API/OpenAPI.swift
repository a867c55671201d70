public import Kernel

/// The API description (OpenAPI 3.1), made from the routes.
enum OpenAPI {
    static func document(_ routes: [Route], site: Site) -> JSON {
        var paths: [String: [String: JSON]] = [:]
        for route in routes {
            guard let operation = route.operation else { continue }
            paths[template(route.path), default: [:]][route.method.rawValue.lowercased()] = self.operation(operation, route)
        }
        return .object([
            "openapi": "3.1.0",
            "info": .object(["title": .string("\(site.service[.en]) – \(site.name[.en])"), "version": "1"]),
            "paths": .object(paths.mapValues { .object($0) }),
            "components": .object([
                "securitySchemes": .object(["bearer": .object(["type": "http", "scheme": "bearer"])]),
                "schemas": .object(["Problem": problem.json]),
            ]),
        ])
    }

    /// `/a/:id` in OpenAPI's spelling, `/a/{id}`.
    private static func template(_ path: String) -> String {
        "/"
            + path.split(separator: "/").map { segment in
                segment.hasPrefix(":") || segment.hasPrefix("*") ? "{\(segment.dropFirst())}" : String(segment)
            }.joined(separator: "/")
    }

    private static func operation(_ operation: APIOperation, _ route: Route) -> JSON {
        let inPath = route.path.split(separator: "/").filter { $0.hasPrefix(":") || $0.hasPrefix("*") }.map {
            String($0.dropFirst())
        }
        let described = Set(operation.parameters.filter { $0.place == .path }.map(\.name))
        let parameters =
            inPath.filter { !described.contains($0) }.map { APIParameter(.path, $0, required: true, $0) } + operation.parameters
        var members: [String: JSON] = [
            "summary": .string(operation.summary), "tags": .array([.string(operation.tag)]),
            "operationId": .string(identifier(route)), "parameters": .array(parameters.map(parameter)),
        ]
        if operation.needsToken { members["security"] = .array([.object(["bearer": .array([])])]) }
        if let action = route.action { members["x-action"] = .string(action) }
        if let body = operation.request {
            members["requestBody"] = .object(["required": true, "content": content(body)])
        }
        var answers: [String: JSON] = [:]
        for answer in operation.responses {
            var entry: [String: JSON] = ["description": .string(answer.text)]
            if let body = answer.body { entry["content"] = content(body) }
            if !answer.headers.isEmpty {
                entry["headers"] = .object(
                    Dictionary(
                        answer.headers.map { header in
                            (header.name, JSON.object(["schema": header.schema.json, "description": .string(header.text)]))
                        }, uniquingKeysWith: { first, _ in first }))
            }
            answers[String(answer.status)] = .object(entry)
        }
        answers["default"] = .object([
            "description": "Problem (RFC 9457)",
            "content": .object([
                "application/problem+json": .object(["schema": .object(["$ref": "#/components/schemas/Problem"])])
            ]),
        ])
        members["responses"] = .object(answers)
        return .object(members)
    }

    private static func identifier(_ route: Route) -> String {
        let words = route.path.split(separator: "/").map { $0.filter { $0.isLetter || $0.isNumber || $0 == "-" } }
        return ([route.method.rawValue.lowercased()] + words).joined(separator: "-")
    }

    private static func parameter(_ parameter: APIParameter) -> JSON {
        .object([
            "in": .string(parameter.place.rawValue), "name": .string(parameter.name), "schema": parameter.schema.json,
            "required": .bool(parameter.isRequired || parameter.place == .path), "description": .string(parameter.text),
        ])
    }

    private static func content(_ body: APIBody) -> JSON { .object([body.mediaType: .object(["schema": body.schema.json])]) }

    private static let problem = Schema.object(
        [
            .init("type", .string()), .init("title", .string()), .init("status", .integer()), .init("code", .string()),
            .init("detail", .string(), required: false), .init("instance", .string(), required: false),
            .init(
                "errors", .array(.object([.init("pointer", .string()), .init("code", .string()), .init("detail", .string())])),
                required: false),
        ], open: true)
}

extension Schema {
    /// The schema as JSON Schema.
    public var json: JSON {
        switch self {
        case .string(let format, let allowed, let longest):
            var members: [String: JSON] = ["type": "string"]
            if let format { members["format"] = .string(format) }
            if !allowed.isEmpty { members["enum"] = .array(allowed.map { .string($0) }) }
            if let longest { members["maxLength"] = JSON(integerLiteral: longest) }
            return .object(members)
        case .integer(let least, let most):
            var members: [String: JSON] = ["type": "integer"]
            if let least { members["minimum"] = JSON(integerLiteral: least) }
            if let most { members["maximum"] = JSON(integerLiteral: most) }
            return .object(members)
        case .number: return .object(["type": "number"])
        case .boolean: return .object(["type": "boolean"])
        case .array(let item): return .object(["type": "array", "items": item.json])
        case .any: return .bool(true)
        case .nullable(let schema): return .object(["anyOf": .array([schema.json, .object(["type": "null"])])])
        case .object(let members, let open):
            var object: [String: JSON] = [
                "type": "object",
                "properties": .object(
                    Dictionary(members.map { ($0.name, $0.described) }, uniquingKeysWith: { first, _ in first })),
                "additionalProperties": .bool(open),
            ]
            let required = members.filter(\.isRequired).map { JSON.string($0.name) }
            if !required.isEmpty { object["required"] = .array(required) }
            return .object(object)
        }
    }
}

extension Schema.Member {
    fileprivate var described: JSON {
        guard let text, case .object(var members) = schema.json else { return schema.json }
        members["description"] = .string(text)
        return .object(members)
    }
}
