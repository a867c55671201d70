import DMN
import Foundation
import Kernel
import Testing

@Suite("DMN TCK")
struct TCKTests {
    /// Cases that passed when this was last raised; the suite may only get better.
    private static let floor = 2561

    @Test("the suite beside the project passes at least as far as before")
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
        print("DMN TCK: \(report.lastLine), \(report.unsupported) of them ask for something unsupported")
        #expect(report.passed >= TCKTests.floor)
        #expect(report.unsupported == 0)
        // What fails belongs to the folder that the suite itself calls non-compliant.
        #expect(report.failures.allSatisfy { $0.file.hasPrefix("non-compliant/") })
    }

    @Test("a folder without test cases has nothing to report")
    func empty() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tck-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(TCK.run(folder: folder.path, at: noon).lastLine == "0 passed, 0 failed")
    }
}
