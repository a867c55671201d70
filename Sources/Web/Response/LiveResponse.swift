import Kernel
public import Store
import Synchronization

/// What a region shows at a moment: its HTML, and a mark that changes when the content does. (The HTML itself has fresh form
/// tokens every time.)
public struct LivePiece: Sendable {
    public let mark: String
    public let html: HTML

    public init(mark: String, html: HTML) {
        self.mark = mark
        self.html = html
    }
}

/// How live pages behave; a part that tests replace.
public struct LiveSettings: Sendable {
    /// Streams that one caller may have open in this process: browsers open six connections to a host, pages need some.
    public var perCaller: Int
    /// Streams of all callers of a city in this process.
    public var together: Int
    /// A sign of life this often: proxies hang up on connections that say nothing for half a minute.
    public var beat: Double
    /// A region is renewed at most this often.
    public var pause: Double
    /// After this long a stream ends, and the browser opens a fresh one.
    public var longest: Double

    public init(perCaller: Int = 3, together: Int = 2000, beat: Double = 12, pause: Double = 2, longest: Double = 900) {
        self.perCaller = perCaller
        self.together = together
        self.beat = beat
        self.pause = pause
        self.longest = longest
    }

    static func of(_ store: Store) -> LiveSettings { (try? store.part(LiveSettings.self)) ?? LiveSettings() }
}

/// Who has how many streams open.
final class LivePlaces: Sendable {
    private let taken = Mutex<[String: Int]>([:])

    static func of(_ store: Store) -> LivePlaces {
        if let places = try? store.part(LivePlaces.self) { return places }
        let places = LivePlaces()
        store.parts.set(places)
        return (try? store.part(LivePlaces.self)) ?? places
    }

    func take(_ key: String, _ settings: LiveSettings) -> Bool {
        taken.withLock { taken in
            guard taken[key, default: 0] < settings.perCaller, taken.values.reduce(0, +) < settings.together else { return false }
            taken[key, default: 0] += 1
            return true
        }
    }

    func leave(_ key: String) {
        taken.withLock { taken in
            let left = (taken[key] ?? 1) - 1
            taken[key] = left > 0 ? left : nil
        }
    }
}

extension Request {
    /// A stream that renews a region of a page while it is open.
    ///
    /// `concerns` says whether something that happened matters to the page; then, and whenever more happened than is known,
    /// `piece` makes the region anew, for the session and the permissions of that moment. Where it throws, or the session is
    /// over or another, the stream says `end` and is over: nobody sees more by a stream than by asking again. A caller with
    /// too many streams gets none (204, after which browsers do not ask again) and keeps a page that works without.
    public func live(
        concerns: @escaping @Sendable (Request, [EventFeed.Occurrence]) async throws -> Bool,
        piece: @escaping @Sendable (Request) async throws -> LivePiece
    ) -> Response {
        let settings = LiveSettings.of(store)
        let places = LivePlaces.of(store)
        let key = caller.isAnonymous ? visitKey ?? remoteAddress : caller.label
        guard places.take(key, settings) else { return .noContent() }
        let place = LivePlace(places: places, key: key)
        return .events { stream in
            defer { place.leave() }
            try await LiveLoop(request: self, settings: settings, concerns: concerns, piece: piece).run(stream)
        }
    }
}

/// One taken place; given back when the stream is over, or when the answer was never sent.
private final class LivePlace: Sendable {
    private let places: LivePlaces
    private let key: String
    private let isTaken = Mutex(true)

    init(places: LivePlaces, key: String) {
        self.places = places
        self.key = key
    }

    func leave() {
        let was = isTaken.withLock { taken in
            defer { taken = false }
            return taken
        }
        if was { places.leave(key) }
    }

    deinit { leave() }
}

private struct LiveLoop: Sendable {
    let request: Request
    let settings: LiveSettings
    let concerns: @Sendable (Request, [EventFeed.Occurrence]) async throws -> Bool
    let piece: @Sendable (Request) async throws -> LivePiece

    func run(_ stream: EventStream) async throws {
        let feed = EventFeed.of(request.store)
        var position = feed.begin(in: request.store)
        // What the page or the former stream showed last.
        var mark = request.headers["last-event-id"] ?? request.query("mark")
        let start = RateLimiter.monotonic()
        var (beatAt, sentAt) = (start, 0.0)
        var isWaiting = true
        while true {
            let now = RateLimiter.monotonic()
            guard now - start < settings.longest else { return }
            let news = feed.news(since: position, in: request.store)
            position = news.position
            if let occurrences = news.occurrences {
                if !occurrences.isEmpty, !isWaiting { isWaiting = try await concerns(request, occurrences) }
            } else {
                isWaiting = true
            }
            let renews = isWaiting && now - sentAt >= settings.pause
            if renews || now - beatAt >= settings.beat {
                guard let present = try? await request.again(), isSame(present) else { return try await end(stream) }
                if renews {
                    guard let shown = try? await piece(present) else { return try await end(stream) }
                    if shown.mark != mark { try await stream.send(shown.html, id: shown.mark) }
                    mark = shown.mark
                    (isWaiting, sentAt) = (false, now)
                }
                try await stream.ping()
                beatAt = now
            }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    private func isSame(_ present: Request) -> Bool {
        present.caller.kind == request.caller.kind && present.session.id == request.session.id
            && present.session.duty == nil && request.route?.access.verdict(for: present.caller) == .fine
    }

    private func end(_ stream: EventStream) async throws { try await stream.send("", event: "end") }
}
