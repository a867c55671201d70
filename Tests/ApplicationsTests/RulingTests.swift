import Documents
import Calendar
import Kernel
import Notices
@testable import Procedures
@_spi(Testing) import Store
import Testing
import Web

@Suite("Notices are corrected, withdrawn, objected to; cases are taken up again") struct RulingTests {
    private let because = "Die Satzung war falsch angewandt worden."

    private func refused(_ account: Bool = true) async throws -> (CaseWorld, Notice) {
        let bench = try await CaseWorld(account: account)
        try await bench.refuse()
        return (bench, try #require(try await notices(bench).last))
    }

    private func notices(_ bench: CaseWorld) async throws -> [Notice] {
        try await bench.store.read { [id = bench.id] in try $0.notices(of: id, visibleTo: .system("test")) }
    }

    @Test("a correction leaves outcome and period as they are, and the old notice says that it was corrected")
    func correcting() async throws {
        let (bench, notice) = try await refused()
        let clerk = bench.browser(bench.clerk)
        let address = "/procedures/\(bench.id)/rulings/correction"
        let empty = try await clerk.post(address, form: ["notice": notice.id.text, "wrong": "A", "right": "A", "reason": ""])
        #expect(empty.status == 422 && empty.text.contains(##"href="#f-right""##) && empty.text.contains(##"href="#f-reason""##))
        let preview = try await clerk.post(
            address,
            form: [
                "notice": notice.id.text, "wrong": "Mockauer Straße 34", "right": "Mockauer Straße 33",
                "reason": "Die Hausnummer war vertippt.", "_step": "preview",
            ])
        // The service applies the AO through the Land's act on municipal charges.
        #expect(preview.words.contains("§ 129 AO") && preview.words.contains("Mockauer Straße 33"))
        let done = try await clerk.post(
            address,
            form: [
                "notice": notice.id.text, "wrong": "Mockauer Straße 34", "right": "Mockauer Straße 33",
                "reason": "Die Hausnummer war vertippt.",
            ])
        #expect(done.status == 200 && done.words.contains("berichtigt"))
        let all = try await notices(bench)
        #expect(all.count == 2 && all[0].replacement == .corrected && all[0].replacedBy == all[1].id.text)
        #expect(all[0].document != nil)
        #expect(try await bench.procedure().outcome == .refused)
        #expect(try await bench.procedure().state == .decided)
        #expect(try await bench.world.account("mia").get("/notices/\(notice.id)").words.contains("berichtigt"))
    }

    @Test("a withdrawal changes the outcome, opens a remedy of its own and names the norm by the law of the service")
    func withdrawing() async throws {
        let (bench, notice) = try await refused()
        let page = try await bench.browser(bench.clerk).post(
            "/procedures/\(bench.id)/rulings/withdrawal",
            form: ["notice": notice.id.text, "reason": because, "then": "granted"])
        #expect(page.status == 200)
        try await bench.store.settle()
        let all = try await notices(bench)
        #expect(all[0].replacement == .withdrawn && all[1].template == "letter-withdrawal")
        let text = try await bench.store.read { try $0.noticeText(all[1], .de) }
        #expect(text.contains("§ 130 AO") && text.contains(because))
        #expect(try await bench.procedure().outcome == .granted)
        // Mailbox on 30 November, notified on 4 December (§ 122a (4) AO); a month (§ 70 (1) VwGO) ends on Monday, 4 January 2027.
        #expect(text.contains("4. Januar 2027"))
        let again = try await bench.browser(bench.clerk).post(
            "/procedures/\(bench.id)/rulings/withdrawal",
            form: ["notice": notice.id.text, "reason": because, "then": "granted"])
        #expect(again.status == 422)
    }

    @Test("what favours the applicant is not taken without a hearing, not after a year, and revoked only for the future")
    func benefits() async throws {
        let (bench, notice) = try await refused()
        try await bench.store.perform(
            WithdrawNotice(
                annulment: Annulment(
                    procedure: bench.id, notice: notice.id.text, reason: because, from: nil, known: nil, noHearing: "",
                    then: "granted")),
            as: bench.clerk)
        let benefit = try #require(try await notices(bench).last)
        let clerk = bench.browser(bench.clerk)
        let address = "/procedures/\(bench.id)/rulings/revocation"
        let refused = try await clerk.post(
            address,
            form: ["notice": benefit.id.text, "reason": because, "then": "refused", "from": "29.11.2026", "known": "29.11.2025"])
        #expect(refused.status == 422)
        #expect(refused.text.contains(##"href="#f-from""##) && refused.text.contains(##"href="#f-noHearing""##))
        // A year after 29 November 2025 ends with 29 November 2026, a Sunday, and so with Monday, 30 November (§ 108 (3) AO).
        #expect(!refused.text.contains(##"href="#f-known""##))
        let late = try await clerk.post(
            address,
            form: ["notice": benefit.id.text, "reason": because, "then": "refused", "from": "01.12.2026", "known": "27.11.2025"])
        #expect(late.text.contains(##"href="#f-known""##))
        let hearing = try await bench.store.perform(
            HearApplicant(procedure: bench.id, intended: "Wir wollen die Bewilligung widerrufen.", period: .period(.days(7))),
            as: bench.clerk)
        #expect(try await bench.procedure().state == .hearing)
        try await bench.store.perform(
            AnswerRequest(request: hearing, text: "Bitte nicht.", files: [], session: nil), as: bench.applicant)
        #expect(try await bench.procedure().state == .decided)
        let done = try await clerk.post(
            address,
            form: ["notice": benefit.id.text, "reason": because, "then": "refused", "from": "01.12.2026", "known": "27.11.2026"])
        #expect(done.status == 200)
        #expect(try await bench.procedure().outcome == .refused)
    }

    @Test("a reopened case goes back to the clerk; the new notice takes the place of the old one")
    func reopening() async throws {
        let (bench, notice) = try await refused()
        let clerk = bench.browser(bench.clerk)
        #expect(try await clerk.post("/procedures/\(bench.id)/reopening", form: ["reason": ""]).status == 422)
        #expect(
            try await clerk.post("/procedures/\(bench.id)/reopening", form: ["reason": "Neue Tatsachen sind bekannt."]).status
                == 200)
        var procedure = try await bench.procedure()
        #expect(procedure.state == .inReview && procedure.outcome == .refused && procedure.decidedAt == nil)
        #expect(
            try await clerk.post("/procedures/\(bench.id)/reopening", form: ["reason": "Neue Tatsachen sind bekannt."]).status
                == 409)
        let before = try await notices(bench)
        #expect(before.first?.replacement == nil)
        try await bench.refuse()
        procedure = try await bench.procedure()
        #expect(procedure.state == .decided)
        let all = try await notices(bench)
        #expect(all.count == 2 && all[0].id == notice.id && all[0].replacement == .replaced && all[1].replacement == nil)
        // Nothing closes it before the new period is over: 4 January 2027 is its last day.
        try await bench.advance(days: 35)
        #expect(try await bench.procedure().state == .decided)
        try await bench.advance(days: 1)
        #expect(try await bench.procedure().state == .closed)
    }

    @Test("an objection online is in time, goes to the office that decided, and can be taken back")
    func objecting() async throws {
        let (bench, _) = try await refused()
        let applicant = bench.world.account("mia")
        let address = "/applications/\(bench.id)/objection"
        #expect(try await bench.world.account("paul").post(address, form: ["reason": "x"]).status == 404)
        let page = try await applicant.get(address)
        #expect(page.status == 200 && page.words.contains("4. Januar 2027"))
        let done = try await applicant.post(address, form: ["reason": "Die Hunde leben doch hier."])
        #expect(done.status == 200 && done.words.contains("Ihr Rechtsbehelf ist eingegangen"))
        #expect(try await applicant.post(address, form: ["reason": "Noch einmal"]).status == 409)
        let read1 = try await bench.store.read { [id = bench.id] in try $0.objections(of: id) }
        let objection = try #require(read1.last)
        #expect(!objection.isLate && objection.due?.description == "2027-01-04")
        #expect(try await bench.procedure().state == .inReview)
        #expect(try await bench.browser(bench.clerk).get("/procedures/inbox").words.contains("Widerspruch prüfen"))
        #expect(try await bench.browser(bench.clerk).get("/procedures/\(bench.id)").words.contains("Rechtzeitig"))
        try await bench.store.settle()
        #expect(try await bench.documents().contains { $0.kind == "objection" })
        #expect(try await applicant.post(address + "/withdrawal").status == 200)
        #expect(try await bench.procedure().state == .decided)
    }

    @Test("an objection on paper after the day is taken, marked and refused with the way to the court")
    func late() async throws {
        let (bench, _) = try await refused()
        try await bench.advance(days: 40)
        #expect(try await bench.procedure().state == .closed)
        let clerk = bench.browser(bench.clerk)
        let entry = "/procedures/\(bench.id)/objections"
        #expect(try await clerk.post(entry, form: ["receivedOn": "01.03.2027"]).status == 422)
        let page = try await clerk.post(entry, form: ["receivedOn": "05.01.2027", "excuse": "Krankenhaus"])
        #expect(page.status == 200 && page.words.contains("Verspätet") && page.words.contains("§ 60 VwGO"))
        #expect(try await bench.procedure().state == .inReview)
        let read2 = try await bench.store.read { [id = bench.id] in try $0.objections(of: id) }
        let objection = try #require(read2.last)
        let address = "/procedures/\(bench.id)/objections/\(objection.id)/refusal"
        let empty = try await clerk.post(address, form: ["reason": "", "court": ""])
        #expect(empty.status == 422 && empty.text.contains(##"href="#f-court""##))
        #expect(
            try await clerk.post(address, form: ["reason": because, "court": "Verwaltungsgericht am Ort", "costs": "applicant"])
                .status == 200)
        let letter = try #require(try await notices(bench).last)
        let text = try await bench.store.read { try $0.noticeText(letter, .de) }
        #expect(text.contains("nach dem Ende der Frist") && text.contains("Verwaltungsgericht am Ort"))
        #expect(try await notices(bench).first?.replacement == nil)
        // The way to the court is open, so the case is; a second objection is not.
        #expect(try await bench.procedure().state == .decided)
        try await bench.store.settle()
        #expect(try await bench.procedure().state == .decided)
    }

    @Test("worse than before only after a hearing; a remedy replaces the notice at once or by a new decision")
    func deciding() async throws {
        let (bench, _) = try await refused()
        let objection = try await bench.store.perform(
            RaiseObjection(procedure: bench.id, reason: "Nein", excuse: ""), as: bench.applicant)
        let clerk = bench.browser(bench.clerk)
        let address = "/procedures/\(bench.id)/objections/\(objection)"
        let worse = try await clerk.post(
            address + "/refusal",
            form: ["reason": because, "court": "Verwaltungsgericht", "worse": "refused", "costs": "applicant"])
        #expect(worse.status == 422 && worse.text.contains(##"href="#f-worse""##))
        _ = try await bench.store.perform(
            HearApplicant(procedure: bench.id, intended: "Es kann schlechter ausgehen als bisher.", period: .period(.days(7))),
            as: bench.clerk)
        #expect(try await bench.procedure().state == .hearing)
        let done = try await clerk.post(address + "/remedy", form: ["reason": because, "then": "granted", "costs": "authority"])
        #expect(done.status == 200)
        #expect(try await bench.procedure().outcome == .granted)
        #expect(try await bench.procedure().state == .decided)
        let all = try await notices(bench)
        #expect(all[0].replacement == .replaced && all.last?.template == "letter-objection-remedied")
        let (other, _) = try await refused()
        let second = try await other.store.perform(
            RaiseObjection(procedure: other.id, reason: "Nein", excuse: ""), as: other.applicant)
        try await other.store.perform(
            RemedyObjection(objection: second, reason: because, then: "again", costs: ""), as: other.clerk)
        #expect(try await other.procedure().state == .inReview)
        try await other.refuse()
        #expect(try await notices(other).first?.replacement == .replaced)
    }
}
