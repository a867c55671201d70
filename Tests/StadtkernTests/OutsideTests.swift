import Folders
import Foundation
import Identity
import Kernel
import Testing
import Web

@testable import Stadtkern

@Suite("How the world reaches the program") struct OutsideTests {
    @Test("each city has its own address, by its host name or its folder")
    func origins() throws {
        let city = try StadtkernTests.city()
        let host = try #require(city.hosts.first)
        func origin(_ text: String) throws -> String? { try Outside(environment: ["STADTKERN_ORIGIN": text]).origin(of: city) }
        #expect(try origin("https://{host}") == "https://\(host)")
        #expect(try origin("https://{city}.service.example/") == "https://\(city.key).service.example")
        #expect(try origin("http://localhost:9000") == "http://localhost:9000")
        #expect(try origin("") == nil)
        for bad in ["service.example", "ftp://x", "https://service.example/portal", "https://"] {
            #expect(throws: UsageError.self) { try origin(bad) }
        }
        #expect(throws: UsageError.self) {
            try Outside(environment: ["STADTKERN_ORIGIN": "https://service.example"]).check(cities: 2)
        }
        try Outside(environment: ["STADTKERN_ORIGIN": "https://{host}"]).check(cities: 2)
        try Outside(environment: ["STADTKERN_ORIGIN": "https://service.example"]).check(cities: 1)
    }

    @Test("a city is under TLS where its address says so, or where a proxy is said to speak it")
    func secure() throws {
        let city = try StadtkernTests.city()
        #expect(try Outside(environment: ["STADTKERN_ORIGIN": "https://{host}"]).isSecure(city))
        #expect(try Outside(environment: ["STADTKERN_HTTPS": "1"]).isSecure(city))
        #expect(try !Outside(environment: ["STADTKERN_ORIGIN": "http://{host}"]).isSecure(city))
        #expect(try !Outside(environment: [:]).isSecure(city))
    }

    @Test("trusted proxies come from the command line and the environment, and a word that is no address is refused")
    func proxies() throws {
        let outside = try Outside(environment: ["STADTKERN_PROXIES": "127.0.0.1, ::1 10.0.0.0/8"], proxies: ["fd00::1"])
        let expected = ["127.0.0.1", "::1", "10.0.0.0/8", "fd00::1"].map { AddressRange($0) }
        #expect(outside.proxies == expected)
        #expect(throws: UsageError.self) { try Outside(environment: [:], proxies: ["proxy.example"]) }
        #expect(throws: UsageError.self) { try Outside(environment: ["STADTKERN_PROXIES": "10.0.0.0/40"]) }
    }
}

@Suite("How people sign in to a city") struct CityIdentityTests {
    @Test("one-time code programs show the city's name, and the staff need codes unless the city says otherwise")
    func settings() throws {
        let city = try StadtkernTests.city()
        let files = city.files
        #expect(CityProgram.identity(city).issuer == city.fullName.de)
        #expect(CityProgram.identity(city).staffSecondFactor == .required)
        func changed(_ demand: String) throws -> City? {
            var contents = files.contents
            let text = String(decoding: try #require(contents["city.json"]), as: UTF8.self)
            let member = "\"signIn\": {\"staffSecondFactor\": \"\(demand)\"},"
            contents["city.json"] = Array(
                text.replacing("\"reference\":", with: member + "\"reference\":", maxReplacements: 1).utf8)
            return City.read(FolderFiles(path: files.path, contents: contents)).city
        }
        #expect(try CityProgram.identity(#require(try changed("optional"))).staffSecondFactor == .optional)
        #expect(try changed("sometimes") == nil)
    }
}

/// The first of the project's cities.
func city() throws -> City {
    let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: root + "/Cities").sorted().first)
    return try #require(City.load("\(root)/Cities/\(name)").city)
}
