import Kernel
import Synchronization

/// Counters of this process for Prometheus.
public final class Metrics: Sendable {
    private struct Key: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private struct Histogram {
        var buckets = [Int](repeating: 0, count: Metrics.bounds.count)
        var sum = 0.0
        var count = 0
    }

    /// Upper bounds in seconds.
    static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    private let requests = Mutex<[Key: Int]>([:])
    private let durations = Mutex<[String: Histogram]>([:])
    private let sources = Mutex<[@Sendable () async -> [Sample]]>([])

    /// One value that another part of the program tells.
    public struct Sample: Sendable {
        public let name: String
        public let labels: [String: String]
        public let value: Double
        public init(_ name: String, _ labels: [String: String] = [:], _ value: Double) {
            self.name = name
            self.labels = labels
            self.value = value
        }
    }

    init() {}

    /// Asks a further part of the program whenever metrics are read: jobs, incidents, database.
    public func add(source: @escaping @Sendable () async -> [Sample]) { sources.withLock { $0.append(source) } }

    func note(route: Route?, method: String, status: Int, seconds: Double) {
        let path = route?.path ?? "-"
        // An unknown method is one label, or senders could fill the memory with names.
        let method = Method(rawValue: method)?.rawValue ?? "-"
        requests.withLock { $0[Key(method: method, route: path, status: status), default: 0] += 1 }
        durations.withLock { durations in
            var histogram = durations[path] ?? Histogram()
            if let index = Metrics.bounds.firstIndex(where: { seconds <= $0 }) { histogram.buckets[index] += 1 }
            histogram.sum += seconds
            histogram.count += 1
            durations[path] = histogram
        }
    }

    /// Text exposition format 0.0.4.
    func prometheus() async -> String {
        var out = "# HELP stadtkern_requests_total Answers by route and status.\n# TYPE stadtkern_requests_total counter\n"
        for (key, count) in requests.withLock({ $0 }).sorted(by: { "\($0.key)" < "\($1.key)" }) {
            out += line(
                "stadtkern_requests_total", ["method": key.method, "route": key.route, "status": String(key.status)],
                Double(count))
        }
        out += "# HELP stadtkern_request_seconds Time until the answer's head.\n# TYPE stadtkern_request_seconds histogram\n"
        for (route, histogram) in durations.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            var total = 0
            for (index, bound) in Metrics.bounds.enumerated() {
                total += histogram.buckets[index]
                out += line("stadtkern_request_seconds_bucket", ["route": route, "le": "\(bound)"], Double(total))
            }
            out += line("stadtkern_request_seconds_bucket", ["route": route, "le": "+Inf"], Double(histogram.count))
            out += line("stadtkern_request_seconds_sum", ["route": route], histogram.sum)
            out += line("stadtkern_request_seconds_count", ["route": route], Double(histogram.count))
        }
        for source in sources.withLock({ $0 }) {
            for sample in await source() { out += line(sample.name, sample.labels, sample.value) }
        }
        return out
    }

    private func line(_ name: String, _ labels: [String: String], _ value: Double) -> String {
        let text = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(Metrics.escape($0.value))\"" }.joined(separator: ",")
        let number = value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
        return name + (text.isEmpty ? "" : "{\(text)}") + " " + number + "\n"
    }

    private static func escape(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
