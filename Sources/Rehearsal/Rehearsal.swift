import Folders
public import Kernel

/// The dress rehearsal: many cases through two versions of a service, before the second one is in force.
///
/// Nothing outside is asked and nothing is stored. Cases are worked examples, or made from them; what people do is written or drawn,
/// and the same in both versions. What comes out: decisions that changed, with the rule row; cases that get stuck; deadlines that
/// only the second version misses; days, hours of work and money.
public struct Rehearsal: Sendable {
    private let before: Stage
    private let after: Stage

    public init(before: Stage, after: Stage) {
        self.before = before
        self.after = after
    }

    /// Plays all cases on every processor.
    ///
    /// - Parameter progress: is told how many are done, each time another thousand is.
    public func play(_ cases: [RehearsalCase], progress: @Sendable (Int) -> Void = { _ in }) async -> Report {
        await play(RehearsalCases(cases), progress: progress)
    }

    /// The same; cases that are made are made where they are played, and never lie in memory together.
    public func play(_ cases: RehearsalCases, progress: @Sendable (Int) -> Void = { _ in }) async -> Report {
        let size = 200
        let parts = stride(from: 0, to: cases.count, by: size).map { $0..<min($0 + size, cases.count) }
        var report = Report()
        await withTaskGroup(of: (Int, Report).self) { group in
            for (index, part) in parts.enumerated() {
                group.addTask { [before, after] in (index, Rehearsal.play(part, of: cases, before, after)) }
            }
            var reports: [Int: Report] = [:]
            var done = 0
            for await (index, part) in group {
                reports[index] = part
                done += part.cases
                // Parts come back in any order, and the last one is short.
                if done / 1000 > (done - part.cases) / 1000 { progress(done) }
            }
            for index in parts.indices { if let part = reports[index] { report.add(part) } }
        }
        return report
    }

    private static func play(_ part: Range<Int>, of cases: RehearsalCases, _ before: Stage, _ after: Stage) -> Report {
        var report = Report()
        for number in part {
            let one = cases.make(number)
            let old = Verdict(CasePlay(one, on: before, letters: false))
            let new = Verdict(CasePlay(one, on: after, letters: false))
            report.take(one.name, old, new)
        }
        return report
    }

    /// What a rehearsal found.
    public struct Report: Sendable {
        public private(set) var cases = 0
        public private(set) var changed: [Change] = []
        /// Cases that come to a stand in the second version; whether they did before.
        public private(set) var stuck: [(name: String, halt: CasePlay.Halt, before: Bool)] = []
        /// What decisions of the second version complain of and those of the first do not, though the case goes on.
        public private(set) var remarks: [(name: String, remark: CasePlay.Halt)] = []
        /// Deadlines of the authority that the second version misses and the first does not.
        public private(set) var late: [(name: String, late: CasePlay.Late)] = []
        public private(set) var dates: [(name: String, date: String, before: LocalDate?, after: LocalDate?)] = []
        public private(set) var totals = (before: Totals(), after: Totals())

        public struct Totals: Sendable {
            public var minutes = 0
            public var hands = 0
            public var automatic = 0
            public var stuck = 0
            public var late = 0
            public var money = Decimal128.zero

            mutating func take(_ verdict: Verdict) {
                minutes += verdict.minutes
                hands += verdict.hands
                if verdict.outcome != nil, verdict.hands == 0 { automatic += 1 }
                if !verdict.halts.isEmpty { stuck += 1 }
                late += verdict.late.count
                money = money.adding(verdict.money) ?? money
            }

            mutating func add(_ other: Totals) {
                minutes += other.minutes
                hands += other.hands
                automatic += other.automatic
                stuck += other.stuck
                late += other.late
                money = money.adding(other.money) ?? money
            }

            var json: JSON {
                [
                    "minutes": .number(Decimal128(minutes)), "acts": .number(Decimal128(hands)),
                    "automatic": .number(Decimal128(automatic)), "stuck": .number(Decimal128(stuck)),
                    "late": .number(Decimal128(late)), "money": .number(money),
                ]
            }
        }

        mutating func take(_ name: String, _ before: Verdict, _ after: Verdict) {
            cases += 1
            totals.before.take(before)
            totals.after.take(after)
            if !before.decides(like: after) { changed.append(Change(name, before, after)) }
            if let halt = after.halts.first { stuck.append((name, halt, !before.halts.isEmpty)) }
            remarks += after.remarks.filter { !before.remarks.contains($0) }.map { (name, $0) }
            late += Report.more(after.late, than: before.late).map { (name, $0) }
            for date in Set(before.dates.keys).union(after.dates.keys).sorted() where before.dates[date] != after.dates[date] {
                dates.append((name, date, before.dates[date], after.dates[date]))
            }
        }

        /// What is late more often than before, by deadline: that a deadline missed in both versions ends on another day is a date.
        private static func more(_ after: [CasePlay.Late], than before: [CasePlay.Late]) -> [CasePlay.Late] {
            var left = before.reduce(into: [String: Int]()) { $0[$1.deadline, default: 0] += 1 }
            return after.filter { late in
                guard let times = left[late.deadline], times > 0 else { return true }
                left[late.deadline] = times - 1
                return false
            }
        }

        mutating func add(_ other: Report) {
            cases += other.cases
            changed += other.changed
            stuck += other.stuck
            remarks += other.remarks
            late += other.late
            dates += other.dates
            totals.before.add(other.totals.before)
            totals.after.add(other.totals.after)
        }

        public var isClean: Bool { changed.isEmpty && stuck.isEmpty && remarks.isEmpty && late.isEmpty && dates.isEmpty }

        /// The contract's form, and what it does not name.
        public var json: JSON {
            func day(_ date: LocalDate?) -> JSON { date.map { .string($0.description) } ?? .null }
            return [
                "cases": .number(Decimal128(cases)), "changed": .array(changed.map(\.json)),
                "stuck": .array(
                    stuck.map {
                        [
                            "case": .string($0.name), "element": $0.halt.element.map { .string($0) } ?? .null,
                            "why": .string($0.halt.sentence), "before": .bool($0.before),
                        ]
                    }),
                "remarks": .array(
                    remarks.map {
                        [
                            "case": .string($0.name), "element": $0.remark.element.map { .string($0) } ?? .null,
                            "why": .string($0.remark.sentence),
                        ]
                    }),
                "late": .array(
                    late.map {
                        [
                            "case": .string($0.name), "deadline": .string($0.late.deadline), "due": day($0.late.due),
                            "done": day($0.late.done),
                        ]
                    }),
                "dates": .array(
                    dates.map {
                        ["case": .string($0.name), "date": .string($0.date), "before": day($0.before), "after": day($0.after)]
                    }),
                "totals": ["before": totals.before.json, "after": totals.after.json],
            ]
        }
    }
}
