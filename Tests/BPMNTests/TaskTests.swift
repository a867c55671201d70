import BPMN
import Kernel
import Testing

@Suite("BPMN tasks") struct TaskTests {
    @Test("a process without work runs from start to end") func shortest() throws {
        var trial = try Trial("<startEvent id='s'/><endEvent id='e'/>" + path("s", "e"))
        trial.start()
        #expect(trial.trace == "+s -s +e -e end")
        #expect(trial.state.status == .completed)
        #expect(trial.state.tokens.isEmpty)
    }

    @Test("tasks without a type and manual tasks pass at once") func plain() throws {
        var trial = try Trial(
            "<startEvent id='s'/><task id='a'/><manualTask id='b'/><endEvent id='e'/>" + path("s", "a", "b", "e"))
        trial.start()
        #expect(trial.trace == "+s -s +a -a +b -b +e -e end")
    }

    @Test("a user task waits for one of its acts and keeps it") func userTask() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/>
            <userTask id='check' name='Check' stadtkern:form='review' stadtkern:candidates='clerk head' stadtkern:due='decision'
              stadtkern:acts='grant refuse' stadtkern:result='verdict'>
              <extensionElements><stadtkern:input name='owner' value='applicant.name'/></extensionElements></userTask>
            <endEvent id='e'/>
            """ + path("s", "check", "e"))
        let effects = trial.start(["applicant": ["name": "Ada"]])
        let token = try trial.token("check")
        let request = TaskRequest(
            token: token, element: "check", name: "Check", form: "review", candidates: ["clerk", "head"],
            due: .deadline("decision"), acts: ["grant", "refuse"], inputs: ["owner": "Ada"])
        #expect(effects.contains(.createTask(request)))

        let wrong = try trial.finish("check", act: "burn")
        #expect(wrong.count == 1)
        if case .ignored(let sentence)? = wrong.first {
            #expect(sentence.contains("grant, refuse"))
        } else {
            Issue.record("not ignored")
        }
        #expect(try trial.finish("check").count == 1)

        try trial.finish("check", act: "refuse", ["reason": "no dog"])
        #expect(trial.trace == "+s -s +check -check +e -e end")
        #expect(trial.variables == ["applicant": ["name": "Ada"], "verdict": "refuse", "reason": "no dog"])
    }

    @Test("candidates and due dates may be expressions") func computed() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/><userTask id='a' stadtkern:candidates='=[unit, "head"]' stadtkern:due='=day'/>
            <userTask id='b' stadtkern:due='P14D'/><endEvent id='e'/>
            """ + path("s", "a", "b", "e"))
        let first = trial.start(["unit": "tax", "day": "2026-12-24"])
        guard case .createTask(let a)? = first.last else { throw Wrong("no task") }
        #expect(a.candidates == ["tax", "head"])
        #expect(a.due == LocalDate("2026-12-24").map { .on($0) })
        guard case .createTask(let b)? = try trial.finish("a").last else { throw Wrong("no task") }
        #expect(b.due == ISODuration("P14D").map { .after($0) })
        #expect(b.acts == [])
    }

    @Test("a service task calls its action with its inputs and maps the answer") func serviceTask() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/>
            <serviceTask id='issue' stadtkern:action='notices.issue'><extensionElements>
              <stadtkern:input name='amount' value='tax * 2'/><stadtkern:output name='number' value='result.id + offset'/>
            </extensionElements></serviceTask>
            <endEvent id='e'/>
            """ + path("s", "issue", "e"))
        let effects = trial.start(["tax": 48, "offset": 1])
        #expect(
            effects.last
                == .callService(
                    token: try trial.token("issue"), element: "issue", action: "notices.issue", inputs: ["amount": 96]))
        try trial.answer("issue", ["id": 7, "other": true])
        #expect(trial.trace == "+s -s +issue -issue +e -e end")
        #expect(trial.variables == ["tax": 48, "offset": 1, "number": 8])
    }

    @Test("an answer without outputs is kept under its name, or its members are taken over") func results() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/><serviceTask id='a' stadtkern:action='x.a' stadtkern:result='all'/>
            <serviceTask id='b' stadtkern:action='x.b'/><endEvent id='e'/>
            """ + path("s", "a", "b", "e"))
        trial.start()
        try trial.answer("a", [1, 2])
        try trial.answer("b", ["x": 3])
        #expect(trial.variables == ["all": [1, 2], "x": 3])
    }

    @Test("a business rule task gives all variables to its decision and keeps the result") func businessRule() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/><businessRuleTask id='tax' stadtkern:decision='yearly tax' stadtkern:result='tax'/><endEvent id='e'/>
            """ + path("s", "tax", "e"))
        let effects = trial.start(["dogs": 2])
        let token = try trial.token("tax")
        #expect(effects.last == .evaluateDecision(token: token, element: "tax", decision: "yearly tax", inputs: ["dogs": 2]))
        #expect(Trial.trace(trial.give(.serviceReturned(token: token, output: 1))) == "")  // not the answer it waits for
        trial.give(.decisionReturned(token: token, output: 288))
        #expect(trial.variables == ["dogs": 2, "tax": 288])
        #expect(trial.state.status == .completed)
    }

    @Test("a script task computes a variable, or several") func script() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/><scriptTask id='a' scriptFormat='feel' stadtkern:result='n'><script>dogs + 1</script></scriptTask>
            <scriptTask id='b'><script>{x: n * 2, y: "z"}</script></scriptTask><endEvent id='e'/>
            """ + path("s", "a", "b", "e"))
        trial.start(["dogs": 1])
        #expect(trial.variables == ["dogs": 1, "n": 2, "x": 4, "y": "z"])
        #expect(trial.trace == "+s -s +a -a +b -b +e -e end")
    }

    @Test("a send task sends and goes on; a receive task waits for its message") func messages() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/><sendTask id='ask' messageRef='q'><extensionElements>
            <stadtkern:input name='about' value='dog'/></extensionElements></sendTask>
            <receiveTask id='wait' messageRef='r' stadtkern:correlation='dog'/><endEvent id='e'/>
            """ + path("s", "ask", "wait", "e"), beside: "<message id='q' name='question'/><message id='r' name='reply'/>")
        let effects = trial.start(["dog": "Rex"])
        #expect(effects.contains { if case .sendMessage(_, "ask", "question", ["about": "Rex"]) = $0 { true } else { false } })
        #expect(trial.trace == "+s -s +ask -ask +wait")
        #expect(Trial.trace(trial.message("reply", for: "Bello")) == "")
        #expect(Trial.trace(trial.message("question", for: "Rex")) == "")
        trial.message("reply", for: "Rex", ["ok": true])
        #expect(trial.trace == "+s -s +ask -ask +wait -wait +e -e end")
        #expect(trial.variables == ["dog": "Rex", "ok": true])
    }

    @Test("a call activity runs another process and takes over its result") func callActivity() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/><callActivity id='c' calledElement='other'><extensionElements>
            <stadtkern:input name='x' value='1 + 1'/><stadtkern:output name='y' value='result.z'/></extensionElements></callActivity>
            <endEvent id='e'/>
            """ + path("s", "c", "e"))
        let effects = trial.start()
        #expect(effects.last == .callProcess(token: try trial.token("c"), element: "c", process: "other", inputs: ["x": 2]))
        try trial.answer("c", ["z": 5])
        #expect(trial.variables == ["y": 5])
        #expect(trial.state.status == .completed)
    }

    @Test("several flows out of a task split, with conditions only where they hold") func implicitSplit() throws {
        let contents = """
            <startEvent id='s'/><userTask id='a' default='a-d'/><userTask id='b'/><userTask id='c'/><userTask id='d'/><endEvent id='e'/>
            """ + path("s", "a") + flow("a", "b") + flow("a", "c", when: "x") + flow("a", "d") + path("b", "e") + path("c", "e")
            + path("d", "e")
        var met = try Trial(contents)
        met.start(["x": true])
        #expect(Trial.trace(try met.finish("a")) == "-a +b +c")
        var unmet = try Trial(contents)
        unmet.start(["x": false])
        #expect(Trial.trace(try unmet.finish("a")) == "-a +b +d")
        try unmet.finish("b")
        #expect(Trial.trace(try unmet.finish("d")) == "-d +e -e end")
    }
}

struct Wrong: Error {
    let sentence: String
    init(_ sentence: String) { self.sentence = sentence }
}
