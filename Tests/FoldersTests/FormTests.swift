import FEEL
import Kernel
import Testing

@testable import Folders

@Suite("Checking a submission against its form")
struct FormTests {
    static let text = """
        {"steps": [
          {"id": "you", "fields": [
            {"id": "name", "type": "text", "required": true, "minLength": 2, "maxLength": 10},
            {"id": "story", "type": "textarea"},
            {"id": "mail", "type": "email"},
            {"id": "phone", "type": "phone"},
            {"id": "born", "type": "date", "min": "1900-01-01", "max": "today()"},
            {"id": "age", "type": "number", "min": 0, "max": 130},
            {"id": "weight", "type": "number", "decimals": 1},
            {"id": "fee", "type": "money", "max": "fees.list.most"},
            {"id": "kind", "type": "choice", "options": ["one", "two"]},
            {"id": "colours", "type": "multi-choice", "options": ["red", "green", "blue"], "min": 1, "max": 2},
            {"id": "adult", "type": "yes-no"},
            {"id": "home", "type": "address"},
            {"id": "plate", "type": "text", "pattern": "[A-Z]{1,3}-[0-9]+|none"},
            {"id": "detail", "type": "text", "showWhen": "answers.kind = \\"two\\"", "required": true},
            {"id": "proof", "type": "file", "maxBytes": 100},
            {"id": "plans", "type": "file", "multiple": true}
          ]},
          {"id": "more", "showWhen": "answers.adult = true", "fields": [
            {"id": "children", "type": "group", "min": 1, "max": 2, "fields": [
              {"id": "name", "type": "text", "required": true},
              {"id": "from", "type": "date"},
              {"id": "until", "type": "date", "required": "entry.from != null", "check": "entry.until >= entry.from"}
            ]}
          ]}
        ],
        "rules": [
          {"id": "agesFit", "at": "age", "when": "answers.adult = true", "check": "answers.age >= 18"}
        ]}
        """

    static func form() throws -> Form {
        let report = Report()
        let files = FolderFiles(path: "x", contents: ["form.json": Array(text.utf8)])
        let root = try #require(JSONFile.read("form.json", in: files, report: report))
        var names = CaseNames()
        names.fees = ["list": ["most"]]
        let form = FormReading(names: names.beforeSubmission, retention: [], report: report).form(root)
        try #require(report.findings == [])
        return form
    }

    private func result(_ answers: JSON, files: [String: UploadFacts] = [:]) throws -> FormResult {
        let scope = Scope(json: ["fees": ["list": ["most": 50]]], now: try #require(Instant("2026-11-23T10:00:00Z")))
        return try Self.form().check(answers, files: files, in: scope)
    }

    private func problems(_ answers: [String: JSON], files: [String: UploadFacts] = [:]) throws -> [String] {
        try result(.object(["name": "Ada"].merging(answers) { $1 }), files: files).problems.map { "\($0.pointer) \($0.code)" }
    }

    @Test("a submission without mistakes has no problems, and dates are dates for expressions")
    func fine() throws {
        let result = try result(["name": "Ada", "born": "1990-02-28", "kind": "one"])
        #expect(result.isValid)
        #expect(result.values.context?["born"]?.date == LocalDate("1990-02-28"))
        #expect(result.values.context?["detail"] == .null)
        #expect(!result.visible.contains("/detail"))
    }

    @Test(
        "each kind of mistake has its code",
        arguments: [
            ("name", "A", "too-short"), ("name", "Abcdefghijk", "too-long"), ("name", "A\u{1F600}", "bad-characters"),
            ("name", "A\nB", "bad-characters"),
            ("name", "", "required"), ("name", "  ", "required"), ("mail", "ada@", "not-an-email"),
            ("mail", "a b@c.de", "not-an-email"),
            ("mail", "a@@c.de", "not-an-email"), ("mail", "a@localhost", "not-an-email"), ("phone", "12", "not-a-phone"),
            ("phone", "call me", "not-a-phone"),
            ("born", "2026-02-29", "not-a-date"), ("born", "28.02.1990", "not-a-date"), ("born", "1899-12-31", "too-small"),
            ("born", "2026-11-24", "too-large"),
            ("kind", "three", "not-an-option"), ("plate", "L-", "bad-pattern"), ("plate", "xL-1", "bad-pattern"),
            ("plate", "nonesuch", "bad-pattern"),
            ("proof", "nothing", "unknown-file"), ("age", "3", "wrong-type"), ("adult", "true", "wrong-type"),
            ("home", "here", "wrong-type"),
            ("colours", "red", "wrong-type"),
        ])
    func codes(_ field: String, _ value: String, _ code: String) throws {
        #expect(try problems([field: .string(value)]) == ["/answers/\(field) \(code)"])
    }

    @Test("letters of DIN 91379, plates by their pattern and ordinary phone numbers pass")
    func letters() throws {
        for name in ["Łukasz", "Nguyễn", "Çağla", "O’Neill", "Žižek-Ôé"] {
            #expect(try problems(["name": .string(name)]) == [], "\(name)")
        }
        #expect(
            try problems([
                "plate": "L-123", "phone": "+49 (341) 123-456", "mail": "ada.l@example.co.uk", "story": "Zeile 1\nΑθήνα",
            ]) == [])
    }

