import BPMN
import Kernel
import Testing

/// A small model in a test, driven by hand, with everything that followed.
struct Trial {
    let model: ProcessModel
    var state: ProcessState
    private(set) var effects: [Effect] = []
    /// Noon in Leipzig on a day without a change of clocks.
    var moment = Trial.noon
    static let noon = Instant(microseconds: 1_700_000_000_000_000)

    /// Takes the contents of a process, and what stands beside it (messages, errors).
    init(_ contents: String, beside: String = "") throws {
        let (model, problems) = Trial.read(contents, beside: beside)
        #expect(problems.isEmpty, "\(problems)")
        self.model = try #require(model)
        state = ProcessState(process: "p")
    }

    /// Goes on with a state that is there already.
    init(_ model: ProcessModel, _ state: ProcessState) {
        self.model = model
        self.state = state
    }

    static func xml(_ contents: String, beside: String = "") -> String {
        """
        <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:stadtkern="urn:stadtkern:bpmn:1.0" \
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:test">\(beside)<process id="p" isExecutable="true">
        \(contents)
        </process></definitions>
        """
    }

    static func read(_ contents: String, beside: String = "") -> (model: ProcessModel?, problems: [Problem]) {
        ProcessModel.read(xml(contents, beside: beside).utf8, file: "test.bpmn", language: FEELLanguage())
    }

    /// Gives an input; returns what followed from it.
    @discardableResult
    mutating func give(_ input: Input) -> [Effect] {
        let new = state.advance(input, in: model, at: moment)
        effects += new
        return new
    }

    @discardableResult
    mutating func start(_ variables: JSON = [:]) -> [Effect] { give(.start(event: nil, variables: variables)) }

    @discardableResult
    mutating func finish(_ element: String, act: String? = nil, _ variables: JSON = [:]) throws -> [Effect] {
        give(.taskCompleted(token: try token(element), act: act, variables: variables))
    }

    @discardableResult
    mutating func answer(_ element: String, _ output: JSON) throws -> [Effect] {
        give(.serviceReturned(token: try token(element), output: output))
    }

    @discardableResult
    mutating func fire(_ element: String) throws -> [Effect] {
        give(.timerFired(timer: try #require(state.subscriptions.first { $0.element == element }?.id, "no timer at \(element)")))
    }

    @discardableResult
    mutating func message(_ name: String, for correlation: JSON? = nil, _ variables: JSON = [:]) -> [Effect] {
        give(.message(name: name, correlation: correlation, variables: variables))
    }

    func token(_ element: String) throws -> Int {
        try #require(state.tokens.first { $0.element == element }?.id, "no token at \(element)")
    }

    var variables: JSON { .object(state.variables) }

    /// What was entered (+), left (-) and given up (x), in order.
    var trace: String { Trial.trace(effects) }

    static func trace(_ effects: [Effect]) -> String {
        effects.compactMap { effect in
            switch effect {
            case .entered(_, let element): "+\(element)"
            case .left(_, let element, .completed): "-\(element)"
            case .left(_, let element, .cancelled): "x\(element)"
            case .ended(.completed): "end"
            case .ended(.cancelled): "cancelled"
            case .incident(_, let element, _): "!\(element)"
            default: nil
            }
        }.joined(separator: " ")
    }
}

/// Short forms of flows: `flow("a", "b")` leads from a to b.
func flow(_ source: String, _ target: String, id: String? = nil, when condition: String? = nil) -> String {
    let id = id ?? "\(source)-\(target)"
    guard let condition else { return "<sequenceFlow id=\"\(id)\" sourceRef=\"\(source)\" targetRef=\"\(target)\"/>\n" }
    return """
        <sequenceFlow id="\(id)" sourceRef="\(source)" targetRef="\(target)">\
        <conditionExpression xsi:type="tFormalExpression">\(condition)</conditionExpression></sequenceFlow>

        """
}

/// Flows along a row of elements.
func path(_ elements: String...) -> String {
    zip(elements, elements.dropFirst()).map { flow($0, $1) }.joined()
}
