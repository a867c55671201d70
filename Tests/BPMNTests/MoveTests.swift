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

    static func timed(_ definition: String) -> String {
        "<startEvent id='s'/><userTask id='a'/><boundaryEvent id='t' attachedToRef='a'>\(definition)</boundaryEvent><endEvent id='e'/><endEvent id='x'/>"
            + path("s", "a", "e") + path("t", "x")
    }

    static func day(_ expression: String) -> String {
        "<timerEventDefinition><timeDate>\(expression)</timeDate></timerEventDefinition>"
    }

    static func deadline(_ name: String) -> String { "<timerEventDefinition stadtkern:deadline='\(name)'/>" }

    @Test("a timer that waits for another deadline in the new version is cancelled and set anew") func otherDeadline() throws {
        let (old, state) = try running(MoveTests.timed(MoveTests.deadline("answer")))
        let before = try #require(state.subscriptions.first?.id)
        let move = state.moved(from: old, to: try model(MoveTests.timed(MoveTests.deadline("longAnswer"))), at: Trial.noon)
        let after = try #require(move.state?.subscriptions.first)
        #expect(after.id != before && after.trigger == .timer(.deadline("longAnswer"), interval: nil, times: nil))
        #expect(
            move.effects == [
                .cancelTimer(timer: before), .setTimer(timer: after.id, element: "t", due: .deadline("longAnswer")),
            ])
        #expect(move.changes.map { "\($0.kind.rawValue) \($0.element)" } == ["timer-renewed t", "step-changed t"])
    }

    @Test("a timer that waits for a day is set anew when its expression gives another one, and kept when it gives the same")
    func otherDay() throws {
        let contents = MoveTests.timed(MoveTests.day("=day"))
        var (old, state) = try running(contents, ["day": "2026-12-01"])
        #expect(state.moved(from: old, to: old, at: Trial.noon).effects.isEmpty)
        state.set("day", to: "2026-12-24")
        let move = state.moved(from: old, to: old, at: Trial.noon)
        // Christmas Eve begins at midnight in the city: 23:00 of the day before in UTC.
        let eve = try #require(Instant("2026-12-23T23:00:00Z"))
        let timers = move.effects.compactMap { effect -> TimerSpec? in
            if case .setTimer(_, "t", let due) = effect { due } else { nil }
        }
        #expect(timers == [.at(eve)])
        #expect(move.changes.map(\.kind) == [.timerRenewed])
        old = try model(MoveTests.timed(MoveTests.day("=nothing")))
        #expect(state.moved(from: old, to: old, at: Trial.noon).obstacles.map(\.kind) == [.expression])
    }

    @Test("a day that counts from now is a length of time that runs already") func fromNow() throws {
        let contents = MoveTests.timed(MoveTests.day("=today() + duration(&quot;P3D&quot;)"))
        let (old, state) = try running(contents)
        #expect(state.subscriptions.count == 1)
        let later = Instant(microseconds: Trial.noon.microseconds + 86_400_000_000)
        let move = state.moved(from: old, to: old, at: later)
        #expect(move.state?.subscriptions == state.subscriptions && move.effects.isEmpty && move.obstacles.isEmpty)
    }

    @Test("two former names of one element do not let what has fired there begin again") func twoNames() throws {
        func with(_ name: String) -> String {
            "<startEvent id='s'/><userTask id='a'/><boundaryEvent id='\(name)' attachedToRef='a' cancelActivity='false'><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent><endEvent id='e'/><endEvent id='x'/>"
                + path("s", "a", "e") + path(name, "x")
        }
        var trial = Trial(try model(with("first")), ProcessState(process: "p"))
        trial.start()
        try trial.fire("first")
        for _ in 0..<20 {
            let move = trial.state.moved(
                from: trial.model, to: try model(with("third")), mapping: ["first": "third", "second": "third"], at: Trial.noon)
            #expect(move.state?.subscriptions.isEmpty == true && move.effects.isEmpty)
        }
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
