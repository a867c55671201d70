import Delivery
import Folders
import Foundation
import Glibc

/// What concerns the world outside: mail, addresses, proxies.
extension Doctor {
    func mail(_ cities: [City]) -> [Finding] {
        if (environment["STADTKERN_SMTP"] ?? "").isEmpty {
            return isDemo
                ? []
                : [
                    Finding(
                        "no mail server: nobody can register or get a new password, and hints about new messages are not sent",
                        "set STADTKERN_SMTP=smtp://host:25")
                ]
        }
        var findings: [Finding] = []
        for city in cities {
            do {
                let settings = try MailSettings(environment: environment, from: city.mail.from, name: city.mail.name)
                if let settings, findings.isEmpty, !Doctor.answers(settings.host, settings.port) {
                    findings.append(
                        Finding(
                            "the mail server \(settings.host) does not answer at port \(settings.port)",
                            "start it, or set STADTKERN_SMTP"))
                }
            } catch let problem as MailSettingsProblem {
                return [Finding("the mail server cannot be read", "\(problem)")]
            } catch {
                findings.append(
                    Finding(
                        "the sender of mails of \(city.key) is no address",
                        "set mail.from in its city.json, or STADTKERN_MAIL_FROM"))
            }
        }
        return findings
    }

    /// Reads from the environment how the cities are reached, and judges it.
    func outside(_ cities: [City]) -> [Finding] {
        do { return outside(cities, through: try Outside(environment: environment)) } catch {
            return isDemo ? [] : [Doctor.unusable(error)]
        }
    }

    private static func unusable(_ error: any Error) -> Finding {
        Finding("the address of the site cannot be used: \(error)", "mend STADTKERN_ORIGIN or STADTKERN_PROXIES")
    }

    func outside(_ cities: [City], through outside: Outside) -> [Finding] {
        guard !isDemo else { return [] }
        do {
            try outside.check(cities: cities.count)
            var findings: [Finding] = []
            for city in cities {
                guard let origin = try outside.origin(of: city) else {
                    return [
                        Finding(
                            "nobody said where the site is reached: links in mails lead to this machine",
                            "set STADTKERN_ORIGIN=https://…")
                    ]
                }
                if !origin.hasPrefix("https:") {
                    findings.append(
                        Finding(
                            "\(city.key) is reached without TLS at \(origin)",
                            "put a proxy in front, and set STADTKERN_ORIGIN=https://…"))
                } else if outside.proxies.isEmpty {
                    findings.append(
                        Finding(
                            "no proxy is trusted: behind one, all visitors count as one address",
                            "set STADTKERN_PROXIES to its address"))
                }
            }
            return findings
        } catch {
            return [Doctor.unusable(error)]
        }
    }

    /// Whether somebody takes a connection within three seconds.
    static func answers(_ host: String, _ port: Int) -> Bool {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &found) == 0 else { return false }
        defer { freeaddrinfo(found) }
        var next = found
        while let address = next?.pointee {
            next = address.ai_next
            let socket = socket(address.ai_family, address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue), address.ai_protocol)
            guard socket >= 0 else { continue }
            defer { close(socket) }
            if connect(socket, address.ai_addr, address.ai_addrlen) == 0 { return true }
            guard errno == EINPROGRESS else { continue }
            var wait = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
            guard poll(&wait, 1, 3000) == 1 else { continue }
            var problem: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            if getsockopt(socket, SOL_SOCKET, SO_ERROR, &problem, &size) == 0, problem == 0 { return true }
        }
        return false
    }
}
