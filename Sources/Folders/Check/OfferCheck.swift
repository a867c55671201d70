import Kernel

extension City {
    /// Whether the city can offer the services: every unit role, amount and filing position that they name is there, and the examples
    /// and the story name people and examples that exist. Services that could not be read are left out.
    public func findings(offering folders: [ServiceFolder]) -> [Finding] {
        let check = OfferCheck(city: self, folders: folders, report: Report())
        check.run()
        return check.report.sorted
    }

    /// Amounts that nobody has compared with a source; with one of them the program starts as a demonstration only.
    public var demoAmounts: [String] {
        feeLists.flatMap { list in
            list.amounts.filter { $0.value.contains(where: \.isDemo) }.map { "\(list.name).\($0.key)" }
        }.sorted()
    }
}

struct OfferCheck {
    let city: City
    let folders: [ServiceFolder]
    let report: Report

    private func line(_ file: String, _ pointer: String, in files: FolderFiles) -> Int {
        files.contents[file].flatMap { try? JSONDocument($0) }?.line(pointer) ?? 1
    }

    private func add(_ file: String, _ pointer: String, _ code: String, _ text: String, in files: FolderFiles) {
        report.add("\(files.path)/\(file)", line(file, pointer, in: files), code, text)
    }

    func run() {
        let known = Dictionary(folders.map { ($0.slug, $0) }, uniquingKeysWith: { first, _ in first })
        for (index, topic) in city.topics.enumerated() {
            for (place, slug) in topic.services.enumerated() where known[slug] == nil {
                add(
                    "services.json", "/topics/\(index)/services/\(place)", "wrong-value",
                    "No service \"\(slug)\" can be offered.", in: city.files)
            }
        }
        for slug in city.handling.keys.sorted() where !city.services.contains(slug) {
            add("services.json", "/handling/\(slug)", "wrong-value", "The city offers no service \"\(slug)\".", in: city.files)
        }
        for slug in city.services { if let folder = known[slug] { check(folder) } }
        story(known)
    }

    private func check(_ folder: ServiceFolder) {
        let about = folder.about
        var roles = [about.unit]
        roles += folder.tasks.values.filter { $0.candidates.hasPrefix("role:") }.map {
            String($0.candidates.dropFirst("role:".count))
        }
        for role in Set(roles).sorted() where city.unit(forRole: role) == nil {
            add(
                "service.json", "/unit", "unit", "The city maps no unit to the role \"\(role)\" (organisation.json, unitRoles).",
                in: folder.files)
        }
        for (name, consultation) in about.consultations.sorted(by: { $0.key < $1.key }) {
            let exists =
                consultation.isExternal
                ? city.organisation.agencies[consultation.unit] != nil : city.unit(forRole: consultation.unit) != nil
            if !exists {
                add(
                    "service.json", "/consultations/\(name)/unit", "unit", "The city knows no \"\(consultation.unit)\" to ask.",
                    in: folder.files)
            }
        }
        for (list, amounts) in about.fees.sorted(by: { $0.key < $1.key }) {
            let fees = city.feeLists.first { $0.name == list }
            for amount in amounts where fees?.amount(amount, on: about.validFrom) == nil {
                add(
                    "service.json", "/fees/\(list)", "fee",
                    "The city sets no amount \"\(list).\(amount)\" that is in force on \(about.validFrom).", in: folder.files)
            }
        }
        for (name, columns) in about.lists.sorted(by: { $0.key < $1.key }) {
            let list = city.lists.first { $0.name == name }
            for column in columns where list?.columns.contains(column) != true {
                add(
                    "service.json", "/lists/\(name)", "list",
                    "The city has no list \"\(name)\" with a column \"\(column)\" (folder lists/).", in: folder.files)
            }
        }
        for (_, position) in folder.filing.positions where !city.filingPlan.contains(where: { $0.key == position }) {
            add(
                "filing.json", "/position", "position", "The city's filing plan has no position \"\(position)\".",
                in: folder.files)
        }
        people(folder)
    }

    private func people(_ folder: ServiceFolder) {
        for example in folder.examples {
            for (index, step) in example.steps.enumerated() {
                guard case .act(let acting) = step, acting.by != "applicant" else { continue }
                let exists =
                    acting.by.hasPrefix("office:")
                    ? city.unit(forRole: String(acting.by.dropFirst("office:".count))) != nil
                        || city.organisation.agencies[String(acting.by.dropFirst("office:".count))] != nil
                    : city.people.staff.contains { $0.key == acting.by }
                if !exists {
                    add(
                        "examples/\(example.name).json", "/steps/\(index)/by", "organisation",
                        "The city has no \"\(acting.by)\" in demo/people.json.",
                        in: folder.files)
                }
            }
        }
    }

    private func story(_ known: [String: ServiceFolder]) {
        var folders: [String: ServiceFolder] = [:]
        for (index, step) in (city.story?.steps ?? []).enumerated() {
            let pointer = "/steps/\(index)"
            switch step.what {
            case .apply(let applying): folders[applying.name] = story(applying, known, pointer)
            case .act(let acting, let name):
                guard let folder = folders[name] else { continue }
                if folder.about.acts[acting.act] == nil {
                    add(
                        "demo/story.json", pointer + "/act", "act", "\"\(folder.slug)\" has no act \"\(acting.act)\".",
                        in: city.files)
                }
                files(acting.files.values.flatMap { $0 }, folder, pointer + "/files")
            case .action(let deed):
                let paths = (deed.values["files"]?.object ?? [:]).values.compactMap(\.string)
                if let folder = deed.on.flatMap({ folders[$0] }) { files(paths, folder, pointer + "/with/files") }
                if let slug = deed.values["service"]?.string, known[slug] == nil {
                    add(
                        "demo/story.json", pointer + "/with/service", "wrong-value", "No service \"\(slug)\" can be offered.",
                        in: city.files)
                }
            }
        }
    }

    private func story(_ applying: Story.Applying, _ known: [String: ServiceFolder], _ pointer: String) -> ServiceFolder? {
        let (slug, name) = (applying.service, applying.example)
        guard let folder = known[slug] else {
            add(
                "demo/story.json", pointer + "/apply", "wrong-value", "No service \"\(slug)\" can be offered.", in: city.files)
            return nil
        }
        if !folder.examples.contains(where: { $0.name == name }) {
            add("demo/story.json", pointer + "/example", "example", "\"\(slug)\" has no example \"\(name)\".", in: city.files)
        }
        for path in applying.answers.keys.sorted() {
            let field = path.split(separator: "/").first.map(String.init) ?? ""
            if !folder.form.fields.contains(where: { $0.id == field }) {
                add("demo/story.json", pointer + "/answers", "form", "\"\(slug)\" asks for no \"\(field)\".", in: city.files)
            }
        }
        return folder
    }

    private func files(_ paths: [String], _ folder: ServiceFolder, _ pointer: String) {
        for path in paths where folder.files.contents[path] == nil {
            add("demo/story.json", pointer, "file-missing", "\"\(folder.slug)\" has no file \"\(path)\".", in: city.files)
        }
    }
}
