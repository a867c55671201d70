import Calendar
import FEEL
import Kernel

extension City {
    /// Reads a city's folder and reports every mistake at once; the city is nil as long as there is an error.
    public static func load(_ directory: String) -> (city: City?, findings: [Finding]) {
        do {
            return read(try FolderFiles(reading: directory))
        } catch {
            return (nil, [Finding(path: directory, line: 1, code: "file-missing", text: "The folder cannot be read.")])
        }
    }

    public static func read(_ files: FolderFiles) -> (city: City?, findings: [Finding]) {
        let reading = CityReading(files: files, report: Report())
        let city = reading.city()
        let findings = reading.report.sorted
        return (findings.contains { !$0.isWarning } ? nil : city, findings)
    }
}

/// One reading of a city's folder.
struct CityReading {
    let files: FolderFiles
    let report: Report

    func path(_ file: String) -> String { "\(files.path)/\(file)" }

    static let pages = ["start", "help", "imprint", "privacy", "accessibility"]

    func city() -> City? {
        unexpectedFiles()
        let root = JSONFile.read("city.json", in: files, report: report)
        root?.members(
            ["name", "fullName", "region", "timeZone", "languages", "contact", "imprint", "reference"],
            optional: ["hosts", "payment", "mail", "signIn", "feedback"])
        let organisation = JSONFile.read("organisation.json", in: files, report: report).flatMap {
            OrganisationReading(root: $0).organisation()
        }
        let plan = filingPlan(organisation)
        let fees = files.names(in: "fees", suffix: ".json").compactMap { feeList($0) }
        for (index, list) in fees.enumerated() where fees[..<index].contains(where: { $0.name == list.name }) {
            report.add(path("fees"), 1, "duplicate", "Two fee lists are called \"\(list.name)\".")
        }
        let (topics, handling) = services(organisation)
        let texts = TextReading(files: files, report: report).texts()
        let pages = pages()
        let people = people(organisation)
        let story = files.contents["demo/story.json"] == nil ? nil : story(people, organisation)
        guard let root, let organisation, let name = root["name"]?.localText([.de, .en]),
            let fullName = root["fullName"]?.localText([.de, .en]),
            let code = root["region"]?.text, let region = region(root["region"]), let zone = root["timeZone"]?.text,
            let contact = root["contact"].map({ self.contact($0) }), let imprint = imprint(root["imprint"]),
            let prefix = prefix(root["reference"])
        else { return nil }
        return City(
            files: files, name: name, fullName: fullName, hosts: root["hosts"]?.texts ?? [], regionCode: code, region: region,
            timeZone: zone,
            languages: (root["languages"]?.items ?? []).compactMap { $0.choice(Language.self) }, contact: contact,
            hours: root["contact"]?["hours"]?.localText(), imprint: imprint, payment: payment(root["payment"]),
            referencePrefix: prefix,
            mail: mail(root["mail"]), feedback: feedback(root["feedback"], organisation),
            staffSecondFactor: staffSecondFactor(root["signIn"]), organisation: organisation,
            filingPlan: plan, feeLists: fees, lists: cityLists(), topics: topics, handling: handling, texts: texts,
            pages: pages, people: people, story: story)
    }

    private func unexpectedFiles() {
        let fixed: Set<String> = [
            "city.json", "organisation.json", "filing-plan.json", "services.json", "README.md", "texts/de.json", "texts/en.json",
            "texts/ls.json",
            "demo/people.json", "demo/story.json",
        ]
        for file in files.contents.keys where !fixed.contains(file) {
            let parts = file.split(separator: "/")
            let isFees = parts.count == 2 && ["fees", "lists"].contains(parts[0]) && file.hasSuffix(".json")
            let isPage = parts.count == 2 && parts[0] == "pages" && file.hasSuffix(".md")
            if !isFees, !isPage {
                report.add(path(file), 1, "file-unexpected", "Nothing in a city's folder is called like this.")
            }
        }
    }

    // MARK: city.json

    private func region(_ item: Item?) -> HolidayRegion? {
        guard let item, let code = item.text else { return nil }
        if let region = HolidayRegion.shipped(code) { return region }
        item.problem("wrong-value", "No public holidays are known for \"\(code)\"; it is a code like DE-SN.")
        return nil
    }

    private func prefix(_ item: Item?) -> String? {
        guard let item, item.members(["prefix"]) else { return nil }
        return item["prefix"]?.text
    }

    static let contactMembers = ["street", "postalCode", "place", "phone", "email", "web", "room"]

    func contact(_ item: Item) -> City.Contact {
        item.members([], optional: CityReading.contactMembers + ["hours", "demo", "source"])
        return CityReading.contact(item)
    }

