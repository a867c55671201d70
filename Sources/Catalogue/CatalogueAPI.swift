import Folders
import Kernel
import Store
import Web

/// The services as programs read them.
enum CatalogueAPI {
    static func list(_ request: Request) async throws -> Response {
        let city = try request.store.part(City.self)
        let services = try CataloguePages.services(request).map { summary($0, city, request) }
        return .json(["services": .array(services.map { .object($0) })])
    }

    static func show(_ request: Request) async throws -> Response {
        let city = try request.store.part(City.self)
        let slug = request.parameter("slug")
        guard city.services.contains(slug),
            let service = try request.store.part(CatalogueShelf.self).offered(slug, on: request.now.date())
        else { throw CatalogueFault.notOffered(slug) }
        let words = ServiceWords(service, city: city, language: request.language, now: request.now)
        var members = summary(service, city, request)
        for part in ["about", "who", "needs", "cost", "duration", "after", "paper"] {
            if let text = words.text("service.\(part)") { members[part] = .string(text) }
        }
        members["legalBasis"] = .array(
            service.folder.about.legalBasis.map { norm in
                ["norm": .string(norm.norm), "title": norm.title.map { .string($0) } ?? .null, "checked": .bool(norm.checked)]
            })
        members["answersSchema"] = AnswersSchema.json(service.folder.form)
        // The form as the folder has it: steps, conditions and rules, which a schema cannot say.
        if let file = service.folder.files.contents["form.json"] { members["form"] = try JSON(parsing: file) }
        members["labels"] = .object(labels(service.folder.form.fields, words))
        return .json(.object(members))
    }

    private static func summary(_ service: Service, _ city: City, _ request: Request) -> [String: JSON] {
        let words = ServiceWords(service, city: city, language: request.language, now: request.now)
        let about = service.folder.about
        return [
            "slug": .string(service.slug), "title": .string(words.title), "summary": .string(words("service.summary")),
            "version": .string(about.version), "hash": .string(service.hash.hex), "account": .string(about.account.rawValue),
            "channels": .array(about.channels.map { .string($0.rawValue) }),
            "languages": .array(about.languages.map { .string($0.rawValue) }),
        ]
    }

    private static func labels(_ fields: [Field], _ words: ServiceWords, _ prefix: String = "") -> [String: JSON] {
        fields.reduce(into: [:]) { labels, field in
            let path = prefix + field.id
            labels[path] = .string(words("fields.\(path).label"))
            labels.merge(Self.labels(field.fields, words, path + ".")) { first, _ in first }
        }
    }

    private static let entry: [Web.Schema.Member] = [
        .init("slug", .string()), .init("title", .string()), .init("summary", .string()), .init("version", .string()),
        .init("hash", .string(), "identity of this version"),
        .init("account", .string(allowed: ["optional", "required", "none"])),
        .init("channels", .array(.string())), .init("languages", .array(.string())),
    ]

    static let listOperation = APIOperation(
        "Services that the city offers today", tag: "services",
        responses: [APIAnswer(200, "All of them", .object([.init("services", .array(.object(entry)))]))], needsToken: false)

    static let showOperation = APIOperation(
        "A service with its form", tag: "services",
        responses: [
            APIAnswer(
                200, "The service; `answersSchema` is a JSON Schema of the answers of an application",
                .object(entry + [.init("answersSchema", .any), .init("form", .any), .init("labels", .any)], open: true)),
            APIAnswer(404, "Not offered today"),
        ], needsToken: false)
}

/// A JSON Schema (2020-12) of the answers that a form takes. Conditions and rules are checked by the server alone.
enum AnswersSchema {
    static func json(_ form: Form) -> JSON {
        var schema = object(form.fields).object ?? [:]
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        return .object(schema)
    }

    private static func object(_ fields: [Field]) -> JSON {
        let required = fields.filter { field in
            if case .always = field.required, case .always = field.showWhen { true } else { false }
        }
        return [
            "type": "object", "additionalProperties": false,
            "properties": .object(Dictionary(fields.map { ($0.id, self.field($0)) }, uniquingKeysWith: { first, _ in first })),
            "required": .array(required.map { .string($0.id) }),
        ]
    }

    private static func field(_ field: Field) -> JSON {
        var schema: [String: JSON] = [:]
        switch field.type {
        case .text, .textarea, .email, .phone:
            schema = ["type": "string", "maxLength": JSON(integerLiteral: field.characters)]
            if let least = field.minLength { schema["minLength"] = JSON(integerLiteral: least) }
            if let pattern = field.pattern { schema["pattern"] = .string("^(?:\(pattern.text))$") }
            if field.type == .email { schema["format"] = "email" }
        case .date: schema = ["type": "string", "format": "date"]
        case .number, .money: schema = field.decimals == 0 ? ["type": "integer"] : ["type": "number"]
        case .choice: schema = ["type": "string", "enum": .array(field.options.map { .string($0) })]
        case .multiChoice:
            schema = ["type": "array", "items": ["type": "string", "enum": .array(field.options.map { .string($0) })]]
        case .clauses: schema = ["type": "array", "items": ["type": "string"]]
        case .yesNo: schema = ["type": "boolean"]
        case .file: schema = field.multiple ? ["type": "array", "items": upload] : upload.object ?? [:]
        case .group: schema = ["type": "array", "items": object(field.fields)]
        case .address: schema = address.object ?? [:]
        }
        let (least, most) = field.type == .group || field.type == .multiChoice ? ("minItems", "maxItems") : ("minimum", "maximum")
        if case .number(let number)? = field.min { schema[least] = .number(number) }
        if case .number(let number)? = field.max { schema[most] = .number(number) }
        return .object(schema)
    }

    private static let upload: JSON = ["type": "string", "description": "id of an upload (POST /api/v1/uploads)"]

    private static let address: JSON = [
        "type": "object", "additionalProperties": false, "required": ["street", "houseNumber", "postalCode", "place"],
        "properties": [
            "street": ["type": "string"], "houseNumber": ["type": "string"], "addition": ["type": "string"],
            "postalCode": ["type": "string"], "place": ["type": "string"],
            "country": ["type": "string", "pattern": "^[A-Z]{2}$", "default": "DE"],
        ],
    ]
}
