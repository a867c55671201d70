import Kernel

extension ServiceFolder {
    /// Reads cases in the form of worked examples from a folder of their own; the files that they name are those of the service.
    public func cases(in directory: String) throws -> (cases: [Example], findings: [Finding]) {
        let given = try FolderFiles(reading: directory)
        var contents = files.contents.filter { !$0.key.hasPrefix("examples/") }
        for (path, content) in given.contents {
            let parts = path.split(separator: "/")
            contents[parts.count == 1 && path.hasSuffix(".json") ? "examples/\(path)" : path] = content
        }
        let all = FolderFiles(path: directory, contents: contents)
        let report = Report()
        let read = all.names(in: "examples", suffix: ".json").compactMap {
            ExampleReading(files: all, report: report).example($0)
        }
        return (read, report.sorted)
    }
}

/// Reads one file of examples/.
struct ExampleReading {
    let files: FolderFiles
    let report: Report

    func example(_ file: String) -> Example? {
        guard let root = JSONFile.read(file, in: files, report: report) else { return nil }
        root.members(
            ["title", "language", "answers", "expect"], optional: ["channel", "account", "received", "former", "files", "steps"])
        let moment = root["received"].map { self.moment($0, isReceipt: true) } ?? ExampleReading.monday
        let uploads = uploads(root["files"])
        let steps = (root["steps"]?.items ?? []).compactMap { step($0) }
        let expect = root["expect"].flatMap { expectation($0) }
        if let expect, !expect.problems.isEmpty, !steps.isEmpty {
            root["steps"]?.problem("example", "An application with problems is not accepted, so nothing can follow.")
        }
        guard let title = root["title"]?.text, let language = root["language"]?.choice(Language.self),
            let answers = root["answers"]?.json,
            let moment, let expect
        else { return nil }
        return Example(
            name: String(file.dropFirst("examples/".count).dropLast(".json".count)), title: title, language: language,
            channel: root["channel"]?.choice(Channel.self) ?? .online, account: root["account"]?.flag ?? false, received: moment,
            answers: answers, former: root["former"].flatMap { former($0) }, files: uploads, steps: steps, expect: expect)
    }

    private func former(_ item: Item) -> Former? {
        guard item.members(["reference", "received"], optional: ["validFrom", "validUntil", "answers"]),
            let reference = item["reference"]?.text, let received = item["received"]?.date
        else { return nil }
        return Former(
            reference: reference, received: received, validFrom: item["validFrom"]?.date, validUntil: item["validUntil"]?.date,
            answers: item["answers"]?.json ?? [:])
    }

    private static let monday = LocalDate("2026-11-23").map { Example.Moment.at($0, hour: 10, minute: 0) }

    private func uploads(_ item: Item?) -> [String: [String]] {
        var found: [String: [String]] = [:]
        for (field, item) in item?.entries ?? [] {
            let paths = item.json.array == nil ? [item.text].compactMap { $0 } : item.texts
            for path in paths where files.contents[path] == nil {
                item.problem("file-missing", "The folder has no file \"\(path)\".")
            }
            found[field] = paths
        }
        return found
    }

    func moment(_ item: Item, isReceipt: Bool = false) -> Example.Moment? {
        guard let text = item.text else { return nil }
        if let date = LocalDate(text) { return .at(date, hour: 10, minute: 0) }
        let halves = text.split(separator: "T", omittingEmptySubsequences: false)
        if halves.count == 2, let date = LocalDate(halves[0]) {
            let time = halves[1].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
            if time.count >= 2, time.count <= 3, let hour = time[0], let minute = time[1], (0..<24).contains(hour),
                (0..<60).contains(minute)
            {
                return .at(date, hour: hour, minute: minute)
            }
        }
        if !isReceipt, let period = Self.period(text) { return period }
        item.problem(
            "wrong-value",
            "\"\(text)\" is no moment; right are \"2026-11-23\", \"2026-11-23T22:40\" or a period after the step before, \"P3D\"."
        )
        return nil
    }

