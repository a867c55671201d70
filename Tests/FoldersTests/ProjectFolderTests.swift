import Folders
import Testing

@Suite("The folders of the project")
struct ProjectFolderTests {
    @Test("every service of the project is free of findings", arguments: Given.services)
    func services(_ path: String) {
        let (folder, findings) = ServiceFolder.load(path)
        #expect(findings.map(\.description) == [])
        #expect(folder != nil)
    }
}
