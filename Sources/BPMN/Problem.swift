/// A mistake in a process model, found before it runs.
public struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// Stable codes; `check` prints them.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        case notXML = "bpmn-xml"
        case notBPMN = "bpmn-root"
        case noProcess = "bpmn-no-process"
        case severalProcesses = "bpmn-several-processes"
        case notExecutable = "bpmn-not-executable"
        case missingID = "bpmn-missing-id"
        case duplicateID = "bpmn-duplicate-id"
        case flowToNowhere = "bpmn-flow-to-nowhere"
        case flowCrosses = "bpmn-flow-crosses"
        case flowForbidden = "bpmn-flow-forbidden"
        case missingCondition = "bpmn-missing-condition"
        case noDefault = "bpmn-no-default"
        case unknownDefault = "bpmn-unknown-default"
        case noStart = "bpmn-no-start"
        case severalStarts = "bpmn-several-starts"
        case unreachable = "bpmn-unreachable"
        case deadEnd = "bpmn-dead-end"
        case busyLoop = "bpmn-busy-loop"
        case endlessLoop = "bpmn-endless-loop"
        case deadlock = "bpmn-deadlock"
        /// A deadlock on a course that conditions may rule out: a warning.
        case possibleDeadlock = "W-bpmn-deadlock"
        case timer = "bpmn-timer"
        case expression = "bpmn-expression"
        case missingDetail = "bpmn-missing-detail"
        case unknownReference = "bpmn-unknown-reference"
        case uncaughtError = "bpmn-uncaught-error"
        case eventGateway = "bpmn-event-gateway"
    }

    public let file: String
    /// Line (from 1) in the file.
    public let line: Int
    /// Identifier of the element, where it has one.
    public let element: String?
    public let code: Code
    /// One English sentence.
    public let sentence: String

    public init(file: String, line: Int, element: String?, code: Code, sentence: String) {
        self.file = file
        self.line = line
        self.element = element
        self.code = code
        self.sentence = sentence
    }

    /// Whether the process can run nevertheless.
    public var isWarning: Bool { code.rawValue.hasPrefix("W-") }

    /// `PATH:LINE: CODE text`, as `check` prints it.
    public var description: String { "\(file):\(line): \(code.rawValue) \(sentence)" }
}

/// Why a token cannot go on; it becomes an incident and nothing is lost.
struct Failure: Error {
    let sentence: String

    init(_ sentence: String) { self.sentence = sentence }
}
