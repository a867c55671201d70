import Folders
import Kernel
import Rehearsal
import Testing

/// A folder is taken as it is, one thing in it is spoilt, and `check` has to name it with file and line.
@Suite("Mistakes in a service's folder")
struct MistakeTests {
    /// One spoiling: in which file, what is replaced by what, and what has to be found.
    struct Mistake: CustomTestStringConvertible, Sendable {
        let what: String
        let file: String
        let old: String
        let new: String
        let code: String
        /// File of the finding, where it is another one.
        var place: String?
        /// Whether the finding stands at the line of the spoilt text.
        var atLine = true
        var testDescription: String { what }
    }

    static let mistakes: [Mistake] = [
        Mistake(
            what: "a missing comma in JSON", file: "service.json", old: "\"version\": \"2026-1\",",
            new: "\"version\": \"2026-1\"", code: "json", atLine: false),
        Mistake(
            what: "a member nobody knows", file: "service.json", old: "\"account\": \"optional\"",
            new: "\"acount\": \"optional\"", code: "unknown-member"),
        Mistake(
            what: "a missing member", file: "service.json", old: "\"account\": \"optional\"", new: "\"note\": \"optional\"",
            code: "missing-member", atLine: false),
        Mistake(
            what: "a slug that differs from the folder", file: "service.json", old: "\"slug\": \"", new: "\"slug\": \"x-",
            code: "slug"),
        Mistake(
            what: "a norm without saying whether it was checked", file: "service.json",
            old: "\"title\": \"Angaben nach bestem Wissen und Gewissen\", \"checked\": false", new: "\"title\": \"x\"",
            code: "missing-member"),
        Mistake(
            what: "an unknown name in a condition of the form", file: "form.json", old: "answers.reason = \\\"moved-in\\\"\"}",
            new: "answers.raeson = \\\"moved-in\\\"\"}", code: "feel-name"),
        Mistake(
            what: "a condition that is no expression", file: "form.json", old: "\"entry.since >= entry.born\"",
            new: "\"entry.since >= (\"", code: "feel-syntax"),
        Mistake(
            what: "a former name of an element that is not there", file: "service.json", old: "\"states\": {",
            new: "\"renamed\": {\"formerReview\": \"nowhere\"}, \"states\": {", code: "renamed"),
        Mistake(
            what: "a former name that an element bears", file: "service.json", old: "\"states\": {",
            new: "\"renamed\": {\"review\": \"supplyDocuments\"}, \"states\": {", code: "renamed"),
        Mistake(
            what: "a type that does not exist", file: "form.json", old: "\"type\": \"phone\"", new: "\"type\": \"fone\"",
            code: "wrong-value"),
        Mistake(
            what: "a field name with a hyphen", file: "form.json", old: "\"id\": \"phone\"", new: "\"id\": \"phone-number\"",
            code: "bad-name"),
        Mistake(
            what: "two fields of one name", file: "form.json", old: "\"id\": \"phone\"", new: "\"id\": \"email\"",
            code: "duplicate"),
        Mistake(
            what: "an unknown retention class", file: "form.json", old: "\"retention\": \"proof\"",
            new: "\"retention\": \"prof\"", code: "retention"),
        Mistake(
            what: "an unknown name in a gateway's condition", file: "process.bpmn", old: "route.way = \"clerk\"",
            new: "rout.way = \"clerk\"", code: "bpmn-expression", atLine: false),
        Mistake(
            what: "a member that a decision's result does not have", file: "process.bpmn", old: "route.way = \"clerk\"",
            new: "route.wey = \"clerk\"", code: "bpmn-expression", atLine: false),
        Mistake(
            what: "a gateway without a default flow", file: "process.bpmn", old: " default=\"clearYes\"", new: "",
            code: "bpmn-no-default"),
        Mistake(
            what: "an act that service.json does not declare", file: "process.bpmn", old: "stadtkern:acts=\"supplyDocuments\"",
            new: "stadtkern:acts=\"supply\"", code: "act"),
        Mistake(
            what: "an action that does not exist", file: "process.bpmn", old: "stadtkern:action=\"dossiers.file\"",
            new: "stadtkern:action=\"dossier.file\"", code: "act"),
        Mistake(
            what: "a template that is not declared", file: "process.bpmn", old: "else &quot;notice&quot;",
            new: "else &quot;notise&quot;", code: "notice-syntax", atLine: false),
        Mistake(
            what: "an outcome that does not exist", file: "process.bpmn", old: "then &quot;granted&quot;",
            new: "then &quot;yes&quot;", code: "wrong-value", atLine: false),
        Mistake(
            what: "a task due by an unknown deadline", file: "process.bpmn", old: "stadtkern:due=\"documents\"",
            new: "stadtkern:due=\"papers\"", code: "deadline"),
        Mistake(
            what: "a timer over an unknown date", file: "process.bpmn", old: "=dates.documentsReminder", new: "=dates.reminder",
            code: "bpmn-expression"),
        Mistake(
            what: "a decision that does not exist", file: "process.bpmn", old: "stadtkern:decision=\"Route\"",
            new: "stadtkern:decision=\"Rout\"", code: "dmn"),
        Mistake(
            what: "a cell that is no expression", file: "dog-tax.dmn",
            old: "<text>\"cross\"</text></inputEntry><inputEntry><text>true",
            new: "<text>\"cross\" (</text></inputEntry><inputEntry><text>true", code: "feel-syntax", atLine: false),
        Mistake(
            what: "an unknown name in a decision", file: "dog-tax.dmn", old: "sum(for line in lines",
            new: "sum(for line in linez", code: "feel-name", atLine: false),
        Mistake(
            what: "a decision that needs what a case does not have", file: "dog-tax.dmn",
            old: "<inputData id=\"inCity\" name=\"city\"><variable name=\"city\"",
            new: "<inputData id=\"inCity\" name=\"town\"><variable name=\"town\"", code: "dmn", place: "process.bpmn",
            atLine: false),
        Mistake(
            what: "a text missing in Leichte Sprache", file: "texts/ls.json",
            old: "  \"fields.phone.label\": \"Telefon-Nummer\",\n", new: "", code: "text-missing", atLine: false),
        Mistake(
            what: "a text that nothing asks for", file: "texts/en.json", old: "\"fields.phone.hint\"",
            new: "\"fields.phone.hnit\"", code: "text-unknown"),
        Mistake(
            what: "a text that inserts an unknown value", file: "texts/de.json",
            old: "Ich bin mit meinem Hund nach {{ city.name }}", new: "Ich bin mit meinem Hund nach {{ city.nmae }}",
            code: "text-insertion"),
        Mistake(
            what: "a notice that inserts an unknown value", file: "notice.de.md", old: "{{ assessment.total | money }} fest",
            new: "{{ assessment.totl | money }} fest", code: "feel-name"),
        Mistake(
            what: "a notice with an unknown format", file: "notice.de.md", old: "{{ assessment.total | money }} fest",
            new: "{{ assessment.total | mony }} fest", code: "notice-syntax"),
        Mistake(
            what: "a variable sentence without an id", file: "notice.de.md",
            old: "beginnt am {{ assessment.begin | date }}. {#begin}", new: "beginnt am {{ assessment.begin | date }}.",
            code: "notice-id"),
        Mistake(
            what: "an if that is not closed", file: "notice-refusal.de.md", old: "{% end %}", new: "", code: "notice-syntax",
            atLine: false),
        Mistake(
            what: "a translation with another condition", file: "notice.en.md", old: "{% if late %}", new: "{% if not(late) %}",
            code: "notice-languages"),
        Mistake(
            what: "a translation with another value", file: "notice.en.md", old: "dog tax at {{ assessment.total | money }}",
            new: "dog tax at {{ assessment.yearly | money }}", code: "notice-languages"),
        Mistake(
            what: "a decision without its remedy", file: "notice-refusal.de.md", old: "## Rechtsbehelfsbelehrung {#remedy}",
            new: "## Rechtsbehelfsbelehrung {#objection}", code: "notice-remedy", atLine: false),
        Mistake(
            what: "a deadline that starts with nothing", file: "service.json", old: "\"starts\": \"enters:review\"",
            new: "\"starts\": \"enters:reveiw\"", code: "deadline"),
        Mistake(
            what: "deadlines that wait for each other", file: "service.json",
            old: "\"starts\": [\"issued:notice\", \"issued:notice-refusal\"]", new: "\"starts\": \"date:objection\"",
            code: "deadline"),
        Mistake(
            what: "a rule that Calendar does not know", file: "service.json", old: "\"rule\": {\"period\": \"P21D\"}",
            new: "\"rule\": {\"period\": \"21 Tage\"}", code: "wrong-value"),
        Mistake(
            what: "a machine that decides without a norm", file: "service.json", old: "\"allowed\": true, \"norm\"",
            new: "\"allowed\": false, \"norm\"", code: "act", place: "process.bpmn", atLine: false),
        Mistake(
            what: "an act that the process does not offer", file: "service.json", old: "\"refuse\": {\n      \"by\": \"staff\"",
            new: "\"reject\": {\n      \"by\": \"staff\"", code: "act"),
        Mistake(
            what: "an act of the wrong person", file: "service.json", old: "\"supplyDocuments\": {\"by\": \"applicant\"",
            new: "\"supplyDocuments\": {\"by\": \"office\"", code: "act", place: "process.bpmn", atLine: false),
        Mistake(
            what: "a template without a file", file: "service.json", old: "\"notice-documents\": {\"kind\"",
            new: "\"notice-papers\": {\"kind\"", code: "file-missing", place: "notice-papers.de.md", atLine: false),
        Mistake(
            what: "a file under an unknown retention class", file: "filing.json", old: "\"retention\": \"tax-file\"",
            new: "\"retention\": \"taxes\"", code: "retention"),
        Mistake(
            what: "a title that inserts an unknown value", file: "filing.json", old: "{{ applicant.name }}",
            new: "{{ applicant.nmae }}", code: "feel-name"),
        Mistake(
            what: "an example that does not fit the form", file: "examples/first-dog.json", old: "\"reason\": \"new-dog\"",
            new: "\"reason\": \"new\"", code: "example-answers"),
        Mistake(
            what: "an example with an unknown answer", file: "examples/first-dog.json", old: "\"reason\": \"new-dog\"",
            new: "\"reason\": \"new-dog\", \"colour\": \"red\"", code: "example-answers"),
        Mistake(
            what: "an expected problem that does not arise", file: "examples/invalid.json", old: "\"code\": \"bad-pattern\"",
            new: "\"code\": \"too-long\"", code: "example-answers", atLine: false),
        Mistake(
            what: "a date that nobody worked out", file: "examples/december.json",
            old: "\"why\": \"Beginn 01.01.2027: 12 Monate (Demo-Werte).\"", new: "\"note\": \"\"", code: "example-why"),
        Mistake(
            what: "an example with an unknown act", file: "examples/exemption-granted.json", old: "\"act\": \"grantExemption\"",
            new: "\"act\": \"grant\"", code: "example"),
        Mistake(
            what: "an example with a file that is not there", file: "examples/exemption-granted.json",
            old: "files/assistance-dog-proof.pdf", new: "files/proof.pdf", code: "file-missing"),
        Mistake(
            what: "an example with an unknown deadline", file: "examples/december.json", old: "\"objection\": {",
            new: "\"objektion\": {", code: "example"),
        Mistake(
            what: "an example on a path that does not exist", file: "examples/withdrawal.json", old: "\"toReview\"",
            new: "\"toRevue\"", code: "example"),
    ]

