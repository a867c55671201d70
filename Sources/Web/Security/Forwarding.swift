/// Where a request really comes from and how it came: what its peer is, or what a proxy in front says, which is believed only
/// from the proxies that the program was told of.
struct Forwarding: Sendable {
    let proxies: [AddressRange]

    /// The last address that no trusted proxy stands behind. What a hop cannot be read as an address ends the search.
    func address(of incoming: IncomingRequest) -> String {
        guard let peer = IPAddress(incoming.peer) else { return incoming.peer }
        guard isTrusted(peer) else { return peer.text }
        var believed = peer
        let hops = incoming.headers.all("x-forwarded-for").flatMap { $0.split(separator: ",") }
        for hop in hops.reversed() {
            guard let address = IPAddress(hop.trimmed) else { break }
            believed = address
            if !isTrusted(address) { break }
        }
        return believed.text
    }

    /// Whether the visitor speaks TLS: as the trusted proxy says, else as the site is set up.
    func isSecure(_ incoming: IncomingRequest, site: Site) -> Bool {
        guard let peer = IPAddress(incoming.peer), isTrusted(peer),
            let said = incoming.headers.all("x-forwarded-proto").flatMap({ $0.split(separator: ",") }).last
        else { return site.isSecure }
        return said.trimmed.lowercased() == "https"
    }

    private func isTrusted(_ address: IPAddress) -> Bool { proxies.contains { $0.contains(address) } }
}
