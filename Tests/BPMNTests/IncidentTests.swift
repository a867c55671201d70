import BPMN
import Kernel
import Testing

@Suite("BPMN incidents") struct IncidentTests {
    @Test("a failing expression parks the token, keeps everything, and goes on when it is tried again") func expression() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/><scriptTask id='a' stadtkern:result='n'><script>date(day)</script></scriptTask><endEvent id='e'/>
            """ + path("s", "a", "e"))
        trial.start(["day": "soon", "kept": true])
        #expect(trial.trace == "+s -s +a !a")
        let incident = try #require(trial.state.incidents.first)
        #expect(incident.element == "a" && incident.sentence.contains("date(day)"))
        #expect(trial.state.status == .running)
        #expect(Trial.trace(trial.give(.retry(token: incident.token, variables: [:]))) == "!a")
        #expect(Trial.trace(trial.give(.retry(token: incident.token, variables: ["day": "2026-11-23"]))) == "-a +e -e end")
        #expect(trial.variables["kept"] == true)
    }

    @Test("a failed service is called again on retry") func service() throws {
        var trial = try Trial(
            "<startEvent id='s'/><serviceTask id='a' stadtkern:action='x.a'/><endEvent id='e'/>" + path("s", "a", "e"))
        let first = trial.start()
        let token = try trial.token("a")
        let failed = trial.give(.failed(token: token, code: nil, reason: "The server is down."))
        #expect(failed == [.incident(token: token, element: "a", sentence: "The server is down.")])
        // The answer of the call that was given up comes too late.
        #expect(Trial.trace(try trial.answer("a", ["x": 1])) == "")
        let again = trial.give(.retry(token: token, variables: [:]))
        #expect(again == [.resolved(token: token), first[first.count - 1]])
        #expect(Trial.trace(try trial.answer("a", [:])) == "-a +e -e end")
    }

    @Test("an answer that cannot be taken in is kept: what was done outside is not done twice") func answer() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/><serviceTask id='a' stadtkern:action='x.a'><extensionElements>
            <stadtkern:output name='y' value='date(result.day + suffix)'/></extensionElements></serviceTask><endEvent id='e'/>
            """ + path("s", "a", "e"))
        trial.start(["suffix": "?"])
        #expect(Trial.trace(try trial.answer("a", ["day": "2026-11-23"])) == "!a")
        let effects = trial.give(.retry(token: try trial.token("a"), variables: ["suffix": ""]))
        #expect(Trial.trace(effects) == "-a +e -e end")
        #expect(!effects.contains { if case .callService = $0 { true } else { false } })
        // A date is kept as one (typed JSON).
        #expect(trial.variables["y"] == "@2026-11-23")
    }

    @Test("a condition that is neither true nor false is an incident") func condition() throws {
        var trial = try Trial(GatewayTests.exclusive)
        trial.start(["n": "many"])
        #expect(trial.trace == "+s -s +g !g")
    }

    @Test("a boundary timer goes on ticking over an incident and ends it") func boundary() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/><serviceTask id='a' stadtkern:action='x.a'/>
            <boundaryEvent id='late' attachedToRef='a'><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>
            <endEvent id='e'/><endEvent id='f'/>
            """ + path("s", "a", "e") + path("late", "f"))
        trial.start()
        let token = try trial.token("a")
        trial.give(.failed(token: token, code: nil, reason: "down"))
        let effects = try trial.fire("late")
        #expect(effects.contains(.resolved(token: token)))
        #expect(Trial.trace(effects) == "xa +late -late +f -f end")
        #expect(trial.state.incidents.isEmpty)
    }

    @Test("a retry after a failure does not set boundary timers twice") func rearm() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/><serviceTask id='a' stadtkern:action='x.a'><extensionElements>
            <stadtkern:input name='d' value='date(day)'/></extensionElements></serviceTask>
            <boundaryEvent id='late' attachedToRef='a'><timerEventDefinition><timeDuration>=wait</timeDuration></timerEventDefinition></boundaryEvent>
            <endEvent id='e'/><endEvent id='f'/>
            """ + path("s", "a", "e") + path("late", "f"))
        #expect(Trial.trace(trial.start(["day": "x", "wait": "long"])) == "+s -s +a !a")
        #expect(trial.state.subscriptions.isEmpty)
        let token = try trial.token("a")
        trial.give(.retry(token: token, variables: ["wait": "P1D"]))
        #expect(trial.state.subscriptions.count == 1)
        trial.give(.retry(token: token, variables: ["day": "2026-11-23"]))
        #expect(trial.state.subscriptions.count == 1)
        #expect(trial.state.incidents.isEmpty)
    }

    @Test("a process that runs in a circle is stopped as an incident") func circle() throws {
        let (model, problems) = Trial.read(
            """
            <startEvent id='s'/><exclusiveGateway id='m'/><scriptTask id='a' stadtkern:result='n'><script>1</script></scriptTask>
            <exclusiveGateway id='x' default='x-m'/><endEvent id='e'/>
            """ + path("s", "m", "a", "x", "m") + flow("x", "e", when: "n = 2"))
        #expect(problems.map(\.code) == [.busyLoop])
        var state = ProcessState(process: "p")
        _ = state.advance(.start(event: nil, variables: [:]), in: try #require(model), at: Trial.noon)
        #expect(state.incidents.count == 1)
        #expect(state.incidents.first?.sentence.contains("circle") == true)
    }

    @Test("cancelling takes back everything that was asked for") func cancel() throws {
        var trial = try Trial(SubProcessTests.contents, beside: "<error id='err' errorCode='E'/>")
        trial.start()
        let effects = trial.give(.cancel)
        #expect(Trial.trace(effects) == "xa xb xsub cancelled")
        #expect(effects.filter { if case .cancelTimer = $0 { true } else { false } }.count == 1)
        #expect(trial.state.tokens.isEmpty && trial.state.frames.isEmpty && trial.state.subscriptions.isEmpty)
        #expect(trial.give(.cancel).count == 1)
        #expect(trial.state.status == .cancelled)
    }

    @Test(
        "inputs that nobody waits for are ignored and change nothing",
        arguments: [
            Input.start(event: nil, variables: [:]), .taskCompleted(token: 99, act: nil, variables: [:]),
            .serviceReturned(token: 99, output: 1), .decisionReturned(token: 99, output: 1), .timerFired(timer: 99),
            .message(name: "x", correlation: nil, variables: [:]), .failed(token: 99, code: nil, reason: "r"),
            .retry(token: 99, variables: ["x": 1]),
        ])
    func ignored(_ input: Input) throws {
        var trial = try Trial("<startEvent id='s'/><userTask id='a'/><endEvent id='e'/>" + path("s", "a", "e"))
        trial.start()
        let before = trial.state
        let effects = trial.give(input)
        #expect(effects.count == 1)
        if case .ignored? = effects.first {} else { Issue.record("not ignored: \(effects)") }
        #expect(trial.state == before)
    }
}