    @Test("numbers keep to limits, digits and amounts of the city")
    func numbers() throws {
        #expect(try problems(["age": -1]) == ["/answers/age too-small"])
        #expect(try problems(["age": 131]) == ["/answers/age too-large"])
        #expect(try problems(["age": .number(#require(Decimal128("1.5")))]) == ["/answers/age too-many-decimals"])
        #expect(try problems(["weight": .number(#require(Decimal128("1.5")))]) == [])
        #expect(try problems(["fee": .number(#require(Decimal128("50.01")))]) == ["/answers/fee too-large"])
        #expect(try problems(["fee": .number(#require(Decimal128("49.99")))]) == [])
    }

    @Test("several choices are counted and looked at one by one")
    func choices() throws {
        #expect(try problems(["colours": ["red", "black"]]) == ["/answers/colours/1 not-an-option"])
        #expect(try problems(["colours": ["red", "green", "blue"]]) == ["/answers/colours too-many"])
    }

    @Test("an address has its parts, and five digits in Germany only")
    func address() throws {
        let home: JSON = ["street": "Ring", "houseNumber": "1", "postalCode": "0410", "place": "Ort"]
        #expect(try problems(["home": home]) == ["/answers/home/postalCode bad-postal-code"])
        #expect(try problems(["home": home.setting(["country"], to: "AT")]) == [])
        #expect(
            try problems(["home": ["street": "Ring", "planet": "Mars"]]) == [
                "/answers/home/planet unknown-field", "/answers/home/houseNumber required", "/answers/home/postalCode required",
                "/answers/home/place required",
            ])
    }

    @Test("uploads are known, of the right kind and not too large")
    func files() throws {
        let files = [
            "a": UploadFacts(mediaType: "application/pdf", bytes: 100),
            "b": UploadFacts(mediaType: "application/pdf", bytes: 101),
            "c": UploadFacts(mediaType: "text/html", bytes: 1),
        ]
        #expect(try problems(["proof": "a", "plans": ["a", "b"]], files: files) == [])
        #expect(try problems(["proof": "b"], files: files) == ["/answers/proof file-too-large"])
        #expect(try problems(["proof": "c"], files: files) == ["/answers/proof bad-file-type"])
        #expect(try problems(["plans": ["a", "d"]], files: files) == ["/answers/plans/1 unknown-file"])
        #expect(try problems(["plans": "a"], files: files) == ["/answers/plans wrong-type"])
    }

    @Test("what is not shown is dropped, what is shown is demanded")
    func conditions() throws {
        #expect(try problems(["kind": "two"]) == ["/answers/detail required"])
        let hidden = try result(["name": "Ada", "kind": "one", "detail": "secret"])
        #expect(hidden.isValid)
        #expect(hidden.answers["detail"] == nil)
        #expect(hidden.values.context?["detail"] == .null)
        #expect(try result(["name": "Ada", "children": [["name": "Bo"]]]).answers["children"] == nil)
    }

    @Test("entries of a group are checked one by one, with their own conditions")
    func groups() throws {
        let children: JSON = [["name": "Bo", "from": "2026-01-02"], ["from": "2026-01-02", "until": "2026-01-01", "x": 1]]
        #expect(
            try problems(["adult": true, "age": 30, "children": children]) == [
                "/answers/children/0/until required", "/answers/children/1/name required",
                "/answers/children/1/until check-failed",
                "/answers/children/1/x unknown-field",
            ])
        #expect(
            try problems(["adult": true, "age": 30, "children": [["name": "A"], ["name": "B"], ["name": "C"]]]) == [
                "/answers/children too-many"
            ])
        #expect(try problems(["adult": true, "age": 30, "children": ["Bo"]]) == ["/answers/children/0 wrong-type"])
    }

    @Test("a rule over several fields fails at its field, and is silent where a field it reads is wrong already")
    func rules() throws {
        #expect(try problems(["adult": true, "age": 17]) == ["/answers/age rule-failed"])
        #expect(try problems(["adult": false, "age": 17]) == [])
        #expect(try problems(["adult": true, "age": 131]) == ["/answers/age too-large"])
        #expect(try problems(["adult": true]) == [])
    }

    @Test("every problem is reported at once, unknown fields last")
    func atOnce() throws {
        #expect(
            try result(["mail": "x", "age": "y", "~a/b": 1]).problems.map { "\($0.pointer) \($0.code)" } == [
                "/answers/name required", "/answers/mail not-an-email", "/answers/age wrong-type",
                "/answers/~0a~1b unknown-field",
            ])
        #expect(try result("nothing").problems.map(\.code) == ["wrong-type"])
    }

    @Test("a problem speaks the reader's language, and the service's own words win")
    func sentences() throws {
        let problem = try #require(try result(["name": "Ada", "born": "2026-11-24"]).problems.first)
        #expect(problem.sentence(.de) { _ in nil }.detail == "Erlaubt ist höchstens 23. November 2026.")
        #expect(problem.sentence(.en) { _ in nil }.detail == "Allowed is 23 November 2026 at most.")
        #expect(
            problem.sentence(.de) { $0 == "fields.born.errors.too-large" ? "Noch nicht geboren?" : nil }.detail
                == "Noch nicht geboren?")
        for code in FormProblem.sentences.keys {
            for language in Language.allCases { #expect(FormProblem.sentences[code]?[language].isEmpty == false) }
            #expect(FormProblem.sentences[code]?.en != nil && FormProblem.sentences[code]?.ls != nil)
        }
    }
}

@Suite("Moments of examples")
struct MomentTests {
    private func moment(_ text: String) throws -> Example.Moment {
        let report = Report()
        let files = FolderFiles(path: "x", contents: ["a.json": Array("\"\(text)\"".utf8)])
        let item = try #require(JSONFile.read("a.json", in: files, report: report))
        return try #require(ExampleReading(files: files, report: report).moment(item))
    }

    @Test("a period keeps the hour over the change to winter time; a date means ten o'clock")
    func moments() throws {
        // 24 October 2026, 09:30 in Leipzig is 07:30 UTC in summer; a day later it is 08:30 UTC.
        let before = try #require(Instant("2026-10-24T07:30:00Z"))
        #expect(try moment("P1D").instant(after: before) == Instant("2026-10-25T08:30:00Z"))
        #expect(try moment("PT2H").instant(after: before) == Instant("2026-10-24T09:30:00Z"))
        #expect(try moment("P1M").instant(after: before).date() == LocalDate("2026-11-24"))
        #expect(try moment("2026-12-24").instant(after: before) == Instant("2026-12-24T09:00:00Z"))
        #expect(try moment("2026-12-24T22:40").instant(after: before) == Instant("2026-12-24T21:40:00Z"))
    }
}
