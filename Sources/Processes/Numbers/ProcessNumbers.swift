import BPMN
import Catalogue
import Folders
import Kernel
import Procedures
import Store

/// What is known of the cases that went through a process, as sums.
struct ProcessNumbers: Sendable {
    /// Cases received in the period.
    private(set) var cases = 0
    /// How often each element was entered.
    private(set) var entered: [String: Int] = [:]
    private(set) var now: [String: StepNow] = [:]
    private(set) var times: [String: StepDuration] = [:]
    /// How often each flow was gone; without those of which it cannot be told.
    private(set) var flows: [String: Int] = [:]

    init(_ filter: FigureFilter, _ service: Service, in reader: Reader) throws {
        let shelf = try reader.part(CatalogueShelf.self)
        cases = try reader.caseNumbers(filter).reduce(0) { $0 + $1.number }
        let counts = try reader.stepCounts(filter)
        for count in counts { entered[count.element, default: 0] += count.entered }
        // Each version has flows of its own; those that are still in the process add up.
        var unknown: Set<String> = []
        for (hash, steps) in Dictionary(grouping: counts, by: \.hash) {
            let model = try shelf.pinned(hash, in: reader).folder.process
            let found = FlowCounts.of(
                model, entered: Dictionary(steps.map { ($0.element, $0.entered) }, uniquingKeysWith: +),
                passed: Dictionary(steps.map { ($0.element, $0.passed) }, uniquingKeysWith: +))
            for flow in model.flows {
                if let number = found[flow.id] { flows[flow.id, default: 0] += number } else { unknown.insert(flow.id) }
            }
        }
        for flow in unknown { flows[flow] = nil }
        now = Dictionary(try reader.stepsNow(filter).map { ($0.element, $0) }, uniquingKeysWith: { first, _ in first })
        let resting = service.folder.process.nodes.filter { !$0.tag.hasSuffix("Gateway") && !$0.tag.hasPrefix("boundary") }
            .filter { $0.tag != "startEvent" && $0.tag != "endEvent" }.map(\.id)
        times = Dictionary(
            try reader.stepDurations(filter, of: resting).map { ($0.element, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// All the time that cases spent in steps, in microseconds.
    var totalTime: Int { times.values.reduce(0) { $0 + $1.total } }
}

/// How figures are said: as they are to the authority; to others rounded down to fives, and nothing of fewer than five.
struct Discretion: Sendable {
    static let smallest = 5
    let isStaff: Bool
    let language: Language

    /// Nil where nothing is said.
    func rounded(_ number: Int) -> Int? {
        if isStaff { return number }
        return number < Discretion.smallest ? nil : number - number % Discretion.smallest
    }

    func words(_ number: Int) -> String {
        guard let shown = rounded(number) else {
            return Texts.shared("processes.few", language, ["number": String(Discretion.smallest)])
        }
        return isStaff ? String(shown) : Texts.shared("processes.about", language, ["number": String(shown)])
    }

    /// A time in words, of so many that it came from; nil where nothing is said.
    func time(_ microseconds: Int, of number: Int) -> String? {
        guard isStaff || number >= Discretion.smallest else { return nil }
        return Span.words(microseconds, language)
    }
}

/// How long something took, in the unit that fits.
enum Span {
    static func words(_ microseconds: Int, _ language: Language) -> String {
        let minutes = microseconds / 60_000_000
        func say(_ unit: String, _ number: String) -> String {
            Texts.shared("processes.span.\(unit)", language, ["number": number])
        }
        switch minutes {
        case ..<1: return Texts.shared("processes.span.none", language)
        case ..<90: return say("minutes", String(minutes))
        case ..<(48 * 60): return say("hours", String((minutes + 30) / 60))
        default:
            // To a tenth below ten days, beyond that whole days.
            let tenths = (minutes * 10 + 720) / 1440
            guard tenths < 100, tenths % 10 > 0 else { return say("days", String((tenths + 5) / 10)) }
            return say("days", "\(tenths / 10)\(language == .en ? "." : ",")\(tenths % 10)")
        }
    }
}
