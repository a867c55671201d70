import Synchronization

/// So many requests in so many seconds, with the whole number allowed at once.
public struct RateLimit: Sendable, Hashable {
    public let count: Int
    public let seconds: Double
    public init(_ count: Int, per seconds: Double) {
        self.count = count
        self.seconds = seconds
    }
}

/// Token buckets by key, in memory of this process.
public final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: Double
    }

    private let buckets = Mutex<[String: Bucket]>([:])
    private let clock: @Sendable () -> Double
    /// Full buckets are forgotten when there are more than this.
    private let most: Int

    /// `clock` tells seconds that only grow.
    public init(most: Int = 100_000, clock: @escaping @Sendable () -> Double = RateLimiter.monotonic) {
        self.most = most
        self.clock = clock
    }

    private static let start = ContinuousClock.now
    public static let monotonic: @Sendable () -> Double = {
        let passed = (ContinuousClock.now - start).components
        return Double(passed.seconds) + Double(passed.attoseconds) / 1e18
    }

    /// Takes one token of a key; nil where there was one, otherwise the seconds until there is one again.
    public func take(_ key: String, _ limit: RateLimit) -> Int? {
        let now = clock()
        let rate = Double(limit.count) / limit.seconds
        return buckets.withLock { buckets in
            if buckets.count > most { buckets = buckets.filter { now - $0.value.at < 600 } }
            if buckets.count > most { buckets = [:] }
            var bucket = buckets[key] ?? Bucket(tokens: Double(limit.count), at: now)
            bucket.tokens = min(Double(limit.count), bucket.tokens + (now - bucket.at) * rate)
            bucket.at = now
            defer { buckets[key] = bucket }
            guard bucket.tokens >= 1 else { return max(1, Int(((1 - bucket.tokens) / rate).rounded(.up))) }
            bucket.tokens -= 1
            return nil
        }
    }

    /// As `take`, throwing the fault that becomes 429 with `Retry-After`.
    public func demand(_ key: String, _ limit: RateLimit) throws {
        if let wait = take(key, limit) { throw WebFault.tooMany(seconds: wait) }
    }
}
