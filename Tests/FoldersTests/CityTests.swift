import Folders
import Kernel
import Testing

@Suite("Mistakes in a city's folder")
struct CityTests {
    struct Mistake: CustomTestStringConvertible, Sendable {
        let what: String
        let file: String
        let old: String
        let new: String
        let code: String
        var testDescription: String { what }
    }

    static let mistakes = [
        Mistake(
            what: "an amount without a source", file: "fees/dog-tax.json",
            old: "\"value\": 192, \"unit\": \"EUR/year\", \"demo\": true", new: "\"value\": 192, \"unit\": \"EUR/year\"",
            code: "fee"),
        Mistake(what: "a region without holidays", file: "city.json", old: "\"DE-SN\"", new: "\"DE-XX\"", code: "wrong-value"),
        Mistake(what: "a member nobody knows", file: "city.json", old: "\"hosts\"", new: "\"host\"", code: "unknown-member"),
        Mistake(
            what: "a wrong IBAN", file: "city.json", old: "DE02120300000000202051", new: "DE02120300000000202052",
            code: "wrong-value"),
        Mistake(
            what: "a unit below a unit that does not exist", file: "organisation.json", old: "\"parent\": \"finance\"",
            new: "\"parent\": \"money\"", code: "unit"),
        Mistake(
            what: "two roots", file: "organisation.json", old: ", \"parent\": \"finance\", \"demo\"", new: ", \"demo\"",
            code: "organisation"),
        Mistake(
            what: "a post with an unknown role", file: "organisation.json", old: "\"roles\": [\"clerk\", \"head\"]",
            new: "\"roles\": [\"clerk\", \"boss\"]", code: "organisation"),
        Mistake(
            what: "a permission that is none", file: "organisation.json", old: "\"audit.read\"", new: "\"audit read\"",
            code: "wrong-value"),
        Mistake(
            what: "a position below one that stands later", file: "filing-plan.json",
            old: "\"title\": \"Kommunale Steuern\", \"parent\": \"finance\"",
            new: "\"title\": \"Kommunale Steuern\", \"parent\": \"order\"", code: "position"),
        Mistake(
            what: "a person at an unknown post", file: "demo/people.json", old: "\"post\": \"taxes-head\"",
            new: "\"post\": \"taxes-boss\"", code: "organisation"),
        Mistake(
            what: "a story about an unknown application", file: "demo/story.json", old: "\"on\": \"guideDog\"",
            new: "\"on\": \"dog\"", code: "wrong-value"),
        Mistake(
            what: "a case that would go to a unit that does not exist", file: "services.json", old: "\"unit\": \"public-order\"",
            new: "\"unit\": \"order-office\"", code: "unit"),
        Mistake(
            what: "a way of service that no law knows", file: "services.json", old: "\"conveyance\": \"record\"",
            new: "\"conveyance\": \"pigeon\"", code: "wrong-value"),
        Mistake(
            what: "a story that tells of no action", file: "demo/story.json", old: "\"procedures.reopen\"",
            new: "\"procedures.openAgain\"", code: "wrong-value"),
        Mistake(
            what: "a deed that lacks what it needs", file: "demo/story.json", old: "\"reason\": \"Grundsatzfrage",
            new: "\"remark\": \"Grundsatzfrage", code: "missing-member"),
        Mistake(
            what: "a deed with an office that is none", file: "demo/story.json", old: "\"unit\": \"public-order\"",
            new: "\"unit\": \"order-public\"", code: "organisation"),
        Mistake(
            what: "a deed of the applicant by the office", file: "demo/story.json",
            old: "\"on\": \"peterWithdrawn\", \"by\": \"applicant\"", new: "\"on\": \"peterWithdrawn\", \"by\": \"clerk\"",
            code: "wrong-value"),
        Mistake(
            what: "a page that inserts an unknown value", file: "pages/help.de.md", old: "{{ city.contact.phone }}",
            new: "{{ city.phone }}", code: "feel-name"),
    ]

