import BPMN
import DMN
import Folders
import Kernel
@testable import Processes
import Testing

@Suite("A process as text") struct OutlineTests {
    @Test("every step, every way and every event at a step stands in the outline once", arguments: Project.folders)
    func complete(_ folder: ServiceFolder) {
        let outline = Outline(folder)
        let model = folder.process
        #expect(outline.all.map(\.element).sorted() == model.nodes.map(\.id).sorted())
        #expect(outline.all.flatMap(\.ways).map(\.flow).sorted() == model.flows.map(\.id).sorted())
        #expect(
            outline.all.flatMap(\.boundary).sorted() == model.nodes.filter { $0.attachedTo != nil }.map(\.id).sorted())
        for step in outline.all {
            #expect(!StepWords(folder, outline, .de).name(step.element).isEmpty)
            #expect(Texts.shared.has("processes.kind.\(step.kind)", .de) && Texts.shared.has("processes.kind.\(step.kind)", .en))
        }
    }

    /// Read from the model of the registration by hand.
    @Test("a step tells who does it, what is decided by which table, and what follows under which condition")
    func facts() throws {
        let folder = try #require(Project.folders.first { $0.about.automaticDecision.allowed })
        let outline = Outline(folder)
        func step(_ id: String) throws -> Outline.Step { try #require(outline.all.first { $0.element == id }) }
        #expect(try step("review").doer == .office(role: folder.about.unit))
        #expect(try step("supplyDocuments").doer == .applicant)
        #expect(try step("documentsOverdue").doer == .time)
        #expect(try step("documentsOverdue").attachedTo == "supplyDocuments")
        #expect(try step("documentsOverdue").deadline == "documents")
        #expect(try step("reminderDue").isInterrupting == false)
        #expect(try step("chooseRoute").decision == "Route")
        #expect(try step("decide").action == "procedures.decide")
        #expect(try step("clear").kind == "gateway.exclusive" && step("toReview").kind == "join.exclusive")
        let ways = try step("clear").ways
        #expect(ways.map(\.target) == ["settled", "toReview"])
        #expect(ways.map(\.condition) == [nil, "route.way = \"clerk\""])
        #expect(ways.map(\.isDefault) == [true, false])
        // A reader follows the case: the first step stands first, and events stand behind the step that they lie on.
        let order = outline.all.map(\.element)
        #expect(order.first == "received")
        let host = try #require(order.firstIndex(of: "supplyDocuments"))
        #expect(try #require(order.firstIndex(of: "reminderDue")) > host)
    }

    @Test("a step without a name is told by what comes next")
    func nameless() throws {
        let folder = try #require(Project.folders.first { $0.about.automaticDecision.allowed })
        let words = StepWords(folder, Outline(folder), .de)
        #expect(words.name("settled") == "Zusammenführung vor „Steuer berechnen“")
        #expect(
            words.name("both") == "Verzweigung: alle Wege zugleich vor „Bescheid bekannt geben“ und „Zur Akte nehmen“")
    }
}

@Suite("Decision tables that are read") struct DecisionSheetTests {
    @Test(
        "every decision and every piece of knowledge has a sheet, and every row of a table is on it", arguments: Project.folders)
    func complete(_ folder: ServiceFolder) {
        let sheets = DecisionSheet.all(in: folder)
        let names = folder.decisions.values.flatMap { $0.decisions + $0.knowledge }
        #expect(sheets.map(\.name).sorted() == names.sorted())
        for sheet in sheets {
            #expect(sheet.logic != .none, "\(sheet.name)")
            guard case .table(let table) = sheet.logic else { continue }
            for row in table.rows {
                #expect(row.tests.count == table.inputs.count && row.results.count == table.outputs.count)
                #expect(row.notes.count == table.notes.count)
            }
        }
    }

    /// Read from the file by hand.
    @Test("a table tells its policy, its questions and its rows")
    func table() throws {
        let folder = try #require(Project.folders.first { $0.about.automaticDecision.allowed })
        let sheet = try #require(DecisionSheet.all(in: folder).first { $0.name == "Route" })
        guard case .table(let table) = sheet.logic else { Issue.record("no table"); return }
        #expect(table.policy == "FIRST" && table.aggregation == nil)
        #expect(table.inputs.first?.label == "Wohnung in der Stadt")
        #expect(table.outputs == ["way", "why"])
        #expect(table.rows.first?.rule == "route-elsewhere")
        #expect(table.rows.last?.rule == "route-clear")
        #expect(table.rows.map(\.number) == Array(1...table.rows.count))
    }
}
