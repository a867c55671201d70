/// A set of a tracer's marks, by their numbers. The first 64 need no memory of their own.
struct Marks: Hashable, Sendable {
    private var low: UInt64 = 0
    private var high: [UInt64] = []

    init() {}
    init(_ mark: Int) { insert(mark) }

    mutating func insert(_ mark: Int) {
        guard mark >= 64 else {
            low |= 1 << UInt64(mark)
            return
        }
        let word = mark / 64 - 1
        if high.count <= word { high += Array(repeating: 0, count: word + 1 - high.count) }
        high[word] |= 1 << UInt64(mark % 64)
    }

    mutating func formUnion(_ other: Marks) {
        low |= other.low
        if high.count < other.high.count { high += Array(repeating: 0, count: other.high.count - high.count) }
        for index in other.high.indices { high[index] |= other.high[index] }
    }

    func union(_ other: Marks) -> Marks {
        var both = self
        both.formUnion(other)
        return both
    }

    var isEmpty: Bool { low == 0 && high.allSatisfy { $0 == 0 } }

    /// The numbers in order.
    var numbers: [Int] {
        var numbers: [Int] = []
        for (word, bits) in ([low] + high).enumerated() {
            var rest = bits
            while rest != 0 {
                numbers.append(word * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return numbers
    }
}

/// What a value depends on, part by part: the value `{total: a + b, name: c}` depends with its member `name` on `c` alone.
///
/// Held to this, for every part that can be reached by names and positions: as long as nothing changes that `own` of the
/// values around the part and the part itself name, an evaluation gives the same part at the same place.
public struct Lineage: Sendable {
    /// What the value and every part of it depend on; of an item of a list also that there is an item at its position.
    var own = Marks()
    /// What the number of a list's items depends on besides; items at their positions do not depend on it.
    var shape = Marks()
    var parts = Parts.whole

    indirect enum Parts: Sendable {
        /// No parts, or nothing is known about them: `own` and `shape` are all there is.
        case whole
        /// Given from outside, at a path.
        case source(Int)
        case members([String: Lineage])
        case items([Lineage])
    }

    init(own: Marks = Marks(), shape: Marks = Marks(), parts: Parts = .whole) {
        self.own = own
        self.shape = shape
        self.parts = parts
    }

    /// A value that depends on nothing.
    public init() {}

    /// The same value where it depends on more, e.g. on the condition that chose it.
    func adding(_ marks: Marks) -> Lineage { marks.isEmpty ? self : Lineage(own: own.union(marks), shape: shape, parts: parts) }

    /// Also depends on everything that other values depend on.
    package func adding(_ others: [Lineage], _ tracer: Tracer) -> Lineage {
        adding(others.reduce(into: Marks()) { $0.formUnion(tracer.deep($1)) })
    }

    /// A list whose number of items depends on more.
    package func counting(_ others: [Lineage], _ tracer: Tracer) -> Lineage {
        Lineage(own: own, shape: others.reduce(into: shape) { $0.formUnion(tracer.deep($1)) }, parts: parts)
    }

    package static func members(_ members: [String: Lineage]) -> Lineage { Lineage(parts: .members(members)) }
    package static func items(_ items: [Lineage]) -> Lineage { Lineage(parts: .items(items)) }
}
