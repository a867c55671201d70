import Kernel
import Testing

@testable import BPMN

@Suite("Moving a case to another version of its process") struct MoveTests {
    func model(_ contents: String) throws -> ProcessModel {
        try #require(Trial.read(contents, beside: StateTests.beside).model)
    }

    static func simple(_ task: String = "<userTask id='a' stadtkern:acts='yes'/>", _ rest: String? = nil) -> String {
        "<startEvent id='s'/>\(task)<endEvent id='e'/>" + (rest ?? path("s", "a", "e"))
    }

    func running(_ contents: String, _ variables: JSON = [:]) throws -> (ProcessModel, ProcessState) {
        var trial = Trial(try model(contents), ProcessState(process: "p"))
        trial.start(variables)
        return (trial.model, trial.state)
    }

    @Test("to the same version nothing changes") func same() throws {
        let (old, state) = try running(MoveTests.simple())
        let move = state.moved(from: old, to: old, at: Trial.noon)
        #expect(move.state == state && move.changes.isEmpty && move.obstacles.isEmpty && move.effects.isEmpty)
    }

    @Test("a step that comes later is named, and the case takes it after the move") func added() throws {
        let (old, state) = try running(MoveTests.simple())
        let new = try model(
            MoveTests.simple("<userTask id='a' stadtkern:acts='yes'/><userTask id='check'/>", path("s", "a", "check", "e")))
        let move = state.moved(from: old, to: new, at: Trial.noon)
        #expect(move.changes.map { "\($0.kind.rawValue) \($0.element)" } == ["step-added check"])
        var trial = Trial(new, try #require(move.state))
        try trial.finish("a", act: "yes")
        #expect(trial.trace == "-a +check")
    }

    @Test("an element that is gone, of another kind or in another place is an obstacle, and nothing is moved") func obstacles()
        throws
    {
        let (old, state) = try running(MoveTests.simple())
        for contents in [
            MoveTests.simple("<userTask id='b'/>", path("s", "b", "e")),
            MoveTests.simple("<serviceTask id='a' stadtkern:action='x.a'/>"),
            "<startEvent id='s'/><subProcess id='sub'><startEvent id='s1'/><userTask id='a' stadtkern:acts='yes'/><endEvent id='e1'/>\(path("s1", "a", "e1"))</subProcess><endEvent id='e'/>"
                + path("s", "sub", "e"),
        ] {
            let move = state.moved(from: old, to: try model(contents), at: Trial.noon)
            #expect(move.state == nil && move.effects.isEmpty)
            #expect(move.obstacles.map(\.element) == ["a"], "\(move.obstacles)")
        }
    }

    @Test("with a mapping the case goes on at an element of another name, and its task is offered anew") func mapped() throws {
        let (old, state) = try running(MoveTests.simple())
        let new = try model(MoveTests.simple("<userTask id='b' stadtkern:acts='grant refuse'/>", path("s", "b", "e")))
        let move = state.moved(from: old, to: new, mapping: ["a": "b"], at: Trial.noon)
        #expect(move.obstacles.isEmpty)
        #expect(Set(move.changes.map(\.kind)).isSuperset(of: [.moved, .taskRenewed]))
        let token = try #require(state.tokens.first?.id)
        #expect(move.effects.first == .cancelTask(token: token))
        guard case .createTask(let request)? = move.effects.last else { throw Wrong("no task") }
        #expect(request.element == "b" && request.acts == ["grant", "refuse"])
        var trial = Trial(new, try #require(move.state))
        try trial.finish("b", act: "grant")
        #expect(trial.state.status == .completed)
    }

    @Test("a new boundary event listens from now on, one that is gone no longer; a running time is kept") func boundaries() throws
    {
        func with(_ events: String, _ more: String = "") -> String {
            "<startEvent id='s'/><userTask id='a'/>\(events)<endEvent id='e'/><endEvent id='x'/>" + path("s", "a", "e") + more
        }
        func timer(_ id: String, _ duration: String) -> String {
            "<boundaryEvent id='\(id)' attachedToRef='a'><timerEventDefinition><timeDuration>\(duration)</timeDuration></timerEventDefinition></boundaryEvent>"
        }
        let (old, state) = try running(with(timer("t", "P1D"), path("t", "x")))
        let kept = state.moved(from: old, to: try model(with(timer("t", "P9D"), path("t", "x"))), at: Trial.noon)
        #expect(kept.state?.subscriptions == state.subscriptions && kept.effects.isEmpty)
        #expect(kept.changes.contains { $0.kind == .timerKept && $0.element == "t" })
        let other = state.moved(from: old, to: try model(with(timer("v", "P9D"), path("v", "x"))), at: Trial.noon)
        let timerID = try #require(state.subscriptions.first?.id)
        #expect(other.effects.contains(.cancelTimer(timer: timerID)))
        #expect(other.state?.subscriptions.map(\.element) == ["v"])
        #expect(Set(other.changes.map(\.kind)).isSuperset(of: [.listens, .listensNoMore]))
    }

    @Test("another condition on a way that can still be taken is named") func conditions() throws {
        func with(_ condition: String) -> String {
            "<startEvent id='s'/><userTask id='a'/><exclusiveGateway id='g' default='g-e'/><userTask id='b'/><endEvent id='e'/>"
                + path("s", "a", "g", "e") + flow("g", "b", when: condition) + path("b", "e")
        }
        let (old, state) = try running(with("n = 1"))
        let move = state.moved(from: old, to: try model(with("n = 2")), at: Trial.noon)
        #expect(move.changes.map { "\($0.kind.rawValue) \($0.element)" } == ["condition-changed g-b"])
    }

    @Test("a case that is not running cannot be moved") func ended() throws {
        let old = try model(MoveTests.simple())
        let move = ProcessState(process: "p").moved(from: old, to: old, at: Trial.noon)
        #expect(move.state == nil && move.obstacles.count == 1)
    }

    @Test("every state that random runs reach moves to its own version unchanged") func identity() throws {
        let model = try model(StateTests.manyKinds)
        for seed in 1...60 {
            var random = Seeded(UInt64(seed))
            var state = ProcessState(process: "p")
            var input = Input.start(event: nil, variables: ["items": [1, 2, 3], "n": 0, "by": ""])
            for _ in 0..<30 {
                _ = state.advance(input, in: model, at: Trial.noon)
                guard state.status == .running else { break }
                let move = state.moved(from: model, to: model, at: Trial.noon)
                #expect(move.state == state && move.changes.isEmpty && move.effects.isEmpty, "\(move.obstacles) \(move.changes)")
                let choices = StateTests.inputs(state)
                guard !choices.isEmpty else { break }
                input = choices[Int(random.next() % UInt64(choices.count))]
            }
        }
    }
}