    private static func period(_ text: String) -> Example.Moment? {
        guard
            let match = text.wholeMatch(of: /P(?:(\d{1,3})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?)?/),
            text.contains(where: \.isNumber)
        else { return nil }
        func number(_ part: Substring?) -> Int { part.flatMap { Int($0) } ?? 0 }
        let (months, weeks, days) = (number(match.output.1), number(match.output.2), number(match.output.3))
        return .after(
            days: weeks * 7 + days, months: months, seconds: number(match.output.4) * 3600 + number(match.output.5) * 60)
    }

    private func step(_ item: Item) -> Example.Step? {
        if let clock = item["clock"] {
            item.members(["clock"])
            return moment(clock).map { .clock($0) }
        }
        guard item.members(["act", "by"], optional: ["at", "fields", "files"]), let act = item["act"]?.text,
            let by = item["by"]?.text
        else { return nil }
        let at = item["at"].flatMap { moment($0) }
        return .act(Example.Acting(at: at, act: act, by: by, fields: item["fields"]?.json ?? [:], files: uploads(item["files"])))
    }

    private func expectation(_ item: Item) -> Example.Expectation? {
        item.members([], optional: ["problems", "state", "outcome", "path", "amounts", "dates", "notice", "filing"])
        let problems = (item["problems"]?.items ?? []).compactMap { item -> Example.Expectation.Problem? in
            guard item.members(["pointer", "code"]), let pointer = item["pointer"]?.text, let code = item["code"]?.text else {
                return nil
            }
            return Example.Expectation.Problem(pointer: pointer, code: code)
        }
        if !problems.isEmpty {
            for name in ["state", "outcome", "path", "amounts", "dates", "notice", "filing"] {
                item[name]?.problem(
                    "example", "An application with problems is not accepted, so there is no \"\(name)\" to expect.")
            }
        }
        return Example.Expectation(
            problems: problems, state: item["state"]?.text, outcome: outcome(item["outcome"]), path: item["path"]?.texts,
            amounts: derived(item["amounts"], "value") { $0.number }, dates: derived(item["dates"], "date") { $0.date },
            notices: item["notice"].map { notices($0) }, filing: filing(item["filing"]))
    }

    private func outcome(_ item: Item?) -> String?? {
        guard let item else { return nil }
        if item.json.isNull { return .some(nil) }
        guard let text = item.text else { return nil }
        if !ServiceReading.outcomes.contains(text) { item.problem("wrong-value", "\"\(text)\" is no outcome.") }
        return .some(text)
    }

    /// Values with `why`: how somebody worked them out by hand.
    private func derived<T>(_ item: Item?, _ member: String, _ read: (Item) -> T?) -> [String: T?] {
        var found: [String: T?] = [:]
        for (name, item) in item?.entries ?? [] {
            guard item.members([member], optional: ["why"]), let value = item[member] else { continue }
            if item["why"]?.text == nil {
                item.problem("example-why", "\"\(name)\" needs \"why\": how it was worked out by hand, with its norm.")
            }
            found[name] = value.json.isNull ? .some(nil) : read(value)
        }
        return found
    }

    private func notices(_ item: Item) -> [Example.Expectation.Notice] {
        if item.json.isNull { return [] }
        let list = item.json.array != nil
        return (list ? item.items : [item]).compactMap { item in
            guard item.members(["template"], optional: ["contains", "lacks"]), let template = item["template"]?.text else {
                return nil
            }
            return Example.Expectation.Notice(
                template: template, contains: item["contains"]?.texts ?? [], lacks: item["lacks"]?.texts ?? [], isLast: !list)
        }
    }

    private func filing(_ item: Item?) -> Example.Expectation.Filing? {
        guard let item, !item.json.isNull, item.members([], optional: ["position", "title", "documents"]) else { return nil }
        return Example.Expectation.Filing(
            position: item["position"]?.text, title: item["title"]?.text, documents: item["documents"]?.texts)
    }
}
