import Calendar
import Catalogue
import Folders
import Kernel
@testable import Procedures
@_spi(Testing) import Store
import Testing
import Web

@Suite("Deadlines of a service are prolonged") struct DeadlineTests {
    @Test(
        "a deadline of the service is prolonged by what its folder says and no oftener; due work, timers and the explanation move along"
    )
    func extending() async throws {
        let bench = try await CaseWorld()
        let (id, clerk) = (bench.id, bench.clerk)
        let client = bench.browser(clerk)
        func task() async throws -> WorkItem {
            try #require(try await bench.store.read { try $0.openTasks(of: id, visibleTo: .system("test")) }.first)
        }
        let address = "/procedures/\(id)/deadlines/extension"
        // What the service does not let anybody prolong is not offered.
        #expect(try await client.post(address, form: ["deadline": "processing", "reason": "Urlaubszeit"]).status == 422)
        try await bench.store.perform(
            ProcessTask(
                task: try await task().id, act: "requestDocuments", fields: ["missing": ["assistance-proof"]]), as: clerk)
        func due() async throws -> String? {
            try await bench.store.read { try $0.deadlines(of: id).first { $0.name == "documents" }?.date.description }
        }
        // Three weeks from 1 December on end with Monday, 21 December (§ 108 (1) AO, § 188 (1) BGB).
        #expect(try await due() == "2026-12-21")
        let faulty = try await client.post(address, form: ["deadline": "documents", "reason": ""])
        #expect(faulty.status == 422 && faulty.text.contains(##"href="#f-reason""##))
        let done = try await client.post(
            address, form: ["deadline": "documents", "reason": "Der Verein antwortet erst im Januar."])
        // Two weeks more: Monday, 4 January 2027.
        #expect(done.status == 200 && done.words.contains("Frist verlängert bis 04.01.2027"))
        #expect(try await due() == "2027-01-04")
        #expect(try await task().due?.description == "2027-01-04")
        let why = try await bench.store.read { try $0.deadlines(of: id).first { $0.name == "documents" }?.why.de }
        #expect(why?.contains("§ 109 Abs. 1 AO") == true)
        // The old day passes: the process still waits for the applicant.
        try await bench.advance(days: 22)
        #expect(try await task().element == "supplyDocuments")
        // Once more, to 18 January, and then no more.
        try await bench.store.perform(
            ExtendDeadline(procedure: id, deadline: "documents", reason: "Noch keine Antwort."), as: clerk)
        #expect(try await due() == "2027-01-18")
        #expect(try await client.post(address, form: ["deadline": "documents", "reason": "Noch keine Antwort."]).status == 422)
        try await bench.advance(days: 28)
        #expect(try await task().element == "review")
    }
}
