import Accesses
import Documents
import Folders
import Kernel
import PDF
import Store
import Web

/// What can be printed for the letters of a run.
enum PrintSheet: String, CaseIterable, Sendable {
    /// All letters as one file, one behind the other.
    case letters
    /// The same for printers that use both sides: each letter begins on a sheet of its own.
    case duplex
    /// Sheets with the address field alone.
    case covers
    /// Envelopes C4 without a window.
    case envelopes
    /// What goes out, line by line.
    case list
}

/// Print runs: the chosen letters as one file in the order of the list, and what it takes to put them into envelopes. The letters
/// have their address field where envelopes DIN lang, C6/5, C5 and C4 with a window show it (DIN 5008 form B; DIN 680, unchecked).
enum PrintRunPages {
    static func run(_ request: Request) async throws -> Response {
        let form = try await request.form()
        let caller = request.caller
        guard let sheet = PrintSheet(rawValue: form.text("what")) else {
            return try await refused(request, form, "what", request.say("delivery.post.run.what.missing"))
        }
        let ids = try await PostPages.chosen(form, request)
        guard !ids.isEmpty else {
            return try await refused(request, form, "items", request.say("faults.delivery.nothing-chosen"))
        }
        let items = try await request.read { reader in
            try ids.prefix(PostPages.mostAtOnce).map { try reader.postItem($0, visibleTo: caller) }
        }
        for (unit, some) in Dictionary(grouping: items, by: \.unit) {
            try await request.noteAccess(toEach: some.map(\.procedure), for: "delivery.post", unit: unit)
        }
        let city = try request.store.part(City.self)
        let title = request.say("delivery.post.run.\(sheet.rawValue)")
        let details = DocumentDetails(title: title, author: city.fullName.de, subject: title, created: request.now)
        let bytes: [UInt8]
        switch sheet {
        case .letters, .duplex:
            var run = PrintRun(isDoubleSided: sheet == .duplex)
            for item in items {
                do {
                    try run.add(try await letter(item, city, request))
                } catch PDFFault.foreignFile {
                    let who = item.recipient.first ?? ""
                    return try await refused(
                        request, form, "items",
                        request.say("delivery.post.run.foreign", ["title": item.title, "recipient": who]))
                }
            }
            bytes = run.bytes(title: title)
        case .covers:
            var run = PrintRun(isDoubleSided: false)
            for item in items { try run.add(try PDF.render(PostLetter(item: item, city: city).cover)) }
            bytes = run.bytes(title: title)
        case .envelopes:
            bytes = try PDF.render(items.map { PostLetter(item: $0, city: city).envelope }, details: details)
        case .list:
            bytes = try PDF.render(list(items, city, details, request))
        }
        let name = "\(title) \(request.now.date()).pdf"
        return .bytes(bytes, type: "application/pdf", filename: name).with("cache-control", "private, no-store")
    }

    private static func refused(_ request: Request, _ form: FormData, _ field: String, _ sentence: String) async throws
        -> Response
    {
        if request.wantsJSON { throw InvalidInput([FieldProblem(pointer: "/\(field)", code: "refused", detail: sentence)]) }
        return try await PostPages.list(request, form, problem: ErrorLine(field, sentence))
    }

    /// The letter itself: a document that is kept, or a message set as a letter.
    private static func letter(_ item: PostItem, _ city: City, _ request: Request) async throws -> [UInt8] {
        guard let document = item.document else {
            guard let letter = PostLetter(item: item, city: city).letter else { throw DeliveryFault.notFound }
            return try PDF.render(letter)
        }
        let caller = request.caller
        let found = try await request.read { try $0.document(ID(document), visibleTo: caller) }
        return try request.store.part(DocumentStore.self).read(found.sha256)
    }

    private static func list(_ items: [PostItem], _ city: City, _ details: DocumentDetails, _ request: Request) -> Report {
        let columns = ["number", "recipient", "letter", "reference"].map {
            Table.Column(request.say("delivery.post.\($0)"))
        }
        let rows = items.enumerated().map { index, item in
            Table.Row([String(index + 1), item.recipient.joined(separator: ", "), item.title, item.reference])
        }
        let count = request.say("delivery.post.run.count", ["number": String(items.count)])
        return Report(
            language: request.language, issuer: city.fullName[request.language],
            title: "\(details.title), \(Written.longDate(request.now.date(), request.language))", reference: "",
            body: [.paragraph(count), Block(.table(Table(columns: columns, rows: rows)))], details: details)
    }
}
