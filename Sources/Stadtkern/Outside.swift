import Folders
import Foundation
import Web

/// How the world outside reaches this process: under which addresses, and through which proxies.
struct Outside: Sendable {
    /// Proxies whose word about visitors is believed.
    let proxies: [AddressRange]
    /// The same as they were named.
    let listed: [String]
    /// A proxy in front speaks TLS, whatever the address says.
    private let isBehindTLS: Bool
    /// `https://service.example`; `{host}` stands for a city's first host name, `{city}` for the name of its folder.
    private let pattern: String?

    /// - Parameters:
    ///   - environment: `STADTKERN_ORIGIN`, `STADTKERN_HTTPS`, and `STADTKERN_PROXIES` with addresses and blocks.
    ///   - proxies: more of them, from the command line.
    /// - Throws: `UsageError` where an address cannot be read.
    init(environment: [String: String], proxies: [String] = []) throws {
        let listed = (environment["STADTKERN_PROXIES"] ?? "").split { $0 == "," || $0.isWhitespace }.map(String.init)
        self.listed = listed + proxies
        self.proxies = try self.listed.map { text in
            guard let range = AddressRange(text) else {
                throw UsageError("\(text) is neither an address nor a block of addresses such as 10.0.0.0/24")
            }
            return range
        }
        isBehindTLS = environment["STADTKERN_HTTPS"] == "1"
        let text = environment["STADTKERN_ORIGIN"] ?? ""
        pattern = text.isEmpty ? nil : text.hasSuffix("/") ? String(text.dropLast()) : text
        if let pattern, pattern.wholeMatch(of: /https?:\/\/[^\/?#\s]+/) == nil {
            throw UsageError("STADTKERN_ORIGIN is scheme and host, such as https://service.example, without a path")
        }
    }

    /// Where a city is reached; nil where nobody said.
    func origin(of city: City) throws -> String? {
        guard let pattern else { return nil }
        let named = pattern.replacing("{city}", with: city.key)
        guard named.contains("{host}") else { return named }
        guard let host = city.hosts.first else {
            throw UsageError("STADTKERN_ORIGIN names {host}, and city.json of \(city.key) has no hosts")
        }
        return named.replacing("{host}", with: host)
    }

    /// Whether a city's visitors speak TLS.
    func isSecure(_ city: City) throws -> Bool { try isBehindTLS || origin(of: city)?.hasPrefix("https:") == true }

    /// Several cities under one address would send everybody's links to one of them.
    func check(cities: Int) throws {
        guard cities > 1, let pattern, !pattern.contains("{host}"), !pattern.contains("{city}") else { return }
        throw UsageError("with several cities, STADTKERN_ORIGIN needs {host} or {city}")
    }
}
