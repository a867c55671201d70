import FEEL
import Folders
import Kernel

/// Numbers that look like chance and are the same for the same seed (SplitMix64, Steele, Lea and Flood 2014).
struct Chance: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A seed from words: FNV-1a over their bytes.
    init(_ words: String) {
        state = words.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// Whether something of this likelihood (0 to 1) happens.
    mutating func happens(_ likelihood: Double) -> Bool { Double.random(in: 0..<1, using: &self) < likelihood }

    mutating func pick<T>(_ items: [T]) -> T? { items.isEmpty ? nil : items[Int.random(in: 0..<items.count, using: &self)] }
}

/// What people do in a drawn case: which act, when, and what they fill in. Each of these hangs on the seed, the task and how often the
/// task came up, and on nothing else, so that two versions of a service meet the same people.
struct Conduct: Sendable {
    /// More acts and times than any case of a service needs.
    static let most = 200
    private static let tries = 6

    let seed: UInt64
    let folder: ServiceFolder
    let patterns: [String: [JSON]]

    /// When somebody takes up a task that has come up; nil if nobody does.
    func moment(at element: String, visit: Int, opened: Instant) -> Instant? {
        guard let shape = folder.tasks[element] else { return nil }
        var chance = Chance("\(seed)/\(element)/\(visit)")
        // Applicants leave one question in four unanswered; the authority always acts, mostly within two weeks.
        let isSilent = chance.happens(0.25)
        let days = chance.happens(0.9) ? Int.random(in: 0...12, using: &chance) : Int.random(in: 13...40, using: &chance)
        if isSilent, shape.candidates == "applicant" { return nil }
        return Example.Moment.after(days: days, months: 0, seconds: 0).instant(after: opened)
    }

    /// What is done at a task; nil if nothing can be. People fill in what their form asks for: an act whose fields would be refused in
    /// this case is not chosen. Each act has a rank of its own, so that one more act moves nobody who would not choose it.
    func acting(at element: String, visit: Int, in scope: Scope) -> Example.Acting? {
        let task = "\(seed)/\(element)/\(visit)"
        let ranked = (folder.tasks[element]?.acts ?? []).map { name in
            var chance = Chance("\(task)/\(name)")
            return (rank: chance.next(), name: name)
        }
        for (_, name) in ranked.sorted(by: { ($0.rank, $0.name) < ($1.rank, $1.name) }) {
            guard let act = folder.about.acts[name] else { continue }
            for attempt in 0..<Conduct.tries {
                let fields = filled(act, in: scope, as: "\(task)/\(name)/\(attempt)")
                guard Form.check(act.fields, answers: fields, in: scope).isValid else { continue }
                return Example.Acting(at: nil, act: name, by: act.by.rawValue, fields: fields, files: [:])
            }
        }
        return nil
    }

    /// What a worked example filled in, and whatever else must be there in this case.
    private func filled(_ act: Act, in scope: Scope, as words: String) -> JSON {
        var chance = Chance(words)
        var fields = chance.pick(patterns[act.id] ?? [])?.object ?? [:]
        for field in act.fields where fields[field.id] == nil && field.required.holds(in: scope) {
            var own = Chance("\(words)/\(field.id)")
            fields[field.id] = Sampling.value(field, in: scope, chance: &own)
        }
        return .object(fields)
    }
}
