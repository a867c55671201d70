import Documents
import Kernel
import Store
import Web

/// Lists as CSV (RFC 4180), as spreadsheets of German offices read it: semicolons, UTF-8 with its mark.
enum DossierExport {
    static func list(_ request: Request) async throws -> Response {
        let asked = AskedFor(request)
        let (store, caller, language) = (request.store, request.caller, request.language)
        let head = ["number", "position", "name", "opened", "closed"].map { request.say("dossiers.\($0)") }
        return CSV.response(name: "dossiers.csv", head: head) { writer in
            let filter = asked.filter(try await store.read { try $0.filingPlan() })
            var before: String?
            while true {
                let batch = try await store.read { [before] in
                    try $0.dossiers(visibleTo: caller, filter: filter, before: before, limit: 500)
                }
                guard let last = batch.last else { return }
                try await writer(
                    batch.map { dossier in
                        [
                            dossier.number, dossier.positionNumber, dossier.title,
                            Written.date(dossier.openedAt.date(), language),
                            dossier.closedAt.map { Written.date($0.date(), language) } ?? "",
                        ]
                    })
                before = last.id.text
            }
        }
    }

    /// The table of contents of a dossier, with the digests by which its documents can be checked.
    static func contents(_ request: Request) async throws -> Response {
        let (dossier, _, parts) = try await DossierPages.read(request)
        let head = ["folder", "entry.number", "entry.title", "entry.kind", "entry.at", "entry.digest"].map {
            request.say("dossiers.\($0)")
        }
        let rows = parts.flatMap { part in
            part.entries.map { entry in
                let document = part.documents[entry.document]
                return [
                    part.folder.reference, String(entry.number),
                    document == nil ? request.say("dossiers.entry.hidden") : entry.title,
                    request.say(DossierPages.kindKey(entry.kind)), Written.moment(entry.at, request.language),
                    document?.sha256.hex ?? "",
                ]
            }
        }
        return CSV.response(name: "\(dossier.number.replacing("/", with: "-")).csv", head: head) { writer in
            try await writer(rows)
        }
    }
}