    static func contact(_ item: Item) -> City.Contact {
        City.Contact(
            street: item["street"]?.text, postalCode: item["postalCode"]?.text, place: item["place"]?.text,
            phone: item["phone"]?.text,
            email: item["email"]?.text, web: item["web"]?.text, room: item["room"]?.text)
    }

    private func imprint(_ item: Item?) -> City.Imprint? {
        guard let item, item.members(["authority", "representative"], optional: ["vatId", "editor", "demo", "source"]),
            let authority = item["authority"]?.text, let representative = item["representative"]?.text
        else { return nil }
        return City.Imprint(
            authority: authority, representative: representative, vatID: item.json["vatId"]?.string ?? "",
            editor: item.json["editor"]?.string ?? "")
    }

    private func feedback(_ item: Item?, _ organisation: OrganisationChart) -> City.Feedback? {
        guard let item, item.members(["unit", "answer"], optional: ["norm"]), let unit = item["unit"]?.text,
            let answer = item["answer"]?.period
        else { return nil }
        if organisation.unit(unit) == nil { item["unit"]?.problem("unit", "organisation.json has no unit \"\(unit)\".") }
        return City.Feedback(unit: unit, answer: answer)
    }

    private func payment(_ item: Item?) -> City.Payment {
        item?.members(["recipient", "iban", "bic"], optional: ["demo", "source"])
        if let iban = item?["iban"], let text = iban.text, !CityReading.isIBAN(text) {
            iban.problem("wrong-value", "\"\(text)\" is no IBAN.")
        }
        return City.Payment(
            recipient: item?["recipient"]?.text ?? "", iban: item?["iban"]?.text ?? "", bic: item?["bic"]?.text ?? "")
    }

    /// ISO 13616: the first four characters moved to the end, letters as numbers, remainder 1 modulo 97.
    static func isIBAN(_ text: String) -> Bool {
        let letters = text.filter { $0 != " " }
        guard (15...34).contains(letters.count), letters.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isUppercase) }) else {
            return false
        }
        let remainder = (letters.dropFirst(4) + letters.prefix(4)).reduce(0) { rest, character in
            guard let value = Int(String(character), radix: 36) else { return rest }
            return (rest * (value > 9 ? 100 : 10) + value) % 97
        }
        return remainder == 1
    }

    private func mail(_ item: Item?) -> City.Mail {
        item?.members(["from", "name"], optional: ["demo", "source"])
        return City.Mail(from: item?["from"]?.text ?? "", name: item?["name"]?.text ?? "")
    }

    private func staffSecondFactor(_ item: Item?) -> City.Demand {
        guard let item, item.members(["staffSecondFactor"]) else { return .required }
        return item["staffSecondFactor"]?.choice(City.Demand.self) ?? .required
    }

    // MARK: pages

    private func pages() -> [String: [Language: String]] {
        var found: [String: [Language: String]] = [:]
        var names = CaseNames()
        names.answers = .any
        for file in files.names(in: "pages", suffix: ".md") {
            let parts = file.dropFirst("pages/".count).split(separator: ".")
            guard parts.count == 3, let language = Language(rawValue: String(parts[1])), let text = files.text(file) else {
                report.add(path(file), 1, "page", "A page is called <page>.<language>.md and is written in UTF-8.")
                continue
            }
            if !text.hasPrefix("# ") { report.add(path(file), 1, "page", "The first line of a page is its title: \"# …\".") }
            for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                for mistake in Template.segments(of: String(line), names: Names(typed: ["city": CaseNames.city])).mistakes {
                    report.add(path(file), number + 1, mistake.code, "\(mistake.sentence).")
                }
            }
            found[String(parts[0]), default: [:]][language] = text
        }
        for page in CityReading.pages {
            for language in Language.allCases where found[page]?[language] == nil {
                report.add(
                    path("pages/\(page).\(language.rawValue).md"), 1, "file-missing", "Every city has this page in this language."
                )
            }
        }
        return found
    }

    private func services(_ organisation: OrganisationChart?) -> ([City.Topic], [String: ServiceHandling]) {
        guard let root = JSONFile.read("services.json", in: files, report: report),
            root.members(["topics"], optional: ["handling"])
        else { return ([], [:]) }
        return (topics(root), handling(root["handling"], organisation))
    }

    private func topics(_ root: Item) -> [City.Topic] {
        var seen: Set<String> = []
        return (root["topics"]?.items ?? []).compactMap { item in
            guard item.members(["key", "title", "services"]), let key = item["key"]?.text,
                let title = item["title"]?.localText([.de, .en, .ls])
            else { return nil }
            item.checkKebab(key)
            let services = item["services"]?.texts ?? []
            for slug in services where !seen.insert(slug).inserted {
                item.problem("duplicate", "The service \"\(slug)\" stands twice.")
            }
            return City.Topic(key: key, title: title, services: services)
        }
    }
}
