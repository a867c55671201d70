import Foundation
import Glibc
import Testing

@testable import Stadtkern

@Suite("The doctor") struct DoctorTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/stadtkern-doctor-\(UUID().uuidString)"

    init() throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    private func doctor(_ arguments: [String] = [], _ environment: [String: String] = [:]) throws -> Doctor {
        Doctor(try Options(arguments), environment: environment)
    }

    private func set(_ rights: Int, _ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: rights], ofItemAtPath: path)
    }

    @Test("every font that notices are set in is looked for, and its package named")
    func fonts() throws {
        let missing = Doctor.fonts([folder + "/DejaVuSansCondensed.ttf"])
        #expect(missing.count == 1)
        #expect(missing.first?.what.contains("DejaVuSansCondensed.ttf") == true)
        #expect(missing.first?.mend == "apt-get install fonts-dejavu-extra")
    }

    @Test("directories and files that others can read are found, and so is a key that copies would contain")
    func rights() throws {
        let documents = folder + "/documents"
        let doctor = try doctor()
        #expect(doctor.keeping(documents) == [])
        try FileManager.default.createDirectory(atPath: documents, withIntermediateDirectories: true)
        try set(0o755, documents)
        #expect(doctor.keeping(documents).map(\.mend) == ["chmod o-rwx \(documents)"])
        try set(0o750, documents)
        #expect(doctor.keeping(documents) == [])
        let key = documents + "/secret.key"
        try String(repeating: "ab", count: 32).write(toFile: key, atomically: true, encoding: .utf8)
        try set(0o644, key)
        #expect(doctor.keeping(documents).first?.what.contains("chmod 600") == true)
        try set(0o600, key)
        #expect(doctor.keeping(documents).map(\.mend) == ["set STADTKERN_SECRET_KEY"])
        #expect(try self.doctor(["--demo"]).keeping(documents) == [])
        let named = try self.doctor([], ["STADTKERN_SECRET_KEY": String(repeating: "cd", count: 32)])
        #expect(named.keeping(documents) == [])
        #expect(try self.doctor([], ["STADTKERN_SECRET_KEY": "short"]).keeping(documents).count == 1)
        #expect(doctor.keeping(folder + "/missing/documents").count == 1)
        let file = folder + "/city.sqlite"
        #expect(Doctor.databaseFile(file) == [])
        try "".write(toFile: file, atomically: true, encoding: .utf8)
        try set(0o644, file)
        #expect(Doctor.databaseFile(file).map(\.mend) == ["chmod o-rwx \(file)"])
        try set(0o640, file)
        #expect(Doctor.databaseFile(file) == [])
        #expect(Doctor.databaseFile(folder + "/missing/city.sqlite").count == 1)
    }

    @Test("the mail server is read and asked")
    func mail() throws {
        let cities = [try city()]
        #expect(try doctor().mail(cities).first?.what.hasPrefix("no mail server") == true)
        #expect(try doctor(["--demo"]).mail(cities) == [])
        #expect(try doctor([], ["STADTKERN_SMTP": "http://mail"]).mail(cities).first?.what == "the mail server cannot be read")
        let listener = try Listener()
        #expect(try doctor([], ["STADTKERN_SMTP": "smtp://127.0.0.1:\(listener.port)"]).mail(cities) == [])
        listener.close()
        #expect(
            try doctor([], ["STADTKERN_SMTP": "smtp://127.0.0.1:\(listener.port)"]).mail(cities).first?.what.contains(
                "does not answer")
                == true)
        #expect(
            try doctor([], ["STADTKERN_SMTP": "smtp://127.0.0.1:1", "STADTKERN_MAIL_FROM": "nobody"]).mail(cities).first?.what
                .hasPrefix("the sender of mails") == true)
    }

    @Test("an address without TLS, or a proxy that nobody named, is found; a demo needs neither")
    func outside() throws {
        let cities = [try city()]
        func found(_ environment: [String: String], _ arguments: [String] = []) throws -> [String] {
            try doctor(arguments, environment).outside(cities).map(\.mend)
        }
        #expect(try found([:]) == ["set STADTKERN_ORIGIN=https://…"])
        #expect(try found(["STADTKERN_ORIGIN": "http://{host}"]).count == 1)
        #expect(try found(["STADTKERN_ORIGIN": "https://{host}"]) == ["set STADTKERN_PROXIES to its address"])
        #expect(try found(["STADTKERN_ORIGIN": "https://{host}", "STADTKERN_PROXIES": "127.0.0.1"]) == [])
        #expect(
            try found(["STADTKERN_ORIGIN": "https://{host}", "STADTKERN_PROXIES": "proxy"]) == [
                "mend STADTKERN_ORIGIN or STADTKERN_PROXIES"
            ])
        #expect(try found([:], ["--demo"]) == [])
    }
}

/// A port of this machine that takes connections.
private struct Listener {
    let socket: Int32
    let port: Int

    init() throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = socket
        let isListening = withUnsafeMutableBytes(of: &address) { bytes -> Bool in
            guard let place = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            return bind(socket, place, size) == 0 && listen(socket, 5) == 0 && getsockname(socket, place, &size) == 0
        }
        try #require(isListening)
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    func close() { Glibc.close(socket) }
}