    private func changed(_ file: String, _ old: String, _ new: String) throws -> FolderFiles {
        let files = try FolderFiles(reading: try #require(Given.city))
        let text = String(decoding: try #require(files.contents[file]), as: UTF8.self)
        try #require(text.contains(old), "\(file) does not have \(old)")
        return FolderFiles(
            path: files.path,
            contents: files.contents.merging([file: Array(text.replacing(old, with: new, maxReplacements: 1).utf8)]) { $1 })
    }

    @Test("a mistake is named with its file", arguments: mistakes)
    func mistake(_ mistake: Mistake) throws {
        let files = try changed(mistake.file, mistake.old, mistake.new)
        let (city, findings) = City.read(files)
        #expect(city == nil)
        #expect(
            findings.contains { $0.code == mistake.code && $0.path == "\(files.path)/\(mistake.file)" },
            "\(findings.map(\.description))")
    }

    @Test("a missing page is named in each language that lacks it")
    func page() throws {
        let files = try FolderFiles(reading: try #require(Given.city))
        let left = files.contents.filter { $0.key != "pages/imprint.ls.md" }
        let findings = City.read(FolderFiles(path: files.path, contents: left)).findings
        #expect(findings.map { "\($0.path.split(separator: "/").last ?? "") \($0.code)" } == ["imprint.ls.md file-missing"])
    }

    @Test(
        "a service needs its unit, its amounts and its place in the filing plan",
        arguments: [
            ("organisation.json", "\"municipal-taxes\": \"taxes\"", "\"taxes\": \"taxes\"", "unit"),
            ("fees/dog-tax.json", "\"furtherDog\"", "\"secondDog\"", "fee"),
            ("fees/dog-tax.json", "\"2016-01-01\"", "\"2030-01-01\"", "fee"),
            ("filing-plan.json", "\"key\": \"tax-dogs\"", "\"key\": \"tax-cats\"", "position"),
            ("demo/people.json", "\"key\": \"head\"", "\"key\": \"boss\"", "organisation"),
            ("services.json", "[\"", "[\"nothing-", "wrong-value"),
            ("services.json", "\"handling\": {", "\"handling\": {\"cat-tax\": {}, ", "wrong-value"),
            ("demo/story.json", "\"example\": \"first-dog\"", "\"example\": \"cat\"", "example"),
            ("demo/story.json", "\"act\": \"grant\"", "\"act\": \"give\"", "act"),
            ("demo/story.json", "\"plate\": \"L-JH 204\"", "\"number\": \"L-JH 204\"", "form"),
            ("demo/story.json", "files/registration-certificate.pdf", "files/nothing.pdf", "file-missing"),
        ])
    func offering(_ file: String, _ old: String, _ new: String, _ code: String) throws {
        var files = try changed(file, old, new)
        // A role that the filing plan names as well is renamed there too, so that only the offer suffers.
        if code == "unit" {
            let plan = String(decoding: try #require(files.contents["filing-plan.json"]), as: UTF8.self).replacing(
                "municipal-taxes", with: "taxes")
            files = FolderFiles(path: files.path, contents: files.contents.merging(["filing-plan.json": Array(plan.utf8)]) { $1 })
        }
        // The story needs its people as well; without it only the examples suffer.
        if file == "demo/people.json" {
            files = FolderFiles(path: files.path, contents: files.contents.filter { $0.key != "demo/story.json" })
        }
        let (city, findings) = City.read(files)
        let found = try #require(city, "\(findings.map(\.description))").findings(
            offering: Given.services.compactMap { ServiceFolder.load($0).folder })
        #expect(found.contains { $0.code == code }, "\(found.map(\.description))")
    }

    @Test("an amount is the latest that is in force on the day")
    func amounts() throws {
        let city = try #require(
            City.read(
                try changed(
                    "fees/dog-tax.json", "\"firstDog\": [",
                    "\"firstDog\": [{\"from\": \"2027-01-01\", \"value\": 108, \"unit\": \"EUR/year\", \"demo\": true}, ")
            ).city)
        let (before, after) = try (#require(LocalDate("2026-12-31")), #require(LocalDate("2027-01-01")))
        #expect(city.fees(on: before)["dogTax"]?["firstDog"] == 96)
        #expect(city.fees(on: after)["dogTax"]?["firstDog"] == 108)
        #expect(try city.fees(on: #require(LocalDate("2015-12-31")))["dogTax"]?["firstDog"] == JSON.null)
        #expect(
            city.demoValues == [
                "dogTax.dangerousDog", "dogTax.firstDog", "dogTax.furtherDog", "residentParking.change", "residentParking.year",
                "lists.parkingAreas", "lists.parkingStreets",
            ])
    }

    @Test("a unit without a contact of its own is reached where the units above it are")
    func contact() throws {
        let city = try #require(Given.city.flatMap { City.load($0).city })
        #expect(city.contact(ofUnit: "taxes").room == "U 112")
        #expect(city.contact(ofUnit: "treasury").phone == city.contact.phone)
        #expect(city.contact(ofUnit: "public-order").phone == "0341 0000-320")
        #expect(city.contact(ofUnit: "public-order").street == city.contact.street)
        #expect(city.context(unit: "taxes")["unit"]?["name"]?.string == "Stadtkämmerei, Abteilung Steuern")
    }
}

@Suite("The whole check")
struct WholeCheckTests {
    @Test("the project's services and cities pass, and the last line counts them", arguments: Given.cities)
    func passes(_ city: String) {
        let check = FolderCheck(services: Given.root + "/Services", city: city)
        #expect(check.findings.map(\.description) == [])
        #expect(check.lines.last == "\(Given.services.count) services, \(check.examples) examples, 0 errors")
        #expect(check.examples >= 8)
    }

    @Test("a folder without services is a finding")
    func nothing() {
        #expect(FolderCheck(services: Given.root + "/docs", city: Given.city ?? "").errors > 0)
    }
}
