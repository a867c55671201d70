public import Kernel

/// A problem document (RFC 9457).
public struct Problem: Sendable {
    public let status: Int
    public let code: String
    public let title: String
    public let detail: String?
    public let errors: [FieldProblem]
    public let requestID: String

    /// What a reader is told of a fault, in the reader's language.
    init(_ fault: any Fault, request: Request) {
        status = (fault as? WebFault)?.status ?? fault.kind.status
        code = fault.code
        errors = (fault as? InvalidInput)?.problems ?? []
        requestID = request.id
        let key = "faults." + fault.code
        if Texts.shared.has(key) {
            title = request.say(key, fault.details)
        } else {
            Log.error("faults.untold", ["code": .string(fault.code)])
            title = request.say("web.status.\(fault.kind.status)")
        }
        detail =
            errors.isEmpty
            ? nil : request.say("web.errors.count.\(errors.count == 1 ? "one" : "other")", ["count": String(errors.count)])
    }

    init(incident: String, request: Request) {
        status = 500
        code = "web.incident"
        title = request.say("faults.web.incident")
        detail = request.say("web.incident.number", ["number": incident])
        errors = []
        requestID = request.id
    }

    public var response: Response {
        var members: [String: JSON] = [
            "type": .string("/problems/\(code)"), "title": .string(title), "status": JSON(integerLiteral: status),
            "code": .string(code),
            "instance": .string("urn:request:\(requestID)"),
        ]
        if let detail { members["detail"] = .string(detail) }
        if !errors.isEmpty {
            members["errors"] = .array(
                errors.map {
                    .object(["pointer": .string($0.pointer), "code": .string($0.code), "detail": .string($0.detail)])
                })
        }
        return Response(
            status: status, headers: ["content-type": "application/problem+json"], body: .bytes(JSON.object(members).bytes))
    }
}
