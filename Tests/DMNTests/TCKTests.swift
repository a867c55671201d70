import DMN
import FEEL
import Foundation
import Kernel
import Testing

@Suite("DMN TCK")
struct TCKTests {
    @Test("every case of the suite beside the project passes")
    func suite() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../shared/conformance/dmn-tck/TestCases"
        )
        .standardizedFileURL.path
        guard FileManager.default.fileExists(atPath: folder) else {
            print("SKIPPED: the DMN TCK is not beside the project (../shared/conformance/dmn-tck)")
            return
        }
        let report = TCK.run(folder: folder, at: noon)
        for failure in report.failures.prefix(30) { print(failure.description) }
        print("DMN TCK: \(report.lastLine), \(report.external) of them call external functions that are not there")
        #expect(report.failed == 0)
        #expect(report.passed > 2000)
        #expect(report.unsupported == 0)
    }

    private let model = """
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="urn:m">
        <inputData id="n" name="n"><variable name="n" typeRef="number"/></inputData>
        <decision id="d" name="D"><variable name="D"/><informationRequirement><requiredInput href="#n"/></informationRequirement>
        <literalExpression><text>10 / n</text></literalExpression></decision></definitions>
        """

    private func testCase(_ id: String, _ input: String, _ expected: String, _ attributes: String = "") -> String {
        "<testCase id=\"\(id)\"><inputNode name=\"n\"><value>\(input)</value></inputNode>"
            + "<resultNode name=\"D\"\(attributes)><expected>\(expected)</expected></resultNode></testCase>"
    }

    @Test("folders may be nested, files broken and models missing; every verdict names file and case")
    func layouts() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tck-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let deep = folder.appending(path: "compliance-level-9/0001-x")
        try FileManager.default.createDirectory(at: deep, withIntermediateDirectories: true)
        func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: deep.appending(path: name))
        }
        func cases(_ model: String, _ body: String) -> String { "<testCases><modelName>\(model)</modelName>\(body)</testCases>" }
        try write("m.dmn", model)
        // Values without a type take that of the input and of the result; two files may test one model.
        try write(
            "m-test-01.xml",
            cases("m.dmn", testCase("right", "4", "<value>2.5</value>") + testCase("wrong", "4", "<value>3</value>")))
        try write("m-test-02.xml", cases("m.dmn", testCase("zero", "0", "<value/>", " errorResult=\"true\"")))
        try write("gone-test-01.xml", cases("gone.dmn", ""))
        try write("broken-test-01.xml", "<testCases><modelName>")
        try write("broken.dmn", "<definitions")
        try write("unreadable-test-01.xml", cases("broken.dmn", testCase("a", "1", "<value>1</value>")))
        try write("other.xml", "<notes/>")
        let report = TCK.run(folder: folder.path, at: noon)
        #expect(report.lastLine == "2 passed, 4 failed")
        #expect(report.failures.map(\.caseID).sorted() == ["-", "-", "-", "wrong"])
        #expect(report.failures.allSatisfy { $0.file.hasPrefix("compliance-level-9/0001-x/") })
        #expect(report.errors.map(\.reason) == [.arithmetic])
    }

    @Test("a folder without test cases has nothing to report")
    func empty() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tck-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(TCK.run(folder: folder.path, at: noon).lastLine == "0 passed, 0 failed")
    }
}
