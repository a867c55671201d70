/// One subcommand: what it is called, what it does in one line, and the doing. Exit status 0 fine, 1 findings, 2 usage.
struct Command: Sendable {
    let name: String
    let usage: String
    let run: @Sendable (Options) async throws -> Int32

    static let all: [Command] = [
        .serve, .check, .simulate, .migrate, .verify, .backup, .restore, .routes, .doctor, .staff, .dmn, .bpmn, .rehearse,
    ]

    static func help() -> String {
        (["stadtkern COMMAND [options]", ""] + all.map { "  \($0.usage)" }
            + [
                "",
                "  --services DIR (Services), --city DIR (the demo city); the database stands in STADTKERN_DATABASE (sqlite:FILE or postgres://…)",
            ])
            .joined(separator: "\n")
    }
}
