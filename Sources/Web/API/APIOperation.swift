/// What the API description says of a route.
public struct APIOperation: Sendable {
    /// One line; English, because the readers are programmers of all authorities.
    public let summary: String
    public let tag: String
    public let parameters: [APIParameter]
    /// Body of the request, with its media type.
    public let request: APIBody?
    public let responses: [APIAnswer]
    /// False where no bearer token is needed.
    public let needsToken: Bool

    public init(
        _ summary: String, tag: String, parameters: [APIParameter] = [], request: APIBody? = nil, responses: [APIAnswer],
        needsToken: Bool = true
    ) {
        self.summary = summary
        self.tag = tag
        self.parameters = parameters
        self.request = request
        self.responses = responses
        self.needsToken = needsToken
    }
}

/// A parameter in query or header; those in the path come from the route.
public struct APIParameter: Sendable {
    public enum Place: String, Sendable { case query, header, path }
    public let place: Place
    public let name: String
    public let schema: Schema
    public let isRequired: Bool
    public let text: String

    public init(_ place: Place, _ name: String, _ schema: Schema = .string(), required: Bool = false, _ text: String) {
        self.place = place
        self.name = name
        self.schema = schema
        isRequired = required
        self.text = text
    }
}

public struct APIBody: Sendable {
    public let mediaType: String
    public let schema: Schema
    public init(_ schema: Schema, as mediaType: String = "application/json") {
        self.schema = schema
        self.mediaType = mediaType
    }
}

public struct APIAnswer: Sendable {
    public let status: Int
    public let text: String
    public let body: APIBody?
    public let headers: [APIParameter]
    public init(
        _ status: Int, _ text: String, _ schema: Schema? = nil, as mediaType: String = "application/json",
        headers: [APIParameter] = []
    ) {
        self.status = status
        self.text = text
        body = schema.map { APIBody($0, as: mediaType) }
        self.headers = headers
    }
}

/// A JSON schema (2020-12, the part that the API needs), which also checks requests.
public indirect enum Schema: Sendable {
    case string(format: String? = nil, allowed: [String] = [], longest: Int? = nil)
    case integer(least: Int? = nil, most: Int? = nil)
    case number
    case boolean
    case array(Schema)
    /// Members in the order of the text; others are refused unless `open`.
    case object([Member], open: Bool = false)
    /// Any JSON value.
    case any
    case nullable(Schema)

    public struct Member: Sendable {
        public let name: String
        public let schema: Schema
        public let isRequired: Bool
        public let text: String?
        public init(_ name: String, _ schema: Schema, required: Bool = true, _ text: String? = nil) {
            self.name = name
            self.schema = schema
            isRequired = required
            self.text = text
        }
    }
}
