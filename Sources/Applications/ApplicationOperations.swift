import Web

/// What the API description says of applications.
enum ApplicationOperations {
    private static let accessCode = APIParameter(
        .header, "Access-Code", .string(), "in place of a token: the code given when the application was sent")
    private static let state = Web.Schema.string(
        allowed: ["received", "in-review", "documents-requested", "consulting", "hearing", "decided", "withdrawn", "closed"])

    static let submit = APIOperation(
        "Send an application", tag: "applications",
        parameters: [
            APIParameter(
                .header, "Idempotency-Key", .string(longest: 200), required: true,
                "chosen by the sender, one per application: a repeated request gets the first answer")
        ],
        request: APIBody(
            .object([
                .init("answers", .object([], open: true), "see `answersSchema` of the service"),
                .init("language", .string(allowed: ["de", "en", "ls"]), required: false),
            ])),
        responses: [
            APIAnswer(
                201, "Taken",
                .object([
                    .init("id", .string()), .init("reference", .string()), .init("state", state),
                    .init("accessCode", .string(), required: false, "opens status and notice without an account; keep it"),
                ]),
                headers: [APIParameter(.header, "Location", .string(), "where its state can be read")]),
            APIAnswer(400, "No key, or no JSON"), APIAnswer(401, "The service needs an account"), APIAnswer(404, "Not offered"),
            APIAnswer(409, "The first request with this key is still at work"),
            APIAnswer(422, "Every problem at once; or the key stood for another body"),
        ], needsToken: false)

    private static let status = Web.Schema.object([
        .init("id", .string()), .init("reference", .string()), .init("service", .string()),
        .init("received", .string(format: "date-time")),
        .init("state", state), .init("outcome", .nullable(.string(allowed: ["granted", "partly", "refused", "deemed-granted"]))),
        .init(
            "timeline",
            .array(
                .object([
                    .init("at", .string(format: "date-time")), .init("kind", .string()), .init("text", .string()),
                    .init("due", .nullable(.string(format: "date"))),
                ]))),
    ])

    static let show = APIOperation(
        "Where an application stands", tag: "applications", parameters: [accessCode],
        responses: [APIAnswer(200, "State and history", status), APIAnswer(404, "Not there, or not for the caller")],
        needsToken: false)

    static let notice = APIOperation(
        "The latest notice", tag: "applications", parameters: [accessCode],
        responses: [
            APIAnswer(200, "The letter", .string(format: "binary"), as: "application/pdf"),
            APIAnswer(404, "None yet; with Retry-After where it is being made"),
        ], needsToken: false)

    static let withdraw = APIOperation(
        "Take an application back", tag: "applications", parameters: [accessCode],
        responses: [
            APIAnswer(200, "Withdrawn, also when asked again", status), APIAnswer(404, "Not there, or not for the caller"),
            APIAnswer(409, "Decided already, or the service does not allow it"),
        ], needsToken: false)
}
