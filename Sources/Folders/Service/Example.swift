public import Kernel

/// A worked example: what is applied for, what people do, and what has to come out, derived by hand (service-folder.md, section 9).
public struct Example: Sendable {
    /// File name without `.json`.
    public let name: String
    public let title: String
    public let language: Language
    public let channel: Channel
    /// Whether the applicant has an account, and with it a mailbox.
    public let account: Bool
    public let received: Moment
    public let answers: JSON
    /// The earlier case that the application follows.
    public let former: Former?
    /// Paths in the folder by field: `assistanceProof`, `dogs/0/proof`.
    public let files: [String: [String]]
    public let steps: [Step]
    public let expect: Expectation

    init(
        name: String, title: String, language: Language, channel: Channel, account: Bool, received: Moment, answers: JSON,
        former: Former?, files: [String: [String]], steps: [Step], expect: Expectation
    ) {
        self.name = name
        self.title = title
        self.language = language
        self.channel = channel
        self.account = account
        self.received = received
        self.answers = answers
        self.former = former
        self.files = files
        self.steps = steps
        self.expect = expect
    }

    /// The same person and way with another name, day, answers or files, and nothing expected: a case made from the example.
    public func replacing(
        name: String, received: Moment? = nil, answers: JSON? = nil, files: [String: [String]]? = nil
    ) -> Example {
        Example(
            name: name, title: title, language: language, channel: channel, account: account, received: received ?? self.received,
            answers: answers ?? self.answers, former: former, files: files ?? self.files, steps: steps, expect: .nothing)
    }

    /// A moment as examples write it.
    public enum Moment: Hashable, Sendable {
        /// After the step before.
        case after(days: Int, months: Int, seconds: Int)
        /// Local time of the city.
        case at(LocalDate, hour: Int, minute: Int)

        /// The instant; a moment without a time is at 10:00.
        public func instant(after before: Instant) -> Instant {
            switch self {
            case .after(let days, let months, let seconds):
                // Legal time is kept over the change between winter and summer: same hour, later date.
                let clock = before.clock()
                let date = before.date().adding(months: months).adding(days: days)
                return Moment.local(date, clock.hour, clock.minute).adding(seconds: Double(seconds))
            case .at(let date, let hour, let minute): return Moment.local(date, hour, minute)
            }
        }

        /// A local time as an instant; midnight may lie on the other side of a change between winter and summer time.
        private static func local(_ date: LocalDate, _ hour: Int, _ minute: Int) -> Instant {
            let guess = Instant(startOf: date).adding(seconds: Double(hour * 3600 + minute * 60))
            let clock = guess.clock()
            let days = date.epochDay - guess.date().epochDay
            return guess.adding(seconds: Double((days * 1440 + (hour - clock.hour) * 60 + minute - clock.minute) * 60))
        }
    }

    public enum Step: Sendable {
        case clock(Moment)
        case act(Acting)
    }

    /// Somebody does something.
    public struct Acting: Sendable {
        public let at: Moment?
        public let act: String
        /// Key of a demo person, `applicant`, or `office:<unit role>`.
        public let by: String
        public let fields: JSON
        public let files: [String: [String]]

        public init(at: Moment?, act: String, by: String, fields: JSON, files: [String: [String]]) {
            self.at = at
            self.act = act
            self.by = by
            self.fields = fields
            self.files = files
        }
    }

    public struct Expectation: Sendable {
        public let problems: [Problem]
        public let state: String?
        /// Outer nil: not compared; inner nil: no decision.
        public let outcome: String??
        public let path: [String]?
        /// Nil where nothing is demanded.
        public let amounts: [String: Decimal128?]
        public let dates: [String: LocalDate?]
        /// Nil: not compared; empty: none at all.
        public let notices: [Notice]?
        public let filing: Filing?

        /// Nothing is compared.
        static let nothing = Expectation(
            problems: [], state: nil, outcome: nil, path: nil, amounts: [:], dates: [:], notices: nil, filing: nil)

        public struct Problem: Hashable, Sendable {
            public let pointer: String
            public let code: String
        }
        public struct Notice: Hashable, Sendable {
            public let template: String
            public let contains: [String]
            public let lacks: [String]
            /// Whether it stands for the last notice only.
            public let isLast: Bool
        }
        public struct Filing: Hashable, Sendable {
            public let position: String?
            public let title: String?
            public let documents: [String]?
        }
    }

    /// Identifiers that stand for the example's files, with what is known of them.
    public func uploads(in folder: FolderFiles) -> [String: UploadFacts] {
        var found: [String: UploadFacts] = [:]
        for path in files.values.flatMap({ $0 }) {
            found[path] = UploadFacts(mediaType: Example.mediaType(path), bytes: folder.contents[path]?.count ?? 0)
        }
        return found
    }

    public static func mediaType(_ path: String) -> String {
        switch path.split(separator: ".").last.map({ $0.lowercased() }) {
        case "pdf": "application/pdf"
        case "jpg", "jpeg": "image/jpeg"
        case "png": "image/png"
        default: "application/octet-stream"
        }
    }

    /// The answers as they are submitted, each file field holding what `id` gives for its path.
    public func answers(_ form: Form, id: (String) -> String) -> JSON {
        files.reduce(answers) { answers, entry in
            let ids = entry.value.map { JSON.string(id($0)) }
            let parts = entry.key.split(separator: "/").map(String.init)
            let many = form.field(parts.filter { Int($0) == nil }.joined(separator: "."))?.multiple ?? false
            return answers.setting(parts[...], to: many ? .array(ids) : ids.first ?? .null)
        }
    }
}

extension JSON {
    /// The same value with another one at a path of member names and positions.
    func setting(_ path: ArraySlice<String>, to value: JSON) -> JSON {
        guard let first = path.first else { return value }
        switch self {
        case .array(var items):
            guard let index = Int(first), items.indices.contains(index) else { return self }
            items[index] = items[index].setting(path.dropFirst(), to: value)
            return .array(items)
        case .object(var members):
            members[first] = (members[first] ?? [:]).setting(path.dropFirst(), to: value)
            return .object(members)
        default: return path.count == 1 ? .object([first: value]) : self
        }
    }
}
