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

@Suite("The cities of the project")
struct ProjectCityTests {
    @Test("every city of the project is free of findings and can offer its services", arguments: Given.cities)
    func cities(_ path: String) throws {
        let (city, findings) = City.load(path)
        #expect(findings.map(\.description) == [])
        let folders = Given.services.compactMap { ServiceFolder.load($0).folder }
        #expect(try #require(city).findings(offering: folders).map(\.description) == [])
    }
}