    private func spoilt(_ mistake: Mistake) throws -> (findings: [Finding], line: Int, path: String) {
        let files = try FolderFiles(reading: try #require(Given.service))
        var contents = files.contents
        let text = String(decoding: try #require(contents[mistake.file], "no \(mistake.file)"), as: UTF8.self)
        let place = try #require(text.firstRange(of: mistake.old), "\(mistake.file) does not have \(mistake.old)")
        contents[mistake.file] = Array(text.replacing(mistake.old, with: mistake.new, maxReplacements: 1).utf8)
        let line = text[..<place.lowerBound].count { $0 == "\n" } + 1
        return (ServiceFolder.read(FolderFiles(path: files.path, contents: contents)).findings, line, files.path)
    }

    @Test("a mistake is named with its file and line", arguments: mistakes)
    func mistake(_ mistake: Mistake) throws {
        let (findings, line, path) = try spoilt(mistake)
        let place = "\(path)/\(mistake.place ?? mistake.file)"
        let found = findings.filter { $0.code == mistake.code && $0.path == place }
        #expect(!found.isEmpty, "found only \(findings.map(\.description))")
        if mistake.atLine { #expect(found.contains { $0.line == line }, "line \(line): \(found.map(\.description))") }
    }

    @Test("mistakes in several files are all reported at once, and there is no service then")
    func together() throws {
        let files = try FolderFiles(reading: try #require(Given.service))
        var contents = files.contents
        for (file, old, new) in [
            ("form.json", "\"type\": \"phone\"", "\"type\": \"fone\""),
            ("texts/en.json", "\"steps.person.title\"", "\"steps.man.title\""),
            ("notice.de.md", "assessment.total", "assessment.tax"),
            ("filing.json", "\"dossier\": \"applicant\"", "\"dossier\": \"person\""),
        ] {
            contents[file] = Array(String(decoding: try #require(contents[file]), as: UTF8.self).replacing(old, with: new).utf8)
        }
        let (folder, findings) = ServiceFolder.read(FolderFiles(path: files.path, contents: contents))
        #expect(folder == nil)
        #expect(
            Set(findings.map { $0.path.dropFirst(files.path.count + 1) }).isSuperset(of: [
                "form.json", "notice.de.md", "filing.json",
            ]))
    }

    @Test("a service without examples is not accepted")
    func examples() throws {
        let files = try FolderFiles(reading: try #require(Given.service))
        let contents = files.contents.filter { !$0.key.hasPrefix("examples/") }
        #expect(
            ServiceFolder.read(FolderFiles(path: files.path, contents: contents)).findings.contains {
                $0.code == "examples-missing"
            })
    }

    @Test("a file that belongs nowhere is named")
    func unexpected() throws {
        let files = try FolderFiles(reading: try #require(Given.service))
        let contents = files.contents.merging(["script.sh": Array("echo".utf8)]) { $1 }
        let findings = ServiceFolder.read(FolderFiles(path: files.path, contents: contents)).findings
        #expect(findings.map(\.code) == ["file-unexpected"])
    }

    @Test("a removed sequence flow is found where nothing leads on")
    func flow() throws {
        let files = try FolderFiles(reading: try #require(Given.service))
        let text = String(decoding: try #require(files.contents["process.bpmn"]), as: UTF8.self)
        let flow = try #require(text.firstMatch(of: /<bpmn:sequenceFlow id="asked"[^>]*\/>/))
        let contents = files.contents.merging(["process.bpmn": Array(text.replacing(flow.output, with: "").utf8)]) { $1 }
        let codes = Set(ServiceFolder.read(FolderFiles(path: files.path, contents: contents)).findings.map(\.code))
        #expect(codes.isSuperset(of: ["bpmn-dead-end", "bpmn-unreachable"]))
    }

    @Test("an element that is not drawn is a warning, and the service runs nevertheless")
    func drawing() throws {
        let files = try FolderFiles(reading: try #require(Given.service))
        let text = String(decoding: try #require(files.contents["process.bpmn"]), as: UTF8.self)
        let shape = try #require(text.firstMatch(of: /<bpmndi:BPMNShape id="reviewShape".*?<\/bpmndi:BPMNShape>/))
        let contents = files.contents.merging(["process.bpmn": Array(text.replacing(shape.output, with: "").utf8)]) { $1 }
        let (folder, findings) = ServiceFolder.read(FolderFiles(path: files.path, contents: contents))
        #expect(findings.map(\.code) == ["W-drawing"])
        #expect(folder != nil)
    }

    @Test("another rule row changes what happens, without a build")
    func row() throws {
        let files = try FolderFiles(reading: try #require(Given.service))
        let text = String(decoding: try #require(files.contents["dog-tax.dmn"]), as: UTF8.self)
        let cell = "<inputEntry><text>-</text></inputEntry>"
        let row =
            "<rule id=\"route-spot-check\">\(cell)\(cell)\(cell)\(cell)<outputEntry><text>\"clerk\"</text></outputEntry>"
            + "<outputEntry><text>\"spot-check\"</text></outputEntry></rule>\n      <rule id=\"route-clear\">"
        let contents = files.contents.merging(["dog-tax.dmn": Array(text.replacing("<rule id=\"route-clear\">", with: row).utf8)])
        { $1 }
        let changed = try #require(ServiceFolder.read(FolderFiles(path: files.path, contents: contents)).folder)
        let (before, city) = try (
            #require(ServiceFolder.read(files).folder), #require(Given.city.flatMap { City.load($0).city })
        )
        let example = try #require(before.examples.first { $0.name == "first-dog" })
        #expect(CasePlay(RehearsalCase(example), on: Stage(before, in: city)).path.last == "done")
        #expect(CasePlay(RehearsalCase(example), on: Stage(changed, in: city)).path.last == "review")
        #expect(before.hash != changed.hash)
    }
}

@Suite("The content hash of a folder")
struct HashTests {
    @Test("paths are sorted by bytes and joined with the hashes of their contents")
    func hash() {
        // printf 'a/b.txt\0%s\nab.txt\0%s\n' $(printf 1 | sha256sum) $(printf 2 | sha256sum) | sha256sum, "/" sorts before "b".
        let files = FolderFiles(path: "x", contents: ["ab.txt": Array("2".utf8), "a/b.txt": Array("1".utf8)])
        #expect(files.hash.hex == "7f571214e781ef09ed17aa7788f15ee28244e3c8591cede6bd32bf3943231098")
    }

    @Test("a renamed file is another folder, another path to the folder is not")
    func renamed() {
        let one = FolderFiles(path: "x", contents: ["a": [1]])
        #expect(one.hash == FolderFiles(path: "y/z", contents: ["a": [1]]).hash)
        #expect(one.hash != FolderFiles(path: "x", contents: ["b": [1]]).hash)
    }
}
