import BPMN
import Kernel
import Testing

@Suite("BPMN events") struct EventTests {
    func timer(_ contents: String) -> String { "<timerEventDefinition>\(contents)</timerEventDefinition>" }

    func due(_ effects: [Effect]) -> [TimerSpec] {
        effects.compactMap { if case .setTimer(_, _, let due) = $0 { due } else { nil } }
    }

    @Test("an intermediate timer waits for its duration, date or deadline") func timers() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/>
            <intermediateCatchEvent id='a'><timerEventDefinition><timeDuration>P3DT4H</timeDuration></timerEventDefinition></intermediateCatchEvent>
            <intermediateCatchEvent id='b'><timerEventDefinition><timeDate>2026-12-24T08:00:00+01:00</timeDate></timerEventDefinition></intermediateCatchEvent>
            <intermediateCatchEvent id='c'><timerEventDefinition stadtkern:deadline='objection'/></intermediateCatchEvent>
            <intermediateCatchEvent id='d'><timerEventDefinition><timeDuration>=wait</timeDuration></timerEventDefinition></intermediateCatchEvent>
            <endEvent id='e'/>
            """ + path("s", "a", "b", "c", "d", "e"))
        let duration = try #require(ISODuration("P3DT4H"))
        let date = try #require(Instant("2026-12-24T07:00:00Z"))
        let computed = try #require(ISODuration("PT5M"))
        #expect(due(trial.start(["wait": "PT5M"])) == [.after(duration)])
        #expect(due(try trial.fire("a")) == [.at(date)])
        #expect(due(try trial.fire("b")) == [.deadline("objection")])
        #expect(due(try trial.fire("c")) == [.after(computed)])
        try trial.fire("d")
        #expect(trial.trace == "+s -s +a -a +b -b +c -c +d -d +e -e end")
        #expect(trial.model.uses.contains(Use(kind: .deadline, name: "objection", element: "c", line: 5)))
    }

    @Test("a timer that fires after it was cancelled changes nothing") func lateTimer() throws {
        var trial = try Trial(interrupting)
        trial.start()
        let timer = try #require(trial.state.subscriptions.first).id
        try trial.finish("a")
        let before = trial.state
        let effects = trial.give(.timerFired(timer: timer))
        #expect(effects.count == 1)
        if case .ignored? = effects.first {} else { Issue.record("not ignored") }
        #expect(trial.state == before)
    }

    var interrupting: String {
        """
        <startEvent id='s'/><userTask id='a'/>
        <boundaryEvent id='late' attachedToRef='a'><timerEventDefinition><timeDuration>P1M</timeDuration></timerEventDefinition></boundaryEvent>
        <userTask id='b'/><endEvent id='e'/><endEvent id='f'/>
        """ + path("s", "a", "e") + path("late", "b", "f")
    }

    @Test("an interrupting boundary timer takes the task away") func interruptingTimer() throws {
        var trial = try Trial(interrupting)
        trial.start()
        let task = try trial.token("a")
        let effects = try trial.fire("late")
        #expect(Trial.trace(effects) == "xa +late -late +b")
        #expect(effects.contains(.cancelTask(token: task)))
        #expect(Trial.trace(trial.give(.taskCompleted(token: task, act: nil, variables: ["x": 1]))) == "")
        #expect(trial.variables == [:])
        #expect(Trial.trace(try trial.finish("b")) == "-b +f -f end")
    }

    @Test("the task that is done in time takes its timer with it") func inTime() throws {
        var trial = try Trial(interrupting)
        trial.start()
        let timer = try #require(trial.state.subscriptions.first).id
        #expect(try trial.finish("a").contains(.cancelTimer(timer: timer)))
        #expect(trial.trace == "+s -s +a -a +e -e end")
    }

    @Test("a cycle that does not interrupt begins anew as often as it says") func cycle() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/><userTask id='a'/>
            <boundaryEvent id='remind' cancelActivity='false' attachedToRef='a'><timerEventDefinition><timeCycle>R2/P7D</timeCycle></timerEventDefinition></boundaryEvent>
            <userTask id='b'/><endEvent id='e'/><endEvent id='f'/>
            """ + path("s", "a", "e") + path("remind", "b", "f"))
        trial.start()
        #expect(Trial.trace(try trial.fire("remind")) == "+remind -remind +b")
        let second = try trial.fire("remind")
        #expect(Trial.trace(second) == "+remind -remind +b")
        #expect(trial.state.subscriptions.isEmpty)
        #expect(Trial.trace(try trial.finish("a")) == "-a +e -e")
        #expect(Trial.trace(try trial.finish("b")) == "-b +f -f")
        #expect(Trial.trace(try trial.finish("b")) == "-b +f -f end")
    }

    @Test("messages reach an intermediate event by name and correlation, and wake a boundary again and again") func messages()
        throws
    {
        var trial = try Trial(
            """
            <startEvent id='s'/>
            <intermediateCatchEvent id='a' stadtkern:correlation='id'><messageEventDefinition messageRef='m1'/></intermediateCatchEvent>
            <userTask id='t'/>
            <boundaryEvent id='more' cancelActivity='false' attachedToRef='t'><messageEventDefinition messageRef='m2'/></boundaryEvent>
            <boundaryEvent id='stop' attachedToRef='t'><messageEventDefinition messageRef='m3'/></boundaryEvent>
            <endEvent id='e'/><endEvent id='f'/><endEvent id='g'/>
            """ + path("s", "a", "t", "e") + path("more", "f") + path("stop", "g"),
            beside: "<message id='m1' name='paid'/><message id='m2' name='addition'/><message id='m3' name='withdrawal'/>")
        let started = trial.start(["id": 7])
        #expect(started.contains { if case .awaitMessage(_, "a", "paid", 7) = $0 { true } else { false } })
        #expect(Trial.trace(trial.message("paid", for: 8)) == "")
        #expect(Trial.trace(trial.message("addition")) == "")
        #expect(Trial.trace(trial.message("paid", for: 7)) == "-a +t")
        #expect(Trial.trace(trial.message("addition", ["n": 1])) == "+more -more +f -f")
        #expect(Trial.trace(trial.message("addition", ["n": 2])) == "+more -more +f -f")
        #expect(trial.variables == ["id": 7, "n": 2])
        #expect(Trial.trace(trial.message("withdrawal")) == "xt +stop -stop +g -g end")
        #expect(trial.state.subscriptions.isEmpty)
    }

    @Test("message events on the way and at the end send") func sending() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/><intermediateThrowEvent id='a'><messageEventDefinition messageRef='m'/></intermediateThrowEvent>
            <intermediateThrowEvent id='mark'/><endEvent id='e'><messageEventDefinition messageRef='n'/></endEvent>
            """ + path("s", "a", "mark", "e"), beside: "<message id='m' name='one'/><message id='n' name='two'/>")
        let sent = trial.start().compactMap { if case .sendMessage(_, _, let name, _) = $0 { name } else { nil } }
        #expect(sent == ["one", "two"])
        #expect(trial.trace == "+s -s +a -a +mark -mark +e -e end")
    }

    @Test("a process begins at the start event that was triggered") func starts() throws {
        let contents = """
            <startEvent id='plain'/><startEvent id='mail'><messageEventDefinition messageRef='m'/></startEvent>
            <startEvent id='nightly'><timerEventDefinition><timeCycle>R/P1D</timeCycle></timerEventDefinition></startEvent>
            <exclusiveGateway id='x'/><endEvent id='e'/>
            """ + path("plain", "x", "e") + path("mail", "x") + path("nightly", "x")
        for start in ["plain", "mail", "nightly"] {
            var trial = try Trial(contents, beside: "<message id='m' name='application'/>")
            trial.give(.start(event: start, variables: [:]))
            #expect(trial.trace == "+\(start) -\(start) +x -x +e -e end")
        }
        var trial = try Trial(contents, beside: "<message id='m' name='application'/>")
        trial.give(.start(event: nil, variables: [:]))
        #expect(trial.trace == "+plain -plain +x -x +e -e end")
        var wrong = try Trial(contents, beside: "<message id='m' name='application'/>")
        wrong.give(.start(event: "x", variables: [:]))
        #expect(wrong.trace == "" && wrong.state.status == .created)
    }

    @Test("a failing service is caught by the boundary event with its code, else by one without") func errors() throws {
        let contents = """
            <startEvent id='s'/><serviceTask id='pay' stadtkern:action='x.pay'/>
            <boundaryEvent id='any' attachedToRef='pay'><errorEventDefinition/></boundaryEvent>
            <boundaryEvent id='broke' attachedToRef='pay'><errorEventDefinition errorRef='err'/></boundaryEvent>
            <endEvent id='e'/><endEvent id='f'/><endEvent id='g'/>
            """ + path("s", "pay", "e") + path("any", "f") + path("broke", "g")
        for (code, expected) in [("no-money", "xpay +broke -broke +g -g end"), ("other", "xpay +any -any +f -f end")] {
            var trial = try Trial(contents, beside: "<error id='err' errorCode='no-money'/>")
            trial.start()
            let effects = trial.give(.failed(token: try trial.token("pay"), code: code, reason: "r"))
            #expect(Trial.trace(effects) == expected)
        }
        // Without a code it is the machine that failed: an incident, not an error of the business.
        var trial = try Trial(contents, beside: "<error id='err' errorCode='no-money'/>")
        trial.start()
        #expect(Trial.trace(trial.give(.failed(token: try trial.token("pay"), code: nil, reason: "r"))) == "!pay")
    }

    @Test("a terminate end event ends everything, an ordinary one only its token") func terminate() throws {
        let contents = """
            <startEvent id='s'/><parallelGateway id='f'/><userTask id='a'/><userTask id='b'/><serviceTask id='c' stadtkern:action='x.c'/>
            <endEvent id='stop'><terminateEventDefinition/></endEvent><endEvent id='e'/>
            """ + path("s", "f", "a", "stop") + path("f", "b", "e") + path("f", "c", "e")
        var trial = try Trial(contents)
        trial.start()
        let (b, c) = (try trial.token("b"), try trial.token("c"))
        let effects = try trial.finish("a")
        #expect(Trial.trace(effects) == "-a +stop xb xc -stop end")
        #expect(effects.contains(.cancelTask(token: b)) && effects.contains(.cancelCall(token: c)))
        var ordinary = try Trial(contents)
        ordinary.start()
        #expect(Trial.trace(try ordinary.finish("b")) == "-b +e -e")
        #expect(ordinary.state.status == .running)
    }
}
