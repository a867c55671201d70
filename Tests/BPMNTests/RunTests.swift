import BPMN
import Kernel
import Testing

@Suite("Playing a BPMN model") struct RunTests {
    func run(_ contents: String, beside: String = "", _ variables: JSON = [:], events: JSON = []) throws -> Run {
        let model = try #require(Trial.read(contents, beside: beside).model)
        return try Run(playing: model, variables: variables, events: events, start: Trial.noon)
    }

    @Test("tasks end at once with their variables, and decide the way") func tasks() throws {
        let run = try run(GatewayTests.exclusive, ["n": 15, "tasks": ["b": ["done": true]]])
        #expect(
            run.lines == [
                "0 enter s", "0 leave s", "0 enter g", "0 leave g", "0 enter b", "0 leave b", "0 enter m", "0 leave m",
                "0 enter e",
                "0 leave e",
            ])
        #expect(run.findings.isEmpty)
        #expect(run.state.variables == ["n": 15, "done": true])
        #expect(run.state.status == .completed)
    }

    @Test("of two branches at the same moment the one earlier in the document goes first") func ties() throws {
        let run = try run(
            """
            <startEvent id='s'/><parallelGateway id='f'/><userTask id='a'/><userTask id='b'/><task id='c'/><parallelGateway id='j'/><endEvent id='e'/>
            """ + path("s", "f", "b", "c", "j", "e") + path("f", "a", "j"))
        #expect(
            run.lines.map { $0.dropFirst(2) } == [
                "enter s", "leave s", "enter f", "leave f", "enter a", "leave a", "enter b", "leave b", "enter c", "leave c",
                "enter j",
                "leave j", "enter e", "leave e",
            ])
    }

    @Test("time passes from timer to timer") func timers() throws {
        let run = try run(
            """
            <startEvent id='s'/><parallelGateway id='f'/>
            <intermediateCatchEvent id='slow'><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>
            <intermediateCatchEvent id='quick'><timerEventDefinition><timeDuration>PT1.5S</timeDuration></timerEventDefinition></intermediateCatchEvent>
            <intermediateCatchEvent id='named'><timerEventDefinition stadtkern:deadline='answer'/></intermediateCatchEvent>
            <endEvent id='e'/>
            """ + path("s", "f", "slow", "e") + path("f", "quick", "e") + path("f", "named", "e"),
            ["deadlines": ["answer": "P1D"]])
        #expect(
            run.lines.suffix(12) == [
                "0 enter slow", "0 enter quick", "0 enter named", "1.5 leave quick", "1.5 enter e", "1.5 leave e",
                "3600 leave slow", "3600 enter e", "3600 leave e", "86400 leave named", "86400 enter e", "86400 leave e",
            ])
    }

    @Test("events come at their time: messages, ends and failures of tasks that wait for them") func events() throws {
        let contents = """
            <startEvent id='s'/><userTask id='a'/>
            <boundaryEvent id='remind' cancelActivity='false' attachedToRef='a'><timerEventDefinition><timeCycle>R/PT10S</timeCycle></timerEventDefinition></boundaryEvent>
            <receiveTask id='r' messageRef='m'/><serviceTask id='c' stadtkern:action='x.c'/>
            <boundaryEvent id='caught' attachedToRef='c'><errorEventDefinition/></boundaryEvent><endEvent id='e'/><endEvent id='f'/>
            """ + path("s", "a", "r", "c", "e") + path("remind", "f") + path("caught", "f")
        let run = try run(
            contents, beside: "<message id='m' name='mail'/>",
            events: [
                ["at": 25, "complete": "a", "variables": ["x": 1]], ["at": "PT1M", "message": "mail", "variables": ["y": 2]],
                ["at": 61, "fail": "c", "code": "E"],
            ])
        #expect(
            run.lines == [
                "0 enter s", "0 leave s", "0 enter a", "10 enter remind", "10 leave remind", "10 enter f", "10 leave f",
                "20 enter remind", "20 leave remind", "20 enter f", "20 leave f", "25 leave a", "25 enter r", "60 leave r",
                "60 enter c", "61 leave c", "61 enter caught", "61 leave caught", "61 enter f", "61 leave f",
            ])
        #expect(run.state.variables == ["x": 1, "y": 2])
        #expect(run.findings.isEmpty)
    }

    @Test("a process that begins with a message or a timer begins then") func starts() throws {
        let contents =
            "<startEvent id='s'><messageEventDefinition messageRef='m'/></startEvent><endEvent id='e'/>" + path("s", "e")
        let beside = "<message id='m' name='mail'/>"
        let message = try run(contents, beside: beside, ["a": 1], events: [["at": 5, "message": "mail", "variables": ["b": 2]]])
        #expect(message.lines == ["5 enter s", "5 leave s", "5 enter e", "5 leave e"])
        #expect(message.state.variables == ["a": 1, "b": 2])
        let timer = try run(
            "<startEvent id='s'><timerEventDefinition><timeDuration>PT7S</timeDuration></timerEventDefinition></startEvent><endEvent id='e'/>"
                + path("s", "e"))
        #expect(timer.lines.first == "7 enter s")
        #expect(try run(contents, beside: beside).findings == ["Nothing starts the process."])
    }

    @Test("the first visit of a task gets the first of its answers, the last one repeats") func visits() throws {
        let contents = """
            <startEvent id='s'/><exclusiveGateway id='m'/><userTask id='a'/><exclusiveGateway id='x' default='x-m'/><endEvent id='e'/>
            """ + path("s", "m", "a", "x", "m") + flow("x", "e", when: "n = 3")
        let run = try run(contents, ["tasks": ["a": [["n": 1], ["n": 2], ["n": 3]]]])
        #expect(run.lines.filter { $0 == "0 enter a" }.count == 3)
        let endless = try self.run(contents, ["tasks": ["a": ["n": 1]]])
        #expect(endless.findings.last?.contains("broken off") == true)
    }

    @Test("what cannot go on is a finding") func findings() throws {
        let stuck = try run(GatewayTests.exclusive, ["n": "x"])
        #expect(stuck.findings.count == 1 && stuck.findings[0].hasPrefix("0 g: "))
        #expect(try run(GatewayTests.exclusive, ["n": 1], events: [["at": 3, "complete": "b"]]).findings.isEmpty)
        #expect(throws: RunProblem.self) { try run(GatewayTests.exclusive, events: [["message": "x"]]) }
        #expect(throws: RunProblem.self) { try run(GatewayTests.exclusive, events: [["at": 3]]) }
    }
}
