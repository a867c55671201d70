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

/// What people do in a drawn case: which act, when, and what they fill in. It hangs on the seed, the task and how often it came up, so
/// two versions of a service meet the same people.
struct Conduct: Sendable {
    /// More acts than any case of a service needs.
    static let most = 40

    let seed: UInt64
    let folder: ServiceFolder
    let patterns: [String: [JSON]]
    private var visits: [String: Int] = [:]

    init(seed: UInt64, folder: ServiceFolder, patterns: [String: [JSON]]) {
        self.seed = seed
        self.folder = folder
        self.patterns = patterns
    }

    /// What happens next at a task; nil if nobody does anything. People fill in what their form asks for: an act whose fields would be
    /// refused in this case is not chosen.
    mutating func next(at element: String, in scope: Scope) -> Example.Acting? {
        guard let shape = folder.tasks[element] else { return nil }
        for _ in 0..<6 {
            let visit = visits[element, default: 0]
            visits[element] = visit + 1
            var chance = Chance("\(seed)/\(element)/\(visit)")
            guard let name = chance.pick(shape.acts.sorted()), let act = folder.about.acts[name] else { return nil }
            // Applicants leave one question in four unanswered; the authority always acts, mostly within two weeks.
            if act.by == .applicant, chance.happens(0.25) { return nil }
            let days = chance.happens(0.9) ? Int.random(in: 0...12, using: &chance) : Int.random(in: 13...40, using: &chance)
            let fields = filled(act, chance.pick(patterns[name] ?? []) ?? [:], in: scope, &chance)
            guard Form.check(act.fields, answers: fields, in: scope).isValid else { continue }
            return Example.Acting(
                at: .after(days: days, months: 0, seconds: 0), act: name, by: act.by.rawValue, fields: fields, files: [:])
        }
        return nil
    }

    /// What a worked example filled in, and whatever else must be there in this case.
    private func filled(_ act: Act, _ pattern: JSON, in scope: Scope, _ chance: inout Chance) -> JSON {
        var fields = pattern.object ?? [:]
        for field in act.fields where fields[field.id] == nil && field.required.holds(in: scope) {
            fields[field.id] = Sampling.value(field, in: scope, chance: &chance)
        }
        return .object(fields)
    }
}
